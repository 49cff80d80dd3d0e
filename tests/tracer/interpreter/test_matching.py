"""`match` with every pattern, wrong ones too, as in CPython."""

# ruff: noqa: PLE1132, PLW0120, PLW0602, PLW0603, PLW0108, PLW2901, PLC3002, PIE804, SLOT000, F401, F541, I001
# every form of a statement, wrong ones too

import collections
import dataclasses
import enum

import pytest


@dataclasses.dataclass(order=True)
class Point:
    x: int
    y: int = 0


class Color(enum.Enum):
    RED = 1
    BLUE = 2


Pair = collections.namedtuple("Pair", "a b")


def matching(v):
    match v:
        case 0 | 1:
            return "small"
        case Color.RED:
            return "red"
        case Point(0, y):
            return "origin x", y
        case Point(x=x, y=y) if x == y:
            return "diagonal", x
        case Point():
            return "point"
        case {"k": k, "other": [a, *_]}:
            return "both", k, a
        case {"k": 1, **rest}:
            return "k1", rest
        case {}:
            return "mapping"
        case [] | [_]:
            return "short"
        case [1, *middle, 9]:
            return "bounded", middle
        case (a, (b, c)):
            return "nested", a, b, c
        case [*all_]:
            return "list", all_
        case str(s) if s.startswith("x"):
            return "x string", s
        case bytes() | str():
            return "text"
        case None:
            return "none"
        case float(f) as whole:
            return f, whole
        case _:
            return "other"


class BadArgs:
    __match_args__ = ["x"]


class BadNames:
    __match_args__ = (1,)


class Twice:
    __match_args__ = ("x",)
    x = 1


def bad_match(which):
    if which == 0:
        match BadArgs():
            case BadArgs(x):
                return x
    elif which == 1:
        match BadNames():
            case BadNames(x):
                return x
    elif which == 2:
        match Twice():
            case Twice(a, x=b):
                return a, b
    elif which == 3:
        match Point(1, 2):
            case Point(a, b, c):
                return a
    elif which == 4:
        match 3:
            case int(a, b):
                return a
    elif which == 5:
        cls = 3
        match 3:
            case cls():
                return 1
    elif which == 6:
        key = KeyHolder
        match {"a": 1}:
            case {key.a: x, key.b: y}:
                return x, y
    elif which == 7:
        match Pair(1, 2):
            case Pair(a, b):
                return a, b
    elif which == 8:
        match Point(1, 2):
            case Point(z=3):
                return "has z"
        return "no z"


class KeyHolder:
    a = "a"
    b = "a"


CASES = [
    *[
        (matching, (v,))
        for v in (
            [0, 1, True, Color.RED, Color.BLUE, Point(0, 5), Point(3, 3), Point(1, 2), {"k": 2, "other": [5, 6]}]
            + [{"k": 1, "z": 3}, {"k": 1}, {"q": 1}, [], [4], [1, 2, 3, 9], (1, (2, 3)), (4, 5, 6), "xyz", "abc", b"b"]
            + [
                None,
                2.5,
                3j,
                range(3),
                collections.deque([1, 9]),
                collections.defaultdict(int),
                {1, 2},
                Pair(1, [2, 3]),
            ]
        )
    ],
    *[(bad_match, (i,)) for i in range(9)],
]


@pytest.mark.parametrize(("function", "args"), CASES, ids=lambda v: getattr(v, "__name__", None))
def test_as_cpython(check, function, args):
    check(function, *args)

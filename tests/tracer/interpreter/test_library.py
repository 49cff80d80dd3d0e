"""Whole modules of the standard library, interpreted with everything that they call in themselves."""

import argparse
import ast
import base64
import collections
import configparser
import copy
import csv
import dataclasses
import difflib
import fractions
import heapq
import inspect
import io
import json
import pprint
import random
import shlex
import statistics
import string
import textwrap
import tokenize
import typing
import urllib.parse

import pytest

SAMPLE = '''
class A:
    """Doc."""
    def f(self, *args, key: int = 3, **kw):
        return [x for x in args if x > key]

@decorated
async def g(x):
    async for y in x:
        yield y
'''


def json_round_trip():
    value = {"a": [1, 2.5, None, True, "ä\n"], "b": {"c": []}}
    text = json.dumps(value, indent=2, sort_keys=True)
    try:
        json.loads('{"a": [1, 2,}')
    except json.JSONDecodeError as error:
        return text, json.loads(text), str(error)


def arguments():
    parser = argparse.ArgumentParser(prog="p", description="what it does")
    parser.add_argument("files", nargs="*", help="the files")
    parser.add_argument("--level", type=int, choices=[1, 2], default=1)
    sub = parser.add_mutually_exclusive_group()
    sub.add_argument("-q", action="store_true")
    sub.add_argument("-v", action="count")
    return vars(parser.parse_args(["a", "b", "--level", "2", "-vv"])), parser.format_help()


def unparse():
    return ast.unparse(ast.parse(SAMPLE))


def tokens():
    return [(t.type, t.string) for t in tokenize.generate_tokens(io.StringIO(SAMPLE).readline)]


def texts():
    return (
        textwrap.fill("some words " * 20, width=30),
        textwrap.dedent("   a\n     b"),
        string.Template("$a and ${b}").substitute(a=1, b=2),
        string.Formatter().format("{0!r:>6} {name[k]}", "x", name={"k": 3}),
        shlex.split("a 'b c' \"d\" e\\ f"),
    )


def differences():
    return list(difflib.unified_diff("abcdef", "abxdfg", lineterm="")), difflib.get_close_matches(
        "appel", ["ape", "apple"]
    )


def numbers():
    half = fractions.Fraction(1, 2)
    return (
        half + 3,
        half**2,
        statistics.mean([1, 2, 3, half]),
        statistics.quantiles([1, 2, 3, 4, 5]),
        random.Random(3).sample(range(9), 4),
    )


def containers():
    chain = collections.ChainMap({"a": 1}, {"a": 2, "b": 3})
    counter = collections.Counter("abracadabra")
    ordered = collections.UserDict({"x": [1, {2}]})
    pair = collections.namedtuple("pair", ["one", "two"], defaults=[5])
    return (
        dict(chain),
        counter.most_common(2),
        counter - collections.Counter("ab"),
        copy.deepcopy(ordered),
        pair(1)._replace(two=3),
    )


def parsers():
    config = configparser.ConfigParser()
    config.read_string("[s]\na = 1\nb = %(a)s2\n")
    rows = list(csv.DictReader(io.StringIO("a,b\n1,2\n")))
    return (
        dict(config["s"]),
        rows,
        urllib.parse.urlsplit("http://u@h:80/p?q=1#f").port,
        urllib.parse.parse_qs("a=1&a=2"),
    )


def printed():
    return pprint.pformat({"k" * i: list(range(i * 5)) for i in range(6)}), base64.b85encode(b"some bytes")


def heaps():
    return heapq.nsmallest(3, [5, 1, 4, 2], key=lambda v: -v), list(heapq.merge([1, 4], [2, 3]))


def data_classes():
    @dataclasses.dataclass(frozen=True, order=True, slots=True)
    class Point:
        x: int
        y: list = dataclasses.field(default_factory=list, compare=False)
        z: "typing.ClassVar[int]" = 3

    a, b = Point(1), Point(2, [3])
    try:
        a.x = 2
    except dataclasses.FrozenInstanceError as error:
        return str(a), a < b, dataclasses.replace(b, x=1) == a, dataclasses.asdict(b), str(error)


def signatures():
    def f(a, /, b: int = 2, *c, d, **e) -> str: ...

    return str(inspect.signature(f)), inspect.signature(f).bind(1, d=2).arguments, typing.get_type_hints(f)


CASES = [
    json_round_trip,
    arguments,
    unparse,
    tokens,
    texts,
    differences,
    numbers,
    containers,
    parsers,
    printed,
    heaps,
    data_classes,
    signatures,
]


@pytest.mark.parametrize("function", CASES)
def test_as_cpython(check_all, function):
    interpreted = check_all(function)
    assert len(interpreted) >= 2, "library functions ran in the machine"

"""Expressions, loops, comprehensions, closures, classes, calls, f-strings, imports and match, as in CPython."""

# ruff: noqa: PLE1132, PLW0120, PLW0602, PLW0603, PLW0108, PLW2901, PLC3002, PIE804, SLOT000, F401, F541, I001
# every form of a statement, wrong ones too

import collections
import dataclasses
import enum
import functools

import pytest

GLOBAL = 5
counter = 0


def arithmetic(a, b):
    out = [a + b, a - b, a * b, a / b, a // b, a % b, a**2, a << 1, a >> 1, a & b, a | b, a ^ b, -a, +a, ~a, not a]
    c = a
    c += b
    c *= 2
    c -= 1
    c //= 3
    c <<= 2
    c |= 1
    c **= 2
    c %= 1000
    c ^= 5
    c &= 255
    c >>= 1
    c /= 2
    return out, c


def compare(a, b):
    return [a < b, a <= b, a == b, a != b, a > b, a >= b, a is b, a is not b, a in [b], a not in (b,), 0 < a < b < 10]


def logic(a, b, c):
    return [a and b, a or b, a and b or c, not (a or b), (a if b else c), a or b and c, bool(a and not b)]


def none_jumps(xs):
    out = []
    for x in xs:
        if x is None:
            out.append("none")
        elif x is not None and x:
            out.append(x)
        while x is not None:
            x = None
    return out


def unpacking(x):
    a, b = x
    c, *d = x
    *e, f = x
    (g, h), i = (a, b), c
    [j, k] = i, f
    return a, b, c, d, e, f, g, h, i, j, k


def unpack_three(x):
    a, b, *c = x
    return a, b, c


def unpack_none(x):
    () = x


def swap(a, b, c):
    a, b = b, a
    a, b, c = c, a, b
    return a, b, c


def displays(a, b):
    return [*a, 1, *b], (*a, *b), {*a, *b}, {"k": 1, **dict(zip("ab", a)), "z": 2}, [], (), {}, {1: 2}, [1, 2, 3, 4]


def bad_list(x):
    return [1, *x]


def bad_dict(x):
    return {"a": 1, **x}


def bad_set(x):
    return {1, *x}


def slices(x):
    y = list(x)
    z = list(x)
    del z[1]
    y[1:2] = [7, 8]
    y[::2] = y[::2]
    del y[:1]
    return x[0], x[-1], x[1:], x[:2], x[:], x[::2], x[::-1], y, z


def attributes():
    class A:
        x = 1

    a = A()
    a.y = 2
    a.y += 3
    del a.y
    A.x = 5
    a.x += 1
    return a.x, A.x, vars(a), hasattr(a, "y")


def missing_attribute(x):
    return x.nothing


def loops(n):
    out = []
    for i in range(n):
        if i % 2:
            continue
        for j in range(i):
            if j == 3:
                break
            out.append((i, j))
        else:
            out.append("else")
    else:
        out.append("done")
    while n:
        n -= 1
        if n == 2:
            break
    else:
        out.append("while else")
    return out


def not_iterable(x):
    for _ in x:
        pass


def comprehensions(n):
    k = 3
    xs = [i * k for i in range(n) if i % 2]
    ss = {i % 3 for i in range(n)}
    dd = {i: [j for j in range(i)] for i in range(n) if i}
    gg = list(i + k for i in xs)
    nested = [(i, j, k) for i in range(2) for j in range(i + 1)]
    return xs, sorted(ss), dd, gg, nested, sum(x for x in xs), [k for k in range(2)], k


def comprehension_lambdas():
    i = "outer"
    fs = [lambda: i for i in range(3)]
    gs = [lambda i=i: i for i in range(3)]
    return [f() for f in fs], [g() for g in gs], i


def comprehension_over_cell():
    x = 10
    f = lambda: x
    ys = [x for x in range(3)]
    zs = [(lambda: x)() for x in range(2)]
    return f(), ys, zs, x


def comprehension_raises():
    x = "kept"
    try:
        [1 // x for x in (1, 0)]
    except ZeroDivisionError:
        pass
    return x


def comprehension_unbound():
    if False:
        x = 1
    ys = [x for x in range(3)]
    try:
        return x
    except UnboundLocalError as e:
        return ys, e


def walrus(xs):
    if (n := len(xs)) > 2:
        return [y := x * 2 for x in xs], y, n
    return n


def closures():
    total = 0

    def add(n):
        nonlocal total
        total += n
        return total

    def reader():
        return total

    add(1)
    add(2)
    return add(3), reader(), add.__closure__[0].cell_contents


def closure_arguments(a, *args, b=None, **kw):
    def inner():
        return a, args, b, kw

    a = (a, "changed")
    return inner()


def closure_none(a=None):
    return (lambda: a)()


def empty_cell():
    def inner():
        return late

    try:
        inner()
    except NameError as e:
        first = e
    late = 1
    value = inner()
    del late
    try:
        inner()
    except NameError as e:
        return first, value, e


def own_empty_cell():
    def inner():
        return x

    if inner is None:
        x = 1
    return x


def delete_empty_cell():
    def inner():
        return x

    if inner is None:
        x = 1
    del x


def recursion(n):
    def fib(n):
        return n if n < 2 else fib(n - 1) + fib(n - 2)

    return fib(n)


def global_variables():
    global counter
    counter = GLOBAL + 1
    result = counter
    del counter
    try:
        counter
    except NameError as e:
        error = e
    try:
        del counter
    except NameError as e:
        again = e
    counter = 0
    return result, error, again


def undefined():
    return nothing_of_that_name


def defaults():
    def f(a, b=2, /, c=3, *args, d, e=5, **kw):
        return a, b, c, args, d, e, kw

    return (
        f(1, d=4),
        f(1, 2, 3, 4, 5, d=6, x=7),
        f(*[1, 2], **{"d": 3, "c": 4}),
        f(1, *(2,), c=9, d=1),
        f(*(1,), *[2], 3, *range(2), d=0, **{"k": 1}, **{"z": 2}),
        f.__defaults__,
        f.__kwdefaults__,
        f.__name__,
        f.__qualname__,
        f.__module__,
    )


def annotated(x: int = 3, *, y: "str" = "s") -> list:
    def g(a: int, b: list = []) -> None: ...

    z: int = x
    w: float
    return g.__annotations__, z


def doc():
    def f():
        """About f."""

    class A:
        """About A."""

    return f.__doc__, A.__doc__


def call_errors(which):
    def f(a, b=1, *, c):
        return a, b, c

    def posonly(a, b, /):
        return a

    def empty():
        pass

    def three(x, y, z, *, k, l, m):
        pass

    calls = [
        lambda: f(),
        lambda: f(1),
        lambda: f(1, 2, 3, c=1),
        lambda: f(1, a=2, c=1),
        lambda: f(1, c=1, d=2),
        lambda: posonly(a=1, b=2),
        lambda: posonly(1),
        lambda: posonly(1, b=2),
        lambda: empty(1),
        lambda: empty(1, 2),
        lambda: three(),
        lambda: three(1, 2),
        lambda: three(1, 2, 3),
        lambda: three(1, 2, 3, k=1, m=2),
        lambda: three(1, 2, 3, 4, k=1),
        lambda: three(1, 2, 3, 4, 5, k=1, l=2, m=3),
        lambda: f(1, bb=3, c=2),
        lambda: f(*3),
        lambda: f(1, *3),
        lambda: f(**3),
        lambda: f(c=1, **3),
        lambda: f(**{"a": 1}, **{"a": 2}),
        lambda: f(**{1: 2}),
        lambda: f(*[1], c=3, **{"c": 4}),
        lambda: len(*3),
        lambda: print(**3),
        lambda: (3)(),
        lambda: int("x", nothing=1),
        lambda: "x".join(1),
    ]
    return calls[which]()


def calls(xs):
    return max(*xs), max(xs, key=lambda x: -x), dict(**{"a": 1}, b=2), "a-b".split("-"), sorted(xs, reverse=True), print


def decorators():
    log = []

    def outer(tag):
        def deco(f):
            @functools.wraps(f)
            def wrapper(*args, **kw):
                log.append((tag, args, kw))
                return f(*args, **kw)

            return wrapper

        return deco

    @outer("a")
    @outer("b")
    def f(x, y=1):
        return x + y

    return f(1), f(2, y=3), log, f.__name__


def class_body():
    base = 10

    class Meta(type):
        @classmethod
        def __prepare__(mcs, name, bases, **kw):
            return {"prepared": (name, len(bases), kw)}

        def __new__(mcs, name, bases, ns, **kw):
            return super().__new__(mcs, name, bases, dict(ns))

        def __init__(cls, name, bases, ns, **kw):
            super().__init__(name, bases, ns)

    class A(metaclass=Meta, flag=1):
        x = base
        y: int = x + 1
        z: str
        squares = [i * i for i in range(3)]
        if x:
            w = "conditional"
        for i in range(2):
            pass
        del i

        def m(self):
            return __class__, self.x

        @property
        def p(self):
            return self.x

        @staticmethod
        def s(v):
            return v

        @classmethod
        def c(cls, v=base):
            return cls.__name__, v

    class B(A):
        def __init__(self, x):
            super().__init__()
            self.x = x

        def m(self):
            return super().m()[1], super(B, self).x, super().c(4)

    b = B(7)
    return A.prepared, A.x, A.y, A.squares, A.w, A.__annotations__, b.m(), b.p, B.s(3), A.__qualname__, B.m.__qualname__


def class_scope():
    x = "function"

    class A:
        before = x
        f = lambda: x

    class B:
        global GLOBAL
        y = GLOBAL

    return A.before, A.f(), B.y


def class_scope_plain():
    x = "function"

    class A:
        seen = x
        x2 = "class"
        inner = [x for _ in range(2)]

        def f(self):
            return x

    return A.seen, A.inner, A().f(), hasattr(A, "__annotations__")


def class_name_lookup():
    class A:
        v = GLOBAL
        n = len("abc")

    try:

        class B:
            del nothing
    except NameError as e:
        return A.v, A.n, e


def class_rebinds_free_name():
    x = "outer"

    class A:
        if len("") == 1:
            x = "inner"
        y = x

    return A.y


def class_errors(which):
    if which == 0:

        class A(int, str):
            pass

    if which == 1:

        class B(metaclass=3):
            pass

    if which == 2:

        class C:
            x = undefined_name


def mro_entries():
    class Entry:
        def __mro_entries__(self, bases):
            return (dict,)

    e = Entry()

    class A(e):
        pass

    return A.__bases__, A.__orig_bases__ == (e,)


def super_errors(which):
    class A:
        def none():
            return super()

        def deleted(self):
            del self
            return super()

        def cell(self):
            f = lambda: self
            return super().__repr__() == object.__repr__(f())

        def two(self):
            return super(A, self).__eq__(self)

        def missing(self):
            return super().nothing

    if which == 0:
        return A.none()
    if which == 5:
        return super()
    return [None, A().deleted, A().cell, A().two, A().missing][which]()


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


def fstrings(a, b, w):
    return [
        f"{a}",
        f"{a!r}-{b!s}-{b!a}",
        f"{a:>{w}}|{b!r:^12}",
        f"{a=} {b = !r} {w=:03d}",
        f"{{}}{a}{'' if b else 'x'}",
        f"",
        f"{a}tail",
        "%s %r" % (a, b),
        f"{[x for x in range(w)]}",
    ]


def bad_format(x):
    return f"{x:zzz}"


def imports():
    import os.path
    import collections.abc as cabc
    from functools import partial, reduce as r
    from os import path

    return os.path is path, cabc.__name__, partial.__name__, r(lambda a, b: a + b, [1, 2])


def bad_import(which):
    if which == 0:
        import os.nothing
    if which == 1:
        from os import nothing
    if which == 2:
        import no_such_module_at_all
    if which == 3:
        from . import something
    if which == 4:
        from collections import abc, nothing


def frame_builtins(a, b=2):
    c = a + b

    def inner():
        return a, sorted(locals())

    x = eval("c + 1")
    scope = {}
    exec("y = 3", scope)
    return sorted(locals()), sorted(vars()), dir(), x, scope["y"], globals()["GLOBAL"], inner(), eval("b", {"b": 9})


def deletes():
    d = {"a": 1, "b": 2}
    xs = [1, 2, 3]
    del d["a"], xs[0]
    try:
        del d["zzz"]
    except KeyError as e:
        return d, xs, e


def star_assignment_in_loop(pairs):
    out = []
    for i, (a, *b) in enumerate(pairs):
        out.append((i, a, b))
    return out


def chained():
    a = b = c = []
    a.append(1)
    x = y = 0
    x += 1
    return a, b, c, x, y


def ternaries(n):
    return "neg" if n < 0 else "zero" if n == 0 else "pos"


class Truthless:
    def __bool__(self):
        raise ValueError("no truth")


def truthless(x):
    if x:
        return 1


class Loud:
    def __init__(self):
        self.log = []

    def __bool__(self):
        self.log.append("bool")
        return False

    def __lt__(self, other):
        self.log.append("lt")
        return self

    def __eq__(self, other):
        self.log.append("eq")
        return self

    __hash__ = None


def truth_asked_once():
    x = Loud()
    a = x and 1
    b = x or 2
    c = not x
    d = x < 1 < 2
    e = (x == 3) or 5, not not x, not not x < 1, not not not x
    if x:
        pass
    if x < 1:
        pass
    if not x == 2:
        pass
    while x:
        pass
    return x.log, b, c, e, a is x, d is x


def big_function_arguments(*args, **kw):
    return dict(a=1, b=2, **kw), [*args, *args], "".join(sorted(kw))


def lambda_defaults():
    return (lambda a, *b, c=3, **d: (a, b, c, d))(1, 2, c=4, e=5)


def debug():
    if __debug__:
        return "debug"


def print_nothing():
    return print("", end="")


def constants():
    return (
        1,
        1.5,
        2j,
        "s",
        b"b",
        None,
        True,
        ...,
        (1, (2, "x")),
        frozenset({1, 2}),
        -0.0,
        x if (x := 3) in {3, 4} else 0,
    )


CASES = [
    (arithmetic, (7, 3)),
    (compare, (1, 2)),
    (compare, (2, 2)),
    *[(logic, (a, b, c)) for a in (0, 1) for b in ("", "b") for c in ([], [1])],
    (none_jumps, ([None, 0, 1, None],)),
    (unpacking, ((1, 2),)),
    (unpacking, ("ab",)),
    *[(unpack_three, (x,)) for x in ([1], [1, 2], [1, 2, 3, 4], 3, {"a": 1, "b": 2}, iter([1, 2]), "")],
    *[(unpacking, (x,)) for x in (3, [1], [1, 2, 3], None)],
    (unpack_none, ((),)),
    (unpack_none, ((1,),)),
    (swap, (1, 2, 3)),
    (displays, ([1, 2], (3, 4))),
    *[(f, (3,)) for f in (bad_list, bad_dict, bad_set)],
    (bad_dict, ({1: 2},)),
    (bad_dict, ([(1, 2)],)),
    (slices, ([1, 2, 3, 4],)),
    (attributes, ()),
    (missing_attribute, (3,)),
    (loops, (7,)),
    (loops, (0,)),
    (not_iterable, (3,)),
    (comprehensions, (6,)),
    (comprehension_lambdas, ()),
    (comprehension_over_cell, ()),
    (comprehension_raises, ()),
    (comprehension_unbound, ()),
    (walrus, ([1, 2, 3],)),
    (walrus, ([],)),
    (closures, ()),
    (closure_arguments, (1, 2, 3)),
    (closure_none, ()),
    (empty_cell, ()),
    (own_empty_cell, ()),
    (delete_empty_cell, ()),
    (recursion, (8,)),
    (global_variables, ()),
    (undefined, ()),
    (defaults, ()),
    (annotated, ()),
    (doc, ()),
    *[(call_errors, (i,)) for i in range(29)],
    (calls, ([3, 1, 2],)),
    (decorators, ()),
    (class_body, ()),
    (class_scope, ()),
    (class_scope_plain, ()),
    (class_name_lookup, ()),
    (class_rebinds_free_name, ()),
    *[(class_errors, (i,)) for i in range(4)],
    (mro_entries, ()),
    *[(super_errors, (i,)) for i in range(6)],
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
    (fstrings, ("a", "é", 5)),
    (fstrings, (1, [2], 8)),
    (bad_format, (3,)),
    (imports, ()),
    *[(bad_import, (i,)) for i in range(5)],
    (frame_builtins, (1,)),
    (deletes, ()),
    (star_assignment_in_loop, ([(1, 2), (3,), (4, 5, 6)],)),
    (chained, ()),
    *[(ternaries, (i,)) for i in (-1, 0, 1)],
    (truthless, (Truthless(),)),
    (truth_asked_once, ()),
    (lambda_defaults, ()),
    (debug, ()),
    (print_nothing, ()),
    (constants, ()),
]


@pytest.mark.parametrize(("function", "args"), CASES, ids=lambda v: getattr(v, "__name__", None))
def test_as_cpython(check, function, args):
    check(function, *args)


def test_keyword_arguments(check):
    check(big_function_arguments, 1, 2, x=3, y=4)
    check(closure_arguments, 1, 2, b=3, c=4)

"""Expressions, loops, comprehensions, f-strings and imports, as in CPython."""

# ruff: noqa: PLE1132, PLW0120, PLW0602, PLW0603, PLW0108, PLW2901, PLC3002, PIE804, SLOT000, F401, F541, I001
# every form of a statement, wrong ones too

import collections

import pytest


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
    (fstrings, ("a", "é", 5)),
    (fstrings, (1, [2], 8)),
    (bad_format, (3,)),
    (imports, ()),
    *[(bad_import, (i,)) for i in range(5)],
    (deletes, ()),
    (star_assignment_in_loop, ([(1, 2), (3,), (4, 5, 6)],)),
    (chained, ()),
    *[(ternaries, (i,)) for i in (-1, 0, 1)],
    (truthless, (Truthless(),)),
    (truth_asked_once, ()),
    (debug, ()),
    (print_nothing, ()),
    (constants, ()),
]


@pytest.mark.parametrize(("function", "args"), CASES, ids=lambda v: getattr(v, "__name__", None))
def test_as_cpython(check, function, args):
    check(function, *args)

"""Closures, defaults, calls with every form of argument and decorators, as in CPython."""

# ruff: noqa: PLE1132, PLW0120, PLW0602, PLW0603, PLW0108, PLW2901, PLC3002, PIE804, SLOT000, F401, F541, I001
# every form of a statement, wrong ones too

import functools

import pytest

GLOBAL = 5
counter = 0


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


def frame_builtins(a, b=2):
    c = a + b

    def inner():
        return a, sorted(locals())

    x = eval("c + 1")
    scope = {}
    exec("y = 3", scope)
    return sorted(locals()), sorted(vars()), dir(), x, scope["y"], globals()["GLOBAL"], inner(), eval("b", {"b": 9})


def big_function_arguments(*args, **kw):
    return dict(a=1, b=2, **kw), [*args, *args], "".join(sorted(kw))


def lambda_defaults():
    return (lambda a, *b, c=3, **d: (a, b, c, d))(1, 2, c=4, e=5)


CASES = [
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
    (frame_builtins, (1,)),
    (lambda_defaults, ()),
]


@pytest.mark.parametrize(("function", "args"), CASES, ids=lambda v: getattr(v, "__name__", None))
def test_as_cpython(check, function, args):
    check(function, *args)


def test_keyword_arguments(check):
    check(big_function_arguments, 1, 2, x=3, y=4)
    check(closure_arguments, 1, 2, b=3, c=4)

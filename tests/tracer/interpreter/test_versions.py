"""Syntax that only some releases have."""

import sys

import pytest

PEP_695 = """
def main():
    def first[T](xs: list[T]) -> T:
        return xs[0]
    def bounded[T: (int, str), *Ts, **P](x: T): ...
    def lazy[T: Undefined](x: T): ...
    class Box[T: int]:
        item: T
        def get[S](self, s: S) -> T:
            return T, S
    type Pair = tuple[int, int]
    type Json = dict[str, Json]
    type Many[T] = list[T]
    bound = lazy.__type_params__[0]
    try:
        bound.__bound__
    except NameError as e:
        error = e
    t, s = Box().get(1)
    return [
        first([1]), first.__type_params__[0].__name__, str(bounded.__type_params__), bounded.__type_params__[0].__constraints__,
        str(Box.__type_params__), str(Box[int]), Box.__type_params__[0].__bound__, Box.__orig_bases__ is not None,
        t is Box.__type_params__[0], s.__name__, first.__annotations__["return"] is first.__type_params__[0],
        Pair.__value__, str(Pair), str(Json.__value__), Many.__type_params__[0].__name__, str(Many[int]), error,
        Box.__type_params__[0].__module__, first.__qualname__, Box.get.__qualname__,
    ]
"""

PEP_696 = """
def main():
    def f[T = int, *Ts = *tuple[int, str], **P = [int]](x: T): ...
    class A[T: str = str, S = list[T]]: ...
    t, ts, p = f.__type_params__
    return t.__default__, str(ts.__default__), str(p.__default__), [(v.__name__, v.__bound__, str(v.__default__)) for v in A.__type_params__]
"""

NESTED_FSTRING = """
def main(a="x"):
    return f"{f"{a!r:>{len("abc") + 3}}"}{"\\n".join(["1", "2"])}"
"""

COMPREHENSION_IN_CLASS = """
def main():
    y = "outer"
    class A:
        y = "class"
        xs = [(x, y) for x in [y, 1]]
        fs = [lambda: (x, y) for x in range(2)]
        zs = [[z for z in range(w)] for w in range(3)]
        try:
            [1 / w for w in (1, 0)]
        except ZeroDivisionError:
            w = "kept"
        ls = [sorted(locals()) for q in range(1)]
    return A.xs, [f()[0] for f in A.fs], A.zs, A.w, A.y
"""

COMPREHENSION_AND_CELLS = """
def main():
    x = 1
    def get():
        return x
    def set_(v):
        nonlocal x
        x = v
    a = [x for x in range(3)]
    b = [(lambda: x) for x in range(3)]
    c = [y for y in range(2) if (x := y)]
    set_(9)
    try:
        [1 / 0 for x in range(2)]
    except ZeroDivisionError:
        pass
    d = {x: (lambda: x) for x in range(2)}
    return a, [f() for f in b], c, get(), x, [f() for f in d.values()]
"""

MODULE_LEVEL = '''
def main():
    source = """
import os as o
from math import *
x: int = 3
y = [x for x in range(4)]
z = [w for w in y if w]
def f():
    global x
    x += 1
    return x
f()
class A:
    v = x
del o
try:
    o
except NameError as e:
    error = e
"""
    scope = {"__name__": "made"}
    exec(source, scope)
    return scope["x"], scope["y"], scope["z"], scope["A"].v, scope["sqrt"](4), scope["__annotations__"], scope["error"]
'''


ASSERTIONS = """
def main():
    errors = []
    for i in range(3):
        try:
            assert i, ("message", i)
            assert i > 1
        except AssertionError as e:
            errors.append(e)
    return errors
"""

TYPE_SCOPE_IN_CLASS = """
LATER = "global"
def main():
    class A:
        own = "class"
        def f[T: LATER](self, x: LATER, y: own, z: T) -> T:
            return x
        type Alias = (LATER, own)
    hints = A.f.__annotations__
    return hints["x"], hints["y"], hints["z"].__bound__, A.Alias.__value__
"""


@pytest.mark.parametrize("source", [COMPREHENSION_IN_CLASS, COMPREHENSION_AND_CELLS, MODULE_LEVEL, ASSERTIONS])
def test_everywhere(run_source, source):
    run_source(source)


@pytest.mark.skipif(sys.version_info < (3, 12), reason="syntax of 3.12")
@pytest.mark.parametrize("source", [PEP_695, NESTED_FSTRING, TYPE_SCOPE_IN_CLASS])
def test_since_312(run_source, source):
    run_source(source)


@pytest.mark.skipif(sys.version_info < (3, 13), reason="syntax of 3.13")
def test_since_313(run_source):
    run_source(PEP_696)


def test_module_in_the_machine():
    """A module's code object, its namespace being its globals."""
    from fullgraph_tracer.interpreter.concrete import NestedDomain
    from fullgraph_tracer.interpreter.machine import Frame, Returned

    text = MODULE_LEVEL.split('"""')[1]
    native = {"__name__": "made"}
    exec(text, native)
    ours = {"__name__": "made"}
    code = compile(text, "<made>", "exec")
    frame = Frame(code, NestedDomain(lambda f: f.__code__.co_filename == "<made>"), globals_=ours, namespace=ours)
    assert frame.run() == Returned(None)
    native.pop("__builtins__")
    assert list(ours) == list(native)
    assert (ours["x"], ours["y"], ours["z"], ours["A"].v) == (native["x"], native["y"], native["z"], native["A"].v)
    assert repr(ours["error"]) == repr(native["error"])
    assert ours["__annotations__"] == native["__annotations__"]


def test_interactive_statement(capsys):
    """`compile(..., "single")` shows values; 3.11 has an opcode for it, later releases an intrinsic."""
    from fullgraph_tracer.interpreter.concrete import ConcreteDomain
    from fullgraph_tracer.interpreter.machine import Frame

    frame = Frame(compile("1 + 2; 'x'", "<i>", "single"), ConcreteDomain(), globals_={}, namespace={})
    frame.run()
    assert capsys.readouterr().out == "3\n'x'\n"


@pytest.mark.parametrize(("version", "left"), [((3, 12), [1]), ((3, 13), [1, 2])])
def test_end_for(version, left):
    """FOR_ITER leaves past it, as CPython's does, so that no program reaches it; its handler does what `dis` says."""
    from types import SimpleNamespace

    from fullgraph_tracer.interpreter.dispatch import handler_table

    frame = SimpleNamespace(stack=[1, 2, 3])
    handler_table(version)["END_FOR"](frame, None)
    assert frame.stack == left

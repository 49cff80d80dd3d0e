"""The frame itself: hooks, snapshots, what passes through it, suspended generators."""

import sys

import pytest

from fullgraph_tracer.bytecode import Instruction, live_locals
from fullgraph_tracer.interpreter import machine
from fullgraph_tracer.interpreter.concrete import ConcreteDomain
from fullgraph_tracer.interpreter.machine import NULL, Frame, MachineError, Returned, Yielded


def frame_of(function, domain=None, cls=Frame, **locals_):
    return cls(function.__code__, domain or ConcreteDomain(), globals_=function.__globals__, locals_=locals_)


def run_until(frame, opname, argval=None):
    """Step until the next instruction is that one."""
    while True:
        following = frame.instructions[frame.index]
        if following.opname == opname and argval in (None, following.argval):
            return following
        frame.step()


def looped(n):
    total = 0
    for i in range(n):
        total += i * helper(i)
    return total


def helper(x):
    return x + 1


def test_run():
    frame = frame_of(looped, n=5)
    assert frame.run() == Returned(looped(5))
    assert frame.stack == []
    assert frame.name == "looped"


def test_hooks_see_every_instruction_in_order():
    class Traced(Frame):
        def __init__(self, *args, **kwargs):
            super().__init__(*args, **kwargs)
            self.seen = []
            self.open = None

        def before(self, inst):
            assert self.open is None
            assert self.current is inst
            self.open = inst

        def after(self, inst):
            assert self.open is inst
            self.open = None
            self.seen.append(inst.opname)

    frame = frame_of(looped, cls=Traced, n=2)
    assert frame.run() == Returned(2)
    assert frame.seen[0] == "RESUME"
    assert frame.seen.count("FOR_ITER") == 3
    assert frame.seen[-1] == "RETURN_VALUE"


def test_branch_can_be_taken_over():
    def f(x):
        if x:
            return "true"
        return "false"

    class Other(Frame):
        def branch(self, inst, value):
            assert isinstance(inst, Instruction)
            return not super().branch(inst, value)

    assert frame_of(f, cls=Other, x=1).run() == Returned("false")


def test_snapshot_and_restore():
    def f(xs):
        out = ()
        for x in xs:
            try:
                out += (10 // x,)
            except ZeroDivisionError as e:
                out += (marker(e),)
        return out

    calls = []

    def marker(e):
        calls.append(e)
        return "zero"

    function = f.__code__
    frame = Frame(
        function,
        ConcreteDomain(),
        globals_=globals(),
        locals_={"xs": (1, 0, 5)},
        closure=[c for c in f.__closure__],
    )
    run_until(frame, "PUSH_EXC_INFO")
    frame.step()
    snapshot = frame.snapshot()
    assert len(frame.exc_stack) == 1
    assert frame.handled is frame.exc_stack[-1]
    assert frame.run() == Returned((10, "zero", 2))
    frame.restore(snapshot)
    assert len(frame.exc_stack) == 1
    assert frame.locals["out"] == (10,)
    # the list iterator is shared, not copied: it has moved on
    assert frame.run() == Returned((10, "zero"))
    assert len(calls) == 2


def test_snapshot_is_not_touched_by_running():
    frame = frame_of(looped, n=3)
    run_until(frame, "FOR_ITER")
    snapshot = frame.snapshot()
    stack, locals_ = snapshot.stack, dict(snapshot.locals)
    frame.run()
    assert (snapshot.stack, snapshot.locals) == (stack, locals_)


class NotTheUsers(Exception):
    pass


class Breaking(ConcreteDomain):
    def raised_value(self, f, exc):
        return None if isinstance(exc, NotTheUsers) else super().raised_value(f, exc)

    def call(self, f, func, args, kwargs):
        if func is helper:
            raise NotTheUsers
        return super().call(f, func, args, kwargs)


def test_what_is_not_the_users_passes_every_handler():
    def f(x):
        try:
            helper(x)
        except BaseException:
            return "caught"
        finally:
            x = "finally"

    frame = frame_of(f, Breaking(), x=1)
    with pytest.raises(NotTheUsers):
        frame.run()
    assert frame.current.opname == "CALL"
    assert frame.span.key[0] == f.__code__.co_firstlineno + 2
    assert frame.locals == {"x": 1}


def test_resume_after_a_break_with_live_locals_only():
    """What the symbolic interpreter does with a break: take the result from elsewhere and go on."""

    def f(x, unused):
        dead = unused + 1
        y = helper(x)
        return (x, y)

    frame = frame_of(f, Breaking(), x=1, unused=5)
    with pytest.raises(NotTheUsers):
        frame.run()
    live = live_locals(frame.decoded, frame.index)
    assert live == {"x"}
    resumed = frame_of(f, Breaking(), **{name: frame.locals[name] for name in live})
    resumed.index = frame.index
    resumed.stack.append("result")
    assert resumed.run() == Returned((1, "result"))


def test_generator_frame():
    def f(n):
        got = yield n
        try:
            yield got
        except ValueError as e:
            yield e.args
        return "end"

    class Bare(ConcreteDomain):
        def make_generator(self, f):
            return f

    frame = frame_of(f, Bare(), n=1)
    assert frame.is_generator
    assert frame.run() == Returned(frame)
    assert frame.send(None) == Yielded(1)
    assert frame.send("sent") == Yielded("sent")
    assert not frame.delegates
    assert frame.throw(ValueError("v", 1)) == Yielded(("v", 1))
    assert frame.send(None) == Returned("end")
    assert not frame_of(looped, n=1).is_generator


def test_delegates():
    def f(it):
        yield from it

    class Bare(ConcreteDomain):
        def make_generator(self, f):
            return f

    frame = frame_of(f, Bare(), it=[1, 2])
    frame.run()
    assert not frame.delegates
    assert frame.send(None) == Yielded(1)
    assert frame.delegates


def test_handled_is_found_in_callers():
    outer = frame_of(looped, n=1)
    inner = Frame(helper.__code__, ConcreteDomain(), globals_={}, caller=outer)
    assert inner.handled is None
    error = ValueError()
    outer.exc_stack.append(error)
    assert inner.handled is error


def test_builtins():
    assert machine.builtins_of({"__builtins__": sys}) is vars(sys)
    assert machine.builtins_of({"__builtins__": {"a": 1}}) == {"a": 1}
    assert machine.builtins_of({})["len"] is len

    def f():
        return length([1])

    frame = Frame(f.__code__, ConcreteDomain(), globals_={"__builtins__": {"length": len}})
    assert frame.run() == Returned(1)


def test_unknown_opcode_is_ours_to_explain(monkeypatch):
    from fullgraph_tracer.interpreter.dispatch import _unsupported

    def f():
        try:
            return 1
        except BaseException:
            return 2

    monkeypatch.setattr(machine, "_HANDLERS", (_unsupported,) * 256)
    with pytest.raises(MachineError, match=r"no handler for RESUME in CPython 3\."):
        frame_of(f).run()


def test_null_never_reaches_the_domain():
    class Checked(ConcreteDomain):
        def __getattribute__(self, name):
            found = super().__getattribute__(name)
            if name.startswith("_") or not callable(found):
                return found

            def checked(f, *args, **kwargs):
                assert NULL not in args, name
                return found(f, *args, **kwargs)

            return checked

    def f(xs):
        out = [x for x in xs if len(str(x)) == 1]
        out.append(max(xs, key=lambda v: -v))
        return "".join(sorted(map(str, out), reverse=True))

    assert frame_of(f, Checked(), xs=[1, 22, 3]).run() == Returned(f([1, 22, 3]))


def test_runs_where_there_is_no_torch():
    import subprocess

    text = "import sys, fullgraph_tracer.interpreter.concrete; print('torch' in sys.modules)"
    done = subprocess.run([sys.executable, "-c", text], capture_output=True, text=True, check=True)
    assert done.stdout == "False\n"

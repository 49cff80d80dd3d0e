"""The machine: one frame of CPython bytecode over the values of some domain.

It moves values between stack, locals, cells and exception handlers, and knows nothing of what they are; `Domain` says
what they do. The opcodes themselves are in `opcodes/`, one file a family.
"""

from __future__ import annotations

import builtins as _builtins_module
import sys
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, NoReturn

from fullgraph_tracer.bytecode import decode
from fullgraph_tracer.interpreter import opcodes
from fullgraph_tracer.interpreter.markers import NULL, MachineError, Marker, Returned, SavedCell, Yielded

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from types import CodeType

    from fullgraph_tracer.bytecode import Instruction
    from fullgraph_tracer.interpreter.domain import Domain
    from fullgraph_vocab.spans import Span

__all__ = [
    "NULL",
    "Frame",
    "MachineError",
    "Marker",
    "Returned",
    "SavedCell",
    "Snapshot",
    "Yielded",
]

_HANDLERS = opcodes.handlers()

_CLEANS_UP_THROW = sys.version_info >= (3, 12)

CO_GENERATOR = 0x20
CO_COROUTINE = 0x80
CO_ASYNC_GENERATOR = 0x200
CO_ANY_GENERATOR = CO_GENERATOR | CO_COROUTINE | CO_ASYNC_GENERATOR


@dataclass(frozen=True, slots=True)
class Snapshot:
    """What `Frame.restore` puts back. Values are shared, not copied: undoing mutation is the domain's business."""

    index: int
    current: Instruction | None
    stack: tuple[Any, ...]
    locals: dict[str, Any]
    cells: dict[str, Any]
    exc_stack: tuple[Any, ...]
    kw_names: tuple[str, ...]
    outcome: Returned | Yielded | None


class Frame:
    """A function, class body or module body in execution.

    A subclass may override `before`, `after`, `step` and `branch`, and add state of its own.
    """

    def __init__(
        self,
        code: CodeType,
        domain: Domain,
        *,
        globals_: dict[str, Any],
        builtins: Mapping[str, Any] | None = None,
        locals_: Mapping[str, Any] | None = None,
        closure: Sequence[Any] = (),
        namespace: Any = None,
        caller: Frame | None = None,
        name: str | None = None,
    ) -> None:
        """`locals_` are the bound arguments, `closure` the cells of `co_freevars`, `namespace` a class body's mapping.

        `caller` is the frame that executes the call, if it is one of ours: its handled exception is this one's too.
        """
        self.code = code
        self.decoded = decode(code)
        self.instructions = self.decoded.instructions
        self.domain = domain
        self.globals = globals_
        self.builtins: Mapping[str, Any] = builtins_of(globals_) if builtins is None else builtins
        self.locals: dict[str, Any] = dict(locals_ or ())
        self.cells: dict[str, Any] = {}
        self.closure = tuple(closure)
        self.namespace = namespace
        self.caller = caller
        self.name = name if name is not None else code.co_qualname
        self.stack: list[Any] = []
        self.index = 0  # of the next instruction
        self.current: Instruction | None = None
        self.kw_names: tuple[str, ...] = ()
        self.exc_stack: list[Any] = []  # exceptions being handled, innermost last
        self.reraising = False  # the exception under way is an old one that goes on: its context stands
        self.outcome: Returned | Yielded | None = None
        self.is_generator = bool(code.co_flags & CO_ANY_GENERATOR)

    # the stack

    def push(self, value: Any) -> None:
        self.stack.append(value)

    def pop(self) -> Any:
        return self.stack.pop()

    def pop_many(self, count: int) -> list[Any]:
        """The topmost `count` values, in the order in which they were pushed."""
        if not count:
            return []
        values = self.stack[-count:]
        del self.stack[-count:]
        return values

    def peek(self, depth: int = 1) -> Any:
        """The value `depth` from the top, 1 being the top."""
        return self.stack[-depth]

    # execution

    def run(self) -> Returned | Yielded:
        """Execute until the frame returns or yields. What the user's program does not handle is raised.

        A generator's frame runs to RETURN_GENERATOR and returns what `Domain.make_generator` makes of it.
        """
        step = self.step
        while self.outcome is None:
            step()
        outcome, self.outcome = self.outcome, None
        return outcome

    def send(self, value: Any) -> Returned | Yielded:
        """Resume a generator's frame; `value` is what its `yield` gives (the domain's None at first)."""
        self.stack.append(value)
        return self.run()

    def throw(self, exc: BaseException) -> Returned | Yielded:
        """Resume a generator's frame by raising at its `yield`, through what it delegates to if it does.

        CPython's `_gen_throw`: https://github.com/python/cpython/blob/3.12/Objects/genobject.c
        """
        error: BaseException | None = exc
        if self.delegates:
            try:
                return Yielded(self.domain.delegate_throw(self, self.stack[-1], exc))
            except BaseException as raised:  # noqa: BLE001 whatever it is, it ends the delegation
                error = self._leave_delegate(raised)
        # outside the `except` above: what runs now is not handling that exception
        if error is not None:
            self.stack.append(self.domain.constant(self, None))  # in place of what `send` would have pushed
            self.domain.thrown_into(self, error)
            if not self.unwind(error):
                _raise_as_it_is(error)
        return self.run()

    @property
    def delegates(self) -> bool:
        """Whether the frame is suspended in a `yield from` or `await`; what it waits for is on top of its stack."""
        if self.current is None or self.current.opname != "YIELD_VALUE":
            return False
        following = self.instructions[self.current.index + 1]
        return following.opname == "RESUME" and following.arg & 3 >= 2

    def _leave_delegate(self, error: BaseException) -> BaseException | None:
        """3.11 ends the delegation when its delegate raises; later releases have a handler with CLEANUP_THROW for it.

        None if the delegate returned: its value is on the stack and execution goes on after the `yield from`; else
        what is to be raised.
        """
        assert self.current is not None
        if _CLEANS_UP_THROW:
            return error
        send = self.instructions[self.current.index - 1]
        assert send.opname == "SEND"
        self.stack.pop()
        if self.domain.is_stop_iteration(self, error):
            self.index = send.target_index
            self.stack.append(self.domain.stop_iteration_value(self, error))
            return None
        self.current = self.instructions[send.target_index - 1]
        return error

    def step(self) -> None:
        """Execute one instruction, and find the handler of what it raises."""
        inst = self.current = self.instructions[self.index]
        self.index += 1
        try:
            self.before(inst)
            _HANDLERS[inst.opcode](self, inst)
            self.after(inst)
        except BaseException as exc:
            if not self.unwind(exc):
                raise

    def before(self, inst: Instruction) -> None:
        """Called before each instruction."""

    def after(self, inst: Instruction) -> None:
        """Called after each instruction that did not raise."""

    def branch(self, _inst: Instruction, value: Any) -> bool:
        """Which way a conditional jump on `value` goes, True where `value` is true."""
        return self.domain.truth(self, value)

    def jump(self, inst: Instruction) -> None:
        self.index = inst.target_index

    def unwind(self, exc: BaseException) -> bool:
        """Go to the handler of an exception of the user's program; False if there is none, or it is not the user's.

        https://github.com/python/cpython/blob/3.12/Objects/exception_handling_notes.txt
        """
        value = self.domain.raised_value(self, exc)
        self.reraising = False
        if value is None:
            return False
        self.kw_names = ()
        current = self.current
        entry = None if current is None else current.handler
        if current is None or entry is None:
            return False
        del self.stack[entry.depth :]
        if entry.lasti:
            self.stack.append(current.index)
        self.stack.append(value)
        self.index = entry.target
        return True

    # exceptions being handled

    @property
    def handled(self) -> Any | None:
        """The exception being handled here, else in the nearest caller of ours: what a bare `raise` raises."""
        frame: Frame | None = self
        while frame is not None:
            if frame.exc_stack:
                return frame.exc_stack[-1]
            frame = frame.caller
        return None

    # state

    @property
    def span(self) -> Span | None:
        """The source text of the current instruction."""
        return None if self.current is None else self.current.span

    @property
    def live_names(self) -> frozenset[str]:
        """The fast locals and cells that are bound now."""
        return frozenset(self.locals) | frozenset(self.cells)

    def snapshot(self) -> Snapshot:
        return Snapshot(
            index=self.index,
            current=self.current,
            stack=tuple(self.stack),
            locals=dict(self.locals),
            cells=dict(self.cells),
            exc_stack=tuple(self.exc_stack),
            kw_names=self.kw_names,
            outcome=self.outcome,
        )

    def restore(self, snapshot: Snapshot) -> None:
        self.index = snapshot.index
        self.current = snapshot.current
        self.stack[:] = snapshot.stack
        self.locals = dict(snapshot.locals)
        self.cells = dict(snapshot.cells)
        self.exc_stack[:] = snapshot.exc_stack
        self.kw_names = snapshot.kw_names
        self.outcome = snapshot.outcome
        self.reraising = False

    def __repr__(self) -> str:
        line = None if self.current is None else self.current.line
        return f"<{type(self).__name__} {self.name} at {self.code.co_filename}:{line}>"


def _raise_as_it_is(error: BaseException) -> NoReturn:
    """Raise without giving it what is being handled outside the machine for context."""
    context = error.__context__
    try:
        raise error
    finally:
        error.__context__ = context


def builtins_of(globals_: Mapping[str, Any]) -> Mapping[str, Any]:
    """The builtins that a function with these globals sees: a dict, though `__builtins__` may be the module."""
    found = globals_.get("__builtins__")
    if found is None:
        return vars(_builtins_module)
    return found if isinstance(found, dict) else vars(found)

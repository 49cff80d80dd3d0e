"""The real state of a frame, and the symbolic frame that a capture starts from it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from types import FunctionType, MethodType
from typing import TYPE_CHECKING, Any, TypeVar

import torch
from torch._dynamo.external_utils import wrap_inline

from fullgraph_tracer import skips
from fullgraph_tracer.bytecode import decode
from fullgraph_tracer.interpreter.binding import bind_arguments
from fullgraph_tracer.interpreter.frame import SymbolicFrame
from fullgraph_tracer.interpreter.leavable import GIVES_NOTHING, LeavableFrame, NestedFrame
from fullgraph_tracer.interpreter.machine import NULL, builtins_of
from fullgraph_tracer.interpreter.outer_modes import begin_under
from fullgraph_tracer.sources import CalleeSource, CellSource, LocalSource, Scope, Source, StackSource
from fullgraph_tracer.variables.ctx_manager.base import ContextWrappingVariable, OpenContext
from fullgraph_tracer.variables.lazy import LazyVariableTracker
from fullgraph_tracer.variables.misc.cells import CellVariable

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from types import CellType, CodeType

    from fullgraph_tracer.interpreter.tracing import Tracing
    from fullgraph_tracer.variables.base import VariableTracker

Key = tuple[Any, ...]
"""Code, and for the rest of a frame where it goes on, where it was left, and what of it lives."""

Placed = Callable[["Source", int | str], "Source"]
"""Gives a source within a frame, and where that holds its value, as seen from the root."""

AnyFrame = TypeVar("AnyFrame", bound=SymbolicFrame)


def start_key(code: CodeType) -> Key:
    """The key of a frame at its beginning."""
    return (code, 0)


def _remembered(cell: CellType) -> object:
    """What tells closures apart: the functions in their cells, by their code."""
    try:
        held = cell.cell_contents
    except ValueError:
        return None
    return held.__code__ if isinstance(held, FunctionType) else None


@dataclass
class RealFrame:
    """The real state of a frame between instructions: what a capture starts from, and what eager goes on with."""

    code: CodeType
    globals: dict[str, Any]
    locals: dict[str, Any]
    cells: dict[str, CellType]
    closure: tuple[CellType, ...] = ()
    stack: list[Any] = field(default_factory=list)
    index: int = 0
    left_line: int = 0
    """The line that it was left at, once it goes on after a break."""
    callee: RealFrame | None = None
    """The frame that goes on before this one, since both were left in it: the call at `index - 1` is not over."""
    managers: dict[int, tuple[Any, ContextWrappingVariable]] = field(default_factory=dict)
    """By identity, context managers that the last capture handed over without being inside them, and what they were
    in it: the next one makes them anew, as Dynamo's resume functions do."""

    @property
    def key(self) -> Key:
        """What captures are kept under: Dynamo makes one resume function for each."""
        if not self.index:
            return start_key(self.code)
        waits_for = () if self.callee is None else self.callee.key
        managers = tuple((variable.kind, variable.describe()) for _, variable in self.managers.values())
        return (self.code, self.index, len(self.stack), tuple(self.locals), waits_for, managers)

    @property
    def memory_key(self) -> Key:
        """What is remembered of sizes and numbers is shared by all code of one place and name, as in Dynamo."""
        code = self.code
        closure = tuple(_remembered(cell) for cell in self.closure)
        return (code.co_filename, self.left_line or code.co_firstlineno, code.co_name, bool(self.index), closure)

    def scope(self) -> Scope:
        """What sources are evaluated in."""
        callee = None if self.callee is None else self.callee.scope()
        return Scope(self.locals, self.globals, builtins_of(self.globals), self.cells, self.stack, callee)

    @property
    def chain(self) -> list[RealFrame]:
        """This frame, and those that go on before it, innermost last."""
        return [self, *([] if self.callee is None else self.callee.chain)]

    def receive(self, value: Any) -> None:
        """The callee has returned: its call is over."""
        if not self._drops_result:
            self.stack.append(value)
        self.callee = None

    @property
    def only_returns(self) -> bool:
        """Whether nothing is left but to return what lies on top of the stack, or what the callee will return."""
        if self.callee is not None and self._drops_result:
            return False
        return decode(self.code).instructions[self.index].opname == "RETURN_VALUE"

    @property
    def _drops_result(self) -> bool:
        return decode(self.code).instructions[self.index - 1].opname in GIVES_NOTHING

    def visible(self) -> dict[str, Any]:
        """What a frame that goes on from here shows as its locals: arguments, stack and contents of cells."""
        names = {**self.locals, **{f"___stack{position}": value for position, value in enumerate(self.stack)}}
        if self.callee is not None:
            names["__nested_frame_values"] = [[*frame.stack, *frame.locals.values()] for frame in self.callee.chain]
        for name, cell in self.cells.items():
            try:
                names[name] = cell.cell_contents
            except ValueError:
                continue  # nothing was stored there yet
        return names


def root_callable(fn: Any) -> Any:
    """What `torch.compile(fn)` captures the frame of: `fn` itself, or torch's own wrapper around it.

    The wrapper is for what is written in C, or stands in a file whose frames are left alone (`nn.Sequential.forward`).
    """
    if isinstance(fn, torch.nn.Module):
        forward = fn.forward
        skipped = isinstance(forward, MethodType) and skips.skips_frame(forward.__func__.__code__)
        return wrap_inline(fn) if skipped else fn
    function = fn.__func__ if isinstance(fn, MethodType) else fn
    if isinstance(function, FunctionType) and not skips.skips_frame(function.__code__):
        return fn
    return wrap_inline(fn)


def real_frame_of(fn: FunctionType, args: Sequence[Any], kwargs: Mapping[str, Any]) -> RealFrame:
    """The frame of a call, at its beginning. Raises BindingError where the arguments do not fit."""
    code = fn.__code__
    bound = bind_arguments(
        code,
        fn.__qualname__,
        args,
        kwargs,
        defaults=fn.__defaults__ or (),
        kwdefaults=fn.__kwdefaults__ or {},
        make_tuple=tuple,
        make_dict=dict,
    )
    closure = fn.__closure__ or ()
    return RealFrame(code, fn.__globals__, bound, dict(zip(code.co_freevars, closure, strict=True)), closure)


def make_root(tracing: Tracing, real: RealFrame, cls: type[AnyFrame], modes: Sequence[Any]) -> AnyFrame:
    """The symbolic frame for a real one, all inputs lazy, and those for the frames that it waits for.

    `modes` are the modes of torch functions that are active around it.
    """
    frame = cls(tracing, real.code, globals_=real.globals, locals_={})
    tracing.began_under = begin_under(frame, modes)
    _fill(frame, real, lambda source, _: source)
    return frame


def _fill(frame: SymbolicFrame, real: RealFrame, placed: Placed) -> None:
    for position, (name, value) in enumerate(real.locals.items(), len(real.stack)):
        frame.locals[name] = _handed_over(frame, real, value, placed(LocalSource(name), position))
    cells = {name: _wrap_cell(frame, name, cell, placed) for name, cell in real.cells.items()}
    frame.closure = tuple(cells[name] for name in real.code.co_freevars)
    if real.index:
        frame.cells = cells
    frame.index = real.index
    for i, value in enumerate(real.stack):
        source = placed(StackSource(i), i)
        if isinstance(value, OpenContext):
            assert isinstance(frame, LeavableFrame)
            frame.enter_again(value, source)
        elif value is NULL:
            frame.stack.append(value)
        else:
            frame.stack.append(_handed_over(frame, real, value, source))
    if real.callee is not None:
        assert isinstance(frame, LeavableFrame)
        frame.current = frame.instructions[real.index - 1]
        callee = real.callee
        frame.waits_for = NestedFrame(frame.tracing, callee.code, globals_=callee.globals, locals_={}, caller=frame)
        inside = len(callee.chain) - 1
        _fill(frame.waits_for, callee, lambda source, position: CalleeSource(inside, position, source))


def _handed_over(frame: SymbolicFrame, real: RealFrame, value: Any, source: Source) -> VariableTracker:
    known = real.managers.get(id(value))
    return LazyVariableTracker(frame, value, source) if known is None else known[1].revived(frame)


def _wrap_cell(frame: SymbolicFrame, name: str, cell: CellType, placed: Placed) -> CellVariable:
    known = frame.effects.known(cell)
    if isinstance(known, CellVariable):
        return known
    try:
        value = cell.cell_contents
    except ValueError:
        contents = None
    else:
        contents = LazyVariableTracker(frame, value, placed(CellSource(name), name))
    made = CellVariable(contents, name=name, source=placed(CellSource(name, cell=True), f"{name} itself"))
    frame.effects.track(cell, made)
    return made

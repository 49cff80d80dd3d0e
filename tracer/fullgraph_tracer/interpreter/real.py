"""The real state of a frame, and the symbolic frame that a capture starts from it."""

from __future__ import annotations

from dataclasses import dataclass, field
from types import FunctionType
from typing import TYPE_CHECKING, Any, TypeVar

from fullgraph_tracer.interpreter.binding import bind_arguments
from fullgraph_tracer.interpreter.frame import SymbolicFrame
from fullgraph_tracer.interpreter.machine import NULL, builtins_of
from fullgraph_tracer.interpreter.root import RootFrame
from fullgraph_tracer.sources import CellSource, LocalSource, Scope, StackSource
from fullgraph_tracer.variables.ctx_manager.base import OpenContext
from fullgraph_tracer.variables.lazy import LazyVariableTracker
from fullgraph_tracer.variables.misc.cells import CellVariable

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from types import CellType, CodeType

    from fullgraph_tracer.interpreter.tracing import Tracing

Key = tuple[Any, ...]
"""Code, and for the rest of a frame where it goes on, where it was left, and what of it lives."""

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

    @property
    def key(self) -> Key:
        """What captures are kept under: Dynamo makes one resume function for each."""
        if not self.index:
            return start_key(self.code)
        return (self.code, self.index, len(self.stack), tuple(self.locals))

    @property
    def memory_key(self) -> Key:
        """What is remembered of sizes and numbers is shared by all code of one place and name, as in Dynamo."""
        code = self.code
        closure = tuple(_remembered(cell) for cell in self.closure)
        return (code.co_filename, self.left_line or code.co_firstlineno, code.co_name, bool(self.index), closure)

    def scope(self) -> Scope:
        """What sources are evaluated in."""
        return Scope(self.locals, self.globals, builtins_of(self.globals), self.cells, self.stack)

    def visible(self) -> dict[str, Any]:
        """What a frame that goes on from here shows as its locals: arguments, stack and contents of cells."""
        names = {**self.locals, **{f"___stack{position}": value for position, value in enumerate(self.stack)}}
        for name, cell in self.cells.items():
            try:
                names[name] = cell.cell_contents
            except ValueError:
                continue  # nothing was stored there yet
        return names


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


def make_root(tracing: Tracing, real: RealFrame, cls: type[AnyFrame]) -> AnyFrame:
    """The symbolic frame for a real one, all inputs lazy."""
    frame = cls(tracing, real.code, globals_=real.globals, locals_={})
    for name, value in real.locals.items():
        frame.locals[name] = LazyVariableTracker(frame, value, LocalSource(name))
    cells = {name: _wrap_cell(frame, name, cell) for name, cell in real.cells.items()}
    frame.closure = tuple(cells[name] for name in real.code.co_freevars)
    if real.index:
        frame.cells = cells
    frame.index = real.index
    for i, value in enumerate(real.stack):
        if isinstance(value, OpenContext):
            assert isinstance(frame, RootFrame)
            frame.enter_again(value)
        elif value is NULL:
            frame.stack.append(value)
        else:
            frame.stack.append(LazyVariableTracker(frame, value, StackSource(i)))
    return frame


def _wrap_cell(frame: SymbolicFrame, name: str, cell: CellType) -> CellVariable:
    known = frame.effects.known(cell)
    if isinstance(known, CellVariable):
        return known
    try:
        value = cell.cell_contents
    except ValueError:
        contents = None
    else:
        contents = LazyVariableTracker(frame, value, CellSource(name))
    made = CellVariable(contents, name=name, source=CellSource(name, cell=True))
    frame.effects.track(cell, made)
    return made

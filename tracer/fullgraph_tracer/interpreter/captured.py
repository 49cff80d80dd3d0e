"""A captured frame: what must hold for using it, its graph, and how to go on after the graph has run."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING, Any

from fullgraph_tracer.bytecode import live_locals
from fullgraph_tracer.emit import Emitter
from fullgraph_tracer.graph.output import real_value
from fullgraph_tracer.guards import global_state, no_tensor_aliasing
from fullgraph_tracer.interpreter.markers import SavedCell
from fullgraph_tracer.interpreter.outer_modes import set_function_modes, without_function_modes
from fullgraph_tracer.interpreter.real import RealFrame
from fullgraph_tracer.interpreter.root import Finished
from fullgraph_tracer.variables.ctx_manager.base import ContextWrappingVariable

if TYPE_CHECKING:
    from torch import fx

    from fullgraph_tracer.guards import Guard
    from fullgraph_tracer.interpreter.leavable import LeavableFrame, Left
    from fullgraph_tracer.interpreter.tracing import Tracing
    from fullgraph_tracer.sources import Scope
    from fullgraph_tracer.variables.base import VariableTracker


@dataclass
class Captured:
    """One captured frame: its guards, its graph, and how to go on after the graph has run."""

    tracing: Tracing
    outcome: Finished | Left
    module: fx.GraphModule | None
    outputs: list[fx.Node]
    guards: list[Guard]
    state: tuple[Any, ...]
    """The settings of the process that it was captured under."""
    keep: list[VariableTracker]
    """The variables to rebuild: the result, or what the frames hold that are left."""
    modes: tuple[VariableTracker, ...] | None
    """The stack of function modes that the frame leaves behind; None where it is the one that it found."""

    def holds(self, scope: Scope) -> bool:
        """Whether it may be used for another call of the same code."""
        holds = self.state == global_state() and all(guard.holds(scope) for guard in self.guards)
        return holds and no_tensor_aliasing(self.guards, scope)

    def run(self, real: RealFrame) -> Any:
        """Run the graph on real values and make the side effects real. The result, or None with `real` advanced."""
        scope = real.scope()
        values: dict[fx.Node, Any] = {}
        if self.module is not None:
            arguments = self.tracing.graph.arguments(scope)
            with without_function_modes():
                given = self.module(*arguments)
            values = {node: real_value(node, value) for node, value in zip(self.outputs, given, strict=True)}
        emit = Emitter(scope, values, self.tracing.effects)
        rebuilt = [emit(variable) for variable in self.keep]
        modes = None if self.modes is None else [emit(mode) for mode in self.modes]
        self.tracing.effects.apply(emit)
        if modes is not None:
            set_function_modes(modes)
        if isinstance(self.outcome, Finished):
            return rebuilt[0]
        chain, known = self.outcome.frame.chain, real.chain
        below = known[len(chain) :] if self.outcome.frame.waits_for is not None else []
        made = [real, *(_real_frame(frame, emit) for frame in chain[1:])]
        for frame, its in zip(chain, made, strict=True):
            self._advance(frame, its, emit)
        for caller, callee in pairwise([*made, *below]):
            caller.callee = callee
        (below or made)[-1].callee = None
        return None

    @staticmethod
    def _advance(frame: LeavableFrame, real: RealFrame, emit: Emitter) -> None:
        real.stack = [_rebuilt(v, emit) for v in frame.stack]
        live = live_locals(frame.decoded, frame.index)
        real.locals = {name: emit(v) for name, v in frame.locals.items() if name in live}
        real.cells = {name: emit(cell) for name, cell in frame.cells.items()}
        real.index = frame.index
        if frame.current is not None:
            real.left_line = frame.current.line or 0
        handed = (*frame.stack, *(v for name, v in frame.locals.items() if name in live))
        managers = [(emit(v), v) for v in handed if isinstance(v, ContextWrappingVariable)]
        real.managers = {id(manager): (manager, variable) for manager, variable in managers}


def _real_frame(frame: LeavableFrame, emit: Emitter) -> RealFrame:
    """For a frame that was inlined: it has been none of its own before."""
    closure = tuple(emit(cell) for cell in frame.closure)
    return RealFrame(frame.code, frame.globals, {}, {}, closure)


def unsaved(entry: Any) -> Any:
    """A stack entry, or the cell that it puts aside."""
    return entry.cell if isinstance(entry, SavedCell) else entry


def _rebuilt(entry: Any, emit: Emitter) -> Any:
    if isinstance(entry, SavedCell):
        return SavedCell(emit(entry.cell))
    return emit(entry) if hasattr(entry, "realize") else entry

"""A captured frame: what must hold for using it, its graph, and how to go on after the graph has run."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from fullgraph_tracer.bytecode import live_locals
from fullgraph_tracer.emit import Emitter
from fullgraph_tracer.guards import global_state
from fullgraph_tracer.interpreter.markers import SavedCell
from fullgraph_tracer.interpreter.root import Finished, Left, RootFrame

if TYPE_CHECKING:
    from torch import fx

    from fullgraph_tracer.guards import Guard
    from fullgraph_tracer.interpreter.real import RealFrame
    from fullgraph_tracer.interpreter.tracing import Tracing
    from fullgraph_tracer.sources import Scope
    from fullgraph_tracer.variables.base import VariableTracker


@dataclass
class Captured:
    """One captured frame: its guards, its graph, and how to go on after the graph has run."""

    tracing: Tracing
    frame: RootFrame
    outcome: Finished | Left
    module: fx.GraphModule | None
    outputs: list[fx.Node]
    guards: list[Guard]
    state: tuple[Any, ...]
    """The settings of the process that it was captured under."""
    keep: list[VariableTracker]
    """The variables to rebuild: the result, or the stack and the live locals."""

    def holds(self, scope: Scope) -> bool:
        """Whether it may be used for another call of the same code."""
        return self.state == global_state() and all(guard.holds(scope) for guard in self.guards)

    def run(self, real: RealFrame) -> Any:
        """Run the graph on real values and make the side effects real. The result, or None with `real` advanced."""
        scope = real.scope()
        values: dict[fx.Node, Any] = {}
        if self.module is not None:
            arguments = self.tracing.graph.arguments(scope)
            values = dict(zip(self.outputs, self.module(*arguments), strict=True))
        emit = Emitter(scope, values, self.tracing.effects)
        rebuilt = [emit(variable) for variable in self.keep]
        self.tracing.effects.apply(emit)
        if isinstance(self.outcome, Finished):
            return rebuilt[0]
        self._advance(real, emit)
        return None

    def _advance(self, real: RealFrame, emit: Emitter) -> None:
        frame = self.frame
        real.stack = [_rebuilt(v, emit) for v in frame.stack]
        live = live_locals(frame.decoded, frame.index)
        real.locals = {name: emit(v) for name, v in frame.locals.items() if name in live}
        real.cells = {name: emit(cell) for name, cell in frame.cells.items()}
        real.index = frame.index


def unsaved(entry: Any) -> Any:
    """A stack entry, or the cell that it puts aside."""
    return entry.cell if isinstance(entry, SavedCell) else entry


def _rebuilt(entry: Any, emit: Emitter) -> Any:
    if isinstance(entry, SavedCell):
        return SavedCell(emit(entry.cell))
    return emit(entry) if hasattr(entry, "realize") else entry

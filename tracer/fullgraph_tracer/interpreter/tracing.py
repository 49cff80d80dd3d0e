"""What the frames of one captured frame share: the graph, the journal, effects, guards, and the record of kinds."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from fullgraph_tracer.effects import Effects, Journal, ProcessState
from fullgraph_tracer.graph.output import OutputGraph
from fullgraph_tracer.guards import DynamicMemory, Guards, global_state
from fullgraph_tracer.variables.misc.names import DeletedVariable, NewGlobalVariable

if TYPE_CHECKING:
    from types import CodeType

    from fullgraph_tracer.bytecode import Instruction
    from fullgraph_tracer.config import TraceConfig
    from fullgraph_tracer.errors import GraphBreak
    from fullgraph_tracer.interpreter.frame import SymbolicFrame
    from fullgraph_tracer.variables.base import VariableTracker


class Tracing:
    """State of the capture of one root frame (or of its rest after a break), inlined callees included."""

    def __init__(self, config: TraceConfig, memory: DynamicMemory | None = None) -> None:
        self.config = config
        self.memory = memory or DynamicMemory()
        self.state = global_state()
        """The settings of the process when the capture began."""
        self.journal = Journal()
        self.effects = Effects(self.journal, deleted=DeletedVariable, new_global=NewGlobalVariable)
        self.guards = Guards(self.journal)
        self.process = ProcessState(self.journal)
        self.graph = OutputGraph(config, self.journal)
        self.active: SymbolicFrame | None = None
        """The frame that executes now."""
        self.graph.span = lambda: None if self.active is None else self.active.span
        self.graph.module_path = lambda: "" if self.active is None else self.active.module_path
        self.refused: set[CodeType] = set()
        """Code of generators that broke: it is left to CPython from now on."""
        self.states: dict[str, Any] = {}
        self.began_under: tuple[VariableTracker, ...] = ()
        """The function modes that are active around the frame."""
        self.names: dict[tuple[int, str], VariableTracker] = {}
        """Globals and builtins that were looked up, by namespace and name."""
        self.breaks: list[tuple[GraphBreak, str]] = []
        """The breaks that tracing went on after (`mode="symbolic"`), each place and cause once."""
        self.budget: object = None
        """What is left of a pass that follows every path (`explore.Budget`)."""
        self.kinds: dict[tuple[str, Any], tuple[Instruction, VariableTracker]] = {}
        """By file and position: the last instruction there and what it left on the stack."""

    def note_break(self, brk: GraphBreak, how: str) -> None:
        """A break that tracing goes on after."""
        if all((known.span, known.cause) != (brk.span, brk.cause) for known, _ in self.breaks):
            self.breaks.append((brk, how))

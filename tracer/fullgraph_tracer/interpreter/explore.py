"""`mode="symbolic"`: nothing runs on data, and one pass finds every break of a function, not the first.

After a break the result is unknown and the frame that broke goes on, an inlined callee too. A branch on data is
followed on both sides: one to the end of its frame, only to see what happens there, and after a rollback the other.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from fullgraph_tracer.bytecode import stack_effect
from fullgraph_tracer.errors import GraphBreak, UserRaised
from fullgraph_tracer.interpreter.frame import SymbolicFrame
from fullgraph_tracer.variables.misc.unknown import UnknownVariable
from fullgraph_vocab.breaks import control_flow

if TYPE_CHECKING:
    from fullgraph_tracer.bytecode import Instruction
    from fullgraph_tracer.interpreter.machine import Snapshot

_NO_CONTINUATION = frozenset({"RERAISE", "RAISE_VARARGS", "FOR_ITER", "SEND", "YIELD_VALUE", "RETURN_GENERATOR"})


class ExploringFrame(SymbolicFrame):
    """A frame that goes on after a break with an unknown result."""

    _forced: bool | None = None
    _start: Snapshot | None = None

    def callee_class(self) -> type[SymbolicFrame]:
        return ExploringFrame

    def step(self) -> None:
        self._start, mark = self.snapshot(), self.journal.mark()
        try:
            super().step()
        except GraphBreak as brk:
            self.tracing.note_break(self.locate(brk), "resume")
            inst = self.current
            assert inst is not None
            if inst.opname in _NO_CONTINUATION:
                raise
            self.journal.rollback(mark)
            self.graph.cut()
            self._with_unknown(inst, self._start)

    def _with_unknown(self, inst: Instruction, before: Snapshot) -> None:
        """Put the frame into the state after `inst`, with unknown results."""
        self.restore(before)
        self.index = inst.index + 1
        self.current = inst
        effect = stack_effect(inst, jump=False)
        kept = max(0, len(self.stack) + effect - _produced(inst))
        del self.stack[kept:]
        while len(self.stack) < len(before.stack) + effect:
            self.stack.append(UnknownVariable())
        self.kw_names = ()

    def branch(self, inst: Instruction, value: Any) -> bool:
        value = value.realize()
        if self._forced is not None:
            forced, self._forced = self._forced, None
            return forced
        if not value.is_data_dependent:
            return super().branch(inst, value)
        if not isinstance(value, UnknownVariable):
            self.tracing.note_break(self.locate(GraphBreak(control_flow.TENSOR_BRANCH)), "resume")
            self.graph.cut()
        if self.tracing.spend_branch():
            self._follow(True)
        return False

    def _follow(self, truth: bool) -> None:
        """Go the other way to the end of this frame, to see what happens there; then everything is as before."""
        assert self._start is not None
        now, mark, start = self.snapshot(), self.journal.mark(), self._start
        self.restore(start)
        self._forced = truth
        try:
            self.execute()
        except (GraphBreak, UserRaised):
            pass  # that way ends there; the breaks on it are noted
        finally:
            self.journal.rollback(mark)
            self.restore(now)
            self._start = start


def _produced(inst: Instruction) -> int:
    """How many values an instruction pushes, for those that pop operands first."""
    if inst.opname in ("STORE_ATTR", "STORE_SUBSCR", "STORE_SLICE", "DELETE_SUBSCR", "DELETE_ATTR", "POP_TOP"):
        return 0
    if inst.opname in ("UNPACK_SEQUENCE", "UNPACK_EX"):
        return stack_effect(inst) + 1
    return 1

"""The root frame of a capture: what its end means, and breaks that depend on what leaves the graph."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from fullgraph_tracer.errors import GraphBreak, UserRaised
from fullgraph_tracer.interpreter.leavable import LeavableFrame, Left, LeftInside
from fullgraph_tracer.interpreter.leaving import escapes
from fullgraph_tracer.interpreter.machine import Returned, Yielded
from fullgraph_vocab.breaks import exceptions

if TYPE_CHECKING:
    from collections.abc import Sequence

    from torch import fx

    from fullgraph_tracer.interpreter.frame import SymbolicFrame
    from fullgraph_tracer.interpreter.leavable import Moment
    from fullgraph_tracer.variables.base import VariableTracker


@dataclass(frozen=True, slots=True)
class Finished:
    """The frame returned."""

    value: VariableTracker


@dataclass(frozen=True, slots=True)
class Regret:
    """A break that happens after all where what `node` gives, or what derives from it, leaves the graph."""

    node: fx.Node
    cause: GraphBreak
    moments: tuple[Moment, ...]
    """The frames where it would happen, from the root to the innermost."""


class Regretted(Exception):
    """The graph ends, and something leaves it that was not to: the first of the frame's regrets is the break."""


class RootFrame(LeavableFrame):
    """See the module's docstring."""

    regrets: tuple[Regret, ...] = ()

    def capture(self) -> Finished | Left:
        """Interpret until the frame returns or is left."""
        try:
            outcome = self.execute()
        except LeftInside as inside:
            return inside.left
        except GraphBreak as brk:
            return self.left_by(self.locate(brk))
        except UserRaised as raised:
            escaped = GraphBreak(exceptions.OBSERVED_EXCEPTION, type=raised.value.type_name(), skip_frame=True)
            escaped.frames, escaped.span = raised.frames, raised.frames[-1]
            return Left(escaped, "skip_frame", self)
        assert isinstance(outcome, Returned)
        return Finished(outcome.value)

    def execute(self) -> Returned | Yielded:
        """Run to the end. What is returned is looked at; if nothing went into the graph, all that the frame holds."""
        outcome = super().execute()
        outcome.value.looked_at()
        if not self.graph.call_count:
            for value in self.local_values().values():
                value.looked_at()
        return outcome

    # ---- breaks that depend on what leaves the graph

    def regret(self, node: fx.Node, cause: GraphBreak, frame: SymbolicFrame) -> None:
        chain = frame.chain if isinstance(frame, LeavableFrame) else [self]
        moments = tuple(left.moment() for left in chain)
        self.journal.set(self, "regrets", (*self.regrets, Regret(node, cause, moments)))

    def check_regrets(self, outputs: Sequence[fx.Node]) -> None:
        """Raise `Regretted` where an output with a gradient derives from the node of a regret."""
        if any(escapes(regret.node, outputs) for regret in self.regrets):
            raise Regretted

    def leave_after_all(self) -> Left:
        """Go back to the first regret, and break there."""
        regret = self.regrets[0]
        for moment in regret.moments:
            moment.put_back()
        frame = regret.moments[-1].frame
        if frame.attempt is None:
            return frame.or_callers(frame.leave_at_statement(regret.cause))
        frame.roll_back(frame.attempt)
        return frame.or_callers(frame.left_by(regret.cause))

"""The base of all iterators: `iter` of one is itself."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from fullgraph_tracer.variables.builtin_value import BuiltinValue

if TYPE_CHECKING:
    from collections.abc import Sequence

    from fullgraph_tracer.emit.emitter import Emitter
    from fullgraph_tracer.ports import Tx
    from fullgraph_tracer.variables.base import VariableTracker


class IteratorVariable(BuiltinValue):
    """An iterator with its state."""

    told_apart = False

    consumed = 0
    """How often `next` was answered while tracing, for one that was an input."""

    def truth(self, tx: Tx) -> bool:  # noqa: ARG002 - iterators are objects without length
        return True

    def iter(self, tx: Tx) -> VariableTracker:  # noqa: ARG002 - the slot's signature
        return self

    def unpack(self, tx: Tx, count: int) -> Sequence[VariableTracker] | None:  # noqa: ARG002 - takes no more than needed
        return None

    def hash_key(self, tx: Tx) -> Any:  # noqa: ARG002 - hashed by identity
        return self

    def took(self, tx: Tx, *, asking: bool = False) -> None:
        """One item was taken: recorded for the real iterator, where there is one.

        `asking`: torch counts it as a change that may be forbidden, as for iterators of lists.
        """
        note = tx.effects.modify if asking else tx.effects.advance
        note(self, tx.span)
        if self.source is not None:
            tx.journal.set(self, "consumed", self.consumed + 1)

    def write_back(self, emit: Emitter, real: Any) -> None:  # noqa: ARG002 - the slot's signature
        """An iterator that was an input: bring the real one as far as this one is."""
        for _ in range(self.consumed):
            next(real, None)

"""The result of something that was not executed: what a break leaves behind while nothing runs on data."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from fullgraph_tracer.errors import NotKnown
from fullgraph_tracer.variables.base import VariableTracker
from fullgraph_vocab.breaks import exceptions

if TYPE_CHECKING:
    from collections.abc import Sequence

    from fullgraph_tracer.emit.emitter import Emitter
    from fullgraph_tracer.ports import Tx


class UnknownVariable(VariableTracker):
    """Nothing is known of it, and everything done with it is unknown too. Only `mode="symbolic"` goes on with one."""

    def python_type(self) -> type:
        return object

    @property
    def is_data_dependent(self) -> bool:
        return True

    def as_proxy(self, tx: Tx) -> Any:  # noqa: ARG002 - nothing is computed with it
        raise NotKnown

    def hash_key(self, tx: Tx) -> Any:  # noqa: ARG002 - nothing is found by it
        raise NotKnown

    def special(
        self,
        tx: Tx,  # noqa: ARG002 - it may have the method or not
        name: str,  # noqa: ARG002
        args: Sequence[VariableTracker],  # noqa: ARG002
        kwargs: dict[str, VariableTracker],  # noqa: ARG002
        missing: str,  # noqa: ARG002
    ) -> VariableTracker:
        raise NotKnown

    def reconstruct(self, emit: Emitter) -> Any:  # noqa: ARG002 - the base's signature
        raise AssertionError("an unknown value was asked for on a path that runs on data")

    def call(self, tx: Tx, args: Sequence[VariableTracker], kwargs: dict[str, VariableTracker]) -> VariableTracker:  # noqa: ARG002
        return UnknownVariable()

    def getattr(self, tx: Tx, name: str) -> VariableTracker:  # noqa: ARG002
        return UnknownVariable()

    def setattr(self, tx: Tx, name: str, value: VariableTracker) -> None:
        """What becomes of an unknown object is unknown."""

    def delattr(self, tx: Tx, name: str) -> None:
        """What becomes of an unknown object is unknown."""

    def length(self, tx: Tx) -> VariableTracker:  # noqa: ARG002
        return UnknownVariable()

    def getitem(self, tx: Tx, key: VariableTracker) -> VariableTracker:  # noqa: ARG002
        return UnknownVariable()

    def setitem(self, tx: Tx, key: VariableTracker, value: VariableTracker) -> None:
        """What becomes of an unknown object is unknown."""

    def delitem(self, tx: Tx, key: VariableTracker) -> None:
        """What becomes of an unknown object is unknown."""

    def contains(self, tx: Tx, item: VariableTracker) -> VariableTracker:  # noqa: ARG002
        return UnknownVariable()

    def iter(self, tx: Tx) -> VariableTracker:  # noqa: ARG002
        return _UnknownIterator()

    def unpack(self, tx: Tx, count: int) -> Sequence[VariableTracker]:  # noqa: ARG002
        return [UnknownVariable() for _ in range(count)]

    def richcompare(self, tx: Tx, op: str, other: VariableTracker) -> VariableTracker:  # noqa: ARG002
        return UnknownVariable()

    def binary(self, tx: Tx, op: str, other: VariableTracker) -> VariableTracker:  # noqa: ARG002
        return UnknownVariable()

    def rbinary(self, tx: Tx, op: str, other: VariableTracker) -> VariableTracker:  # noqa: ARG002
        return UnknownVariable()

    def inplace(self, tx: Tx, op: str, other: VariableTracker) -> VariableTracker:  # noqa: ARG002
        return UnknownVariable()

    def unary(self, tx: Tx, op: str) -> VariableTracker:  # noqa: ARG002
        return UnknownVariable()

    def logical_not(self, tx: Tx) -> VariableTracker:  # noqa: ARG002
        return UnknownVariable()

    def index(self, tx: Tx) -> VariableTracker:  # noqa: ARG002
        return UnknownVariable()

    def repr(self, tx: Tx) -> VariableTracker:  # noqa: ARG002
        return UnknownVariable()

    def str(self, tx: Tx) -> VariableTracker:  # noqa: ARG002
        return UnknownVariable()

    def format(self, tx: Tx, spec: VariableTracker) -> VariableTracker:  # noqa: ARG002
        return UnknownVariable()

    def enter_context(self, tx: Tx) -> tuple[VariableTracker, VariableTracker]:
        """It was made outside the graph, where torch knows few that it can enter."""
        tx.break_(exceptions.CONTEXT_MANAGER, type=self.type_name())


class _UnknownIterator(UnknownVariable):
    """Over an unknown number of unknown items: one is enough to see the body of the loop."""

    def __init__(self) -> None:
        super().__init__()
        self.given = False

    @property
    def kind(self) -> str:
        return "UnknownVariable"

    def next(self, tx: Tx) -> VariableTracker:
        if self.given:
            tx.raise_(StopIteration)
        tx.journal.set(self, "given", True)
        return UnknownVariable()

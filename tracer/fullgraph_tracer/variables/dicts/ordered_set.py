"""`torch.utils._ordered_set.OrderedSet`, which torch itself is fond of: a set whose order is that of insertion."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from torch.utils._ordered_set import OrderedSet

from fullgraph_tracer.variables.dicts.set_algebra import elements_of
from fullgraph_tracer.variables.dicts.sets import SetVariable
from fullgraph_tracer.variables.lists.base import sequence_repr
from fullgraph_tracer.variables.real_object import RealObject

if TYPE_CHECKING:
    from collections.abc import Sequence

    from fullgraph_tracer.emit.emitter import Emitter
    from fullgraph_tracer.ports import Tx
    from fullgraph_tracer.variables.base import VariableTracker


class OrderedSetVariable(SetVariable):
    """An `OrderedSet`."""

    py_type: type = OrderedSet

    def order(self) -> list[Any]:
        return list(self.entries)

    def hash_key(self, tx: Tx) -> Any:
        tx.raise_(TypeError, "unhashable type: 'OrderedSet'")

    def write_back(self, emit: Emitter, real: Any) -> None:
        items = [emit(item) for item in self.entries.values()]
        real.clear()
        real.update(items)

    def repr(self, tx: Tx) -> VariableTracker:
        return sequence_repr(tx, self, self.known_items(tx), "OrderedSet([%s])")

    def py_pop(self, tx: Tx) -> VariableTracker:
        """The last one, as `dict.popitem` gives it."""
        if not self.entries:
            tx.raise_(KeyError, "pop from an empty set")
        return self._take(tx, next(reversed(self.entries)))


class OrderedSetClassVariable(RealObject):
    """The class `OrderedSet`."""

    def describe(self) -> str:
        return "OrderedSet"

    def truth(self, tx: Tx) -> bool:  # noqa: ARG002 - a class is true
        return True

    def call(self, tx: Tx, args: Sequence[VariableTracker], kwargs: dict[str, VariableTracker]) -> VariableTracker:
        if kwargs or len(args) > 1:
            tx.raise_(TypeError, f"OrderedSet expected at most 1 argument, got {len(args) + len(kwargs)}")
        return OrderedSetVariable(dict(elements_of(tx, args[0])) if args else {})

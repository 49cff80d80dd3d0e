"""`dict.keys()`, `dict.values()`, `dict.items()`: they show the dictionary as it is now."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from fullgraph_tracer import protocol
from fullgraph_tracer.variables.builtin_value import BuiltinValue
from fullgraph_tracer.variables.dicts.iterators import (
    DictItemsIterator,
    DictIterator,
    DictKeysIterator,
    DictReverseIterator,
    DictValuesIterator,
)
from fullgraph_tracer.variables.dicts.set_algebra import ALGEBRA, SetLike, elements_of
from fullgraph_tracer.variables.dicts.sets import SetVariable
from fullgraph_tracer.variables.lists.base import sequence_repr
from fullgraph_tracer.variables.lists.tuple import TupleVariable

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from fullgraph_tracer.emit.emitter import Emitter
    from fullgraph_tracer.ports import Tx
    from fullgraph_tracer.variables.base import VariableTracker
    from fullgraph_tracer.variables.dicts.dict import ConstDictVariable


class DictViewVariable(BuiltinValue):
    """What the three views share."""

    view: str
    py_type: type
    iterator: type[DictIterator]

    def __init__(self, target: ConstDictVariable, **options: Any) -> None:
        super().__init__(**options)
        self.target = target

    def python_type(self) -> type:
        return self.py_type

    def describe(self) -> str:
        return self.target.describe()

    def entry(self, held: tuple[VariableTracker, VariableTracker]) -> VariableTracker:
        """What the view shows of one entry."""
        raise NotImplementedError

    def items(self) -> list[VariableTracker]:
        """What the view shows now."""
        return [self.entry(held) for held in self.target.entries.values()]

    def parts(self) -> Iterable[VariableTracker]:
        return (self.target,)

    def reconstruct(self, emit: Emitter) -> Any:
        return getattr(emit(self.target), self.view)()

    def length(self, tx: Tx) -> VariableTracker:
        return self.target.length(tx)

    def truth(self, tx: Tx) -> bool:
        return self.target.truth(tx)

    def iter(self, tx: Tx) -> VariableTracker:
        self.target.guard_keys(tx)
        return self.iterator(self.target)

    def known_items(self, tx: Tx) -> Sequence[VariableTracker]:
        self.target.guard_keys(tx)
        return self.items()

    def data_attribute(self, tx: Tx, name: str) -> VariableTracker:
        if name == "mapping":
            return protocol.call(tx, tx.wrap(type(type.__dict__)), [self.target])
        return super().data_attribute(tx, name)

    def repr(self, tx: Tx) -> VariableTracker:
        return sequence_repr(tx, self, self.items(), f"{self.py_type.__name__}([%s])")

    def str(self, tx: Tx) -> VariableTracker:
        return self.repr(tx)

    def py___reversed__(self, tx: Tx) -> VariableTracker:
        self.target.guard_keys(tx)
        return DictReverseIterator(self.target, self.entry, self.view)


class SetLikeViewVariable(SetLike, DictViewVariable):
    """A view that is also a set: its operators give plain sets."""

    def make_set(self, tx: Tx, elements: dict[Any, VariableTracker]) -> VariableTracker:  # noqa: ARG002 - the slot's
        return SetVariable(elements)

    def takes(self, other: VariableTracker) -> bool:  # noqa: ARG002 - a view takes any iterable
        return True

    def rbinary(self, tx: Tx, op: str, other: VariableTracker) -> VariableTracker | Any:
        """dictviews_sub and its like: any iterable may stand on the left."""
        if op not in ALGEBRA or not hasattr(other.python_type(), "__iter__"):
            return NotImplemented
        return SetVariable(ALGEBRA[op](elements_of(tx, other), self.elements(tx)))


class DictKeysVariable(SetLikeViewVariable):
    """`dict.keys()`, which is also a set."""

    view = "keys"
    py_type: type = type({}.keys())
    iterator = DictKeysIterator

    def entry(self, held: tuple[VariableTracker, VariableTracker]) -> VariableTracker:
        return held[0]

    def elements(self, tx: Tx) -> dict[Any, VariableTracker]:
        self.target.guard_keys(tx)
        return {hashed: key for hashed, (key, _) in self.target.entries.items()}

    def contains(self, tx: Tx, item: VariableTracker) -> VariableTracker:
        return self.target.contains(tx, item)


class DictValuesVariable(DictViewVariable):
    """`dict.values()`."""

    view = "values"
    py_type: type = type({}.values())
    iterator = DictValuesIterator

    def entry(self, held: tuple[VariableTracker, VariableTracker]) -> VariableTracker:
        return held[1]

    def hash_key(self, tx: Tx) -> Any:  # noqa: ARG002 - hashed by identity
        return self


class DictItemsVariable(SetLikeViewVariable):
    """`dict.items()`, which is also a set, of pairs."""

    view = "items"
    py_type: type = type({}.items())
    iterator = DictItemsIterator

    def entry(self, held: tuple[VariableTracker, VariableTracker]) -> VariableTracker:
        return TupleVariable(held)

    def elements(self, tx: Tx) -> dict[Any, VariableTracker]:
        self.target.guard_keys(tx)
        return {protocol.hash_key(tx, pair): pair for pair in self.items()}

    def contains(self, tx: Tx, item: VariableTracker) -> VariableTracker:
        if not isinstance(item, TupleVariable) or len(item.items) != 2:
            return tx.constant(False)
        held = self.target.lookup(tx, item.items[0])
        return tx.constant(held is not None and protocol.python_equal(tx, held, item.items[1]))

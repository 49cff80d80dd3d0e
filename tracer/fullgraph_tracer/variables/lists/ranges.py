"""`range` and `slice`."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from fullgraph_tracer import protocol
from fullgraph_tracer.variables.base import NotConstantError
from fullgraph_tracer.variables.builtin_value import BuiltinValue
from fullgraph_tracer.variables.lists.base import compared, index_of
from fullgraph_tracer.variables.lists.iterators import RangeIteratorVariable
from fullgraph_tracer.variables.lists.tuple import TupleVariable

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from fullgraph_tracer.emit.emitter import Emitter
    from fullgraph_tracer.ports import Tx
    from fullgraph_tracer.variables.base import VariableTracker


class RangeVariable(BuiltinValue):
    """A `range`: its bounds are constants, or symbols until somebody needs to know them."""

    def __init__(self, start: VariableTracker, stop: VariableTracker, step: VariableTracker, **options: Any) -> None:
        super().__init__(**options)
        self.start, self.stop, self.step = start, stop, step

    @classmethod
    def of(cls, tx: Tx, values: range, **options: Any) -> RangeVariable:
        """The variable for a range that is known."""
        return cls(tx.constant(values.start), tx.constant(values.stop), tx.constant(values.step), **options)

    def describe(self) -> str:
        return repr(self.as_constant()) if self.is_constant else ""

    def python_type(self) -> type:
        return range

    def parts(self) -> Iterable[VariableTracker]:
        return (self.start, self.stop, self.step)

    @property
    def is_constant(self) -> bool:
        return self.start.is_constant and self.stop.is_constant and self.step.is_constant

    def as_constant(self) -> range:
        return range(self.start.as_constant(), self.stop.as_constant(), self.step.as_constant())

    def known(self, tx: Tx) -> range:
        """The range with its bounds made constants (symbols are specialized)."""
        return range(*(int(part.index(tx).as_constant()) for part in self.parts()))

    def reconstruct(self, emit: Emitter) -> Any:
        return range(*(emit(part) for part in self.parts()))

    def hash_key(self, tx: Tx) -> Any:
        return self.known(tx)

    def length(self, tx: Tx) -> VariableTracker:
        return tx.constant(len(self.known(tx)))

    def truth(self, tx: Tx) -> bool:
        return bool(self.known(tx))

    def known_items(self, tx: Tx) -> Sequence[VariableTracker]:
        return [tx.constant(value) for value in self.known(tx)]

    def iter(self, tx: Tx) -> VariableTracker:
        return RangeIteratorVariable(self.known(tx))

    def py___reversed__(self, tx: Tx) -> VariableTracker:
        return RangeIteratorVariable(self.known(tx)[::-1])

    def getitem(self, tx: Tx, key: VariableTracker) -> VariableTracker:
        index = index_of(tx, key, "range")
        try:
            return tx.wrap(self.known(tx)[index])
        except (IndexError, ValueError) as error:
            tx.raise_(type(error), *error.args)

    def contains(self, tx: Tx, item: VariableTracker) -> VariableTracker | None:
        if not item.is_constant:
            return None
        return tx.constant(item.as_constant() in self.known(tx))

    def richcompare(self, tx: Tx, op: str, other: VariableTracker) -> VariableTracker | Any:
        if op not in ("==", "!=") or not isinstance(other, RangeVariable):
            return NotImplemented
        return tx.constant((self.known(tx) == other.known(tx)) is (op == "=="))

    def data_attribute(self, tx: Tx, name: str) -> VariableTracker:
        if name in ("start", "stop", "step"):
            return getattr(self, name)  # type: ignore[no-any-return]
        return super().data_attribute(tx, name)

    def repr(self, tx: Tx) -> VariableTracker:
        return tx.constant(repr(self.known(tx)))

    def str(self, tx: Tx) -> VariableTracker:
        return self.repr(tx)

    def py_count(self, tx: Tx, value: VariableTracker) -> VariableTracker:
        return tx.constant(self.known(tx).count(value.as_constant()))

    def py_index(self, tx: Tx, value: VariableTracker) -> VariableTracker:
        try:
            return tx.constant(self.known(tx).index(value.as_constant()))
        except ValueError as error:
            tx.raise_(ValueError, *error.args)

    def py___contains__(self, tx: Tx, item: VariableTracker) -> VariableTracker:
        return protocol.contains(tx, item, self)

    def py___eq__(self, tx: Tx, other: VariableTracker) -> VariableTracker:
        return compared(tx, self, "==", other)

    def py___hash__(self, tx: Tx) -> VariableTracker:
        return tx.constant(hash(self.known(tx)))

    def py___repr__(self, tx: Tx) -> VariableTracker:
        return self.repr(tx)


class SliceVariable(BuiltinValue):
    """A `slice`; its parts may be anything, tensors too."""

    def __init__(self, items: Sequence[VariableTracker], **options: Any) -> None:
        """`items` are stop; start and stop; or start, stop and step. A missing part is None's constant."""
        super().__init__(**options)
        self.items = list(items)

    def describe(self) -> str:
        return repr(self.as_constant()) if self.is_constant else ""

    def python_type(self) -> type:
        return slice

    def parts(self) -> Iterable[VariableTracker]:
        return self.items

    @property
    def is_constant(self) -> bool:
        return all(item.realize().is_constant for item in self.items)

    def as_constant(self) -> slice:
        return slice(*(item.realize().as_constant() for item in self.items))

    def as_proxy(self, tx: Tx) -> Any:
        return slice(*(item.realize().as_proxy(tx) for item in self.items))

    def reconstruct(self, emit: Emitter) -> Any:
        return slice(*(emit(item) for item in self.items))

    def data_attribute(self, tx: Tx, name: str) -> VariableTracker:
        names = {1: ("stop",), 2: ("start", "stop"), 3: ("start", "stop", "step")}[len(self.items)]
        if name in names:
            return self.items[names.index(name)].realize()
        if name in ("start", "stop", "step"):
            return tx.constant(None)
        return super().data_attribute(tx, name)

    def richcompare(self, tx: Tx, op: str, other: VariableTracker) -> VariableTracker | Any:
        if not isinstance(other, SliceVariable):
            return NotImplemented
        names = ("start", "stop", "step")
        mine = TupleVariable(self.data_attribute(tx, name) for name in names)
        theirs = TupleVariable(other.data_attribute(tx, name) for name in names)
        return protocol.compare(tx, op, mine, theirs)

    def repr(self, tx: Tx) -> VariableTracker:
        parts = (self.data_attribute(tx, name) for name in ("start", "stop", "step"))
        return tx.constant(f"slice({', '.join(protocol.to_repr(tx, part).as_constant() for part in parts)})")

    def str(self, tx: Tx) -> VariableTracker:
        return self.repr(tx)

    def py_indices(self, tx: Tx, size: VariableTracker) -> VariableTracker:
        try:
            return tx.wrap(self.as_constant().indices(int(size.index(tx).as_constant())))
        except (TypeError, ValueError) as error:
            tx.raise_(type(error), *error.args)
        except NotConstantError:
            self.missing_method(tx, "indices")

    def py___eq__(self, tx: Tx, other: VariableTracker) -> VariableTracker:
        return compared(tx, self, "==", other)

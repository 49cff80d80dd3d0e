"""`list`, and what changes it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from fullgraph_tracer import protocol
from fullgraph_tracer.variables.lists.base import BaseListVariable, index_of, repeated, size_of
from fullgraph_tracer.variables.lists.iterators import ListIteratorVariable
from fullgraph_tracer.variables.lists.sorting import sorted_items

if TYPE_CHECKING:
    from fullgraph_tracer.emit.emitter import Emitter
    from fullgraph_tracer.ports import Tx
    from fullgraph_tracer.variables.base import VariableTracker


class MutableListVariable(BaseListVariable):
    """What `list` and `deque` share: items that change, and are written back where the object was an input."""

    def change(self, tx: Tx, items: list[VariableTracker]) -> None:
        """From now on these are the items."""
        tx.effects.modify(self, tx.span)
        tx.journal.set(self, "items", items)

    def hash_key(self, tx: Tx) -> Any:
        tx.raise_(TypeError, f"unhashable type: '{self.py_type.__name__}'")

    def setitem(self, tx: Tx, key: VariableTracker, value: VariableTracker) -> None:
        index = index_of(tx, key, self.py_type.__name__)
        if isinstance(index, slice):
            self.set_slice(tx, index, value)
            return
        items = list(self.items)
        try:
            items[index] = value
        except IndexError:
            tx.raise_(IndexError, f"{self.py_type.__name__} assignment index out of range")
        self.change(tx, items)

    def set_slice(self, tx: Tx, index: slice, value: VariableTracker) -> None:
        """`self[i:j:k] = value`."""
        if not hasattr(value.realize().python_type(), "__iter__"):
            step = index.step not in (None, 1)
            message = "must assign iterable to extended slice" if step else "can only assign an iterable"
            tx.raise_(TypeError, message)
        new = protocol.to_list(tx, value)
        items = list(self.items)
        try:
            items[index] = new
        except (ValueError, TypeError) as error:
            tx.raise_(type(error), *error.args)
        self.change(tx, items)

    def delitem(self, tx: Tx, key: VariableTracker) -> None:
        index = index_of(tx, key, self.py_type.__name__)
        items = list(self.items)
        try:
            del items[index]
        except IndexError:
            tx.raise_(IndexError, f"{self.py_type.__name__} assignment index out of range")
        self.change(tx, items)

    def inplace(self, tx: Tx, op: str, other: VariableTracker) -> VariableTracker | Any:
        if op == "+":
            if not hasattr(other.python_type(), "__iter__"):
                tx.raise_(TypeError, f"'{other.type_name()}' object is not iterable")
            self.py_extend(tx, other)
            return self
        if op == "*" and hasattr(other.python_type(), "__index__"):
            self.change(tx, repeated(tx, self.items, other))
            return self
        return NotImplemented

    def py_append(self, tx: Tx, item: VariableTracker, /) -> None:
        tx.effects.modify(self, tx.span)
        tx.journal.append(self.items, item)

    def py_extend(self, tx: Tx, iterable: VariableTracker, /) -> None:
        known = iterable.known_items(tx)
        if known is not None:
            self.change(tx, [*self.items, *known])
            return
        for item in protocol.iterate(tx, iterable):
            self.py_append(tx, item)

    def py_insert(self, tx: Tx, index: VariableTracker, item: VariableTracker, /) -> None:
        items = list(self.items)
        items.insert(size_of(tx, index), item)
        self.change(tx, items)

    def py_pop(self, tx: Tx, index: VariableTracker | None = None, /) -> VariableTracker:
        if not self.items:
            tx.raise_(IndexError, f"pop from empty {self.py_type.__name__}")
        at = -1 if index is None else size_of(tx, index)
        items = list(self.items)
        try:
            item = items.pop(at)
        except IndexError:
            tx.raise_(IndexError, "pop index out of range")
        self.change(tx, items)
        return item.realize()

    def py_remove(self, tx: Tx, value: VariableTracker, /) -> None:
        at = self.position(tx, value)
        if at is None:
            tx.raise_(ValueError, f"{self.py_type.__name__}.remove(x): x not in {self.py_type.__name__}")
        self.change(tx, [*self.items[:at], *self.items[at + 1 :]])

    def py_clear(self, tx: Tx) -> None:
        self.change(tx, [])

    def py_reverse(self, tx: Tx) -> None:
        self.change(tx, self.items[::-1])

    def py_copy(self, tx: Tx) -> VariableTracker:  # noqa: ARG002 - the method's signature
        return self.like(self.items)

    def py___copy__(self, tx: Tx) -> VariableTracker:
        return self.py_copy(tx)

    def py___iadd__(self, tx: Tx, other: VariableTracker) -> Any:
        return self.inplace(tx, "+", other)

    def py___imul__(self, tx: Tx, other: VariableTracker) -> Any:
        return self.inplace(tx, "*", other)

    def py___init__(self, tx: Tx, iterable: VariableTracker | None = None) -> None:
        self.change(tx, [] if iterable is None else protocol.to_list(tx, iterable))


class ListVariable(MutableListVariable):
    """A `list` whose items are tracked. Mutations go to the effect log at once."""

    py_type: type = list

    def reconstruct(self, emit: Emitter) -> Any:
        made: list[Any] = []
        emit.remember(self, made)  # a list may hold itself
        made.extend(emit(item) for item in self.items)
        return made

    def write_back(self, emit: Emitter, real: Any) -> None:
        list.__setitem__(real, slice(None), [emit(item) for item in self.items])

    def py_sort(self, tx: Tx, *, key: VariableTracker | None = None, reverse: VariableTracker | None = None) -> None:
        backwards = reverse is not None and protocol.truth(tx, reverse)
        items, error = sorted_items(tx, self.items, key, reverse=backwards)
        self.change(tx, items)
        if error is not None:
            tx.raise_(TypeError, *error.args)

    def py___reversed__(self, tx: Tx) -> VariableTracker:  # noqa: ARG002 - the method's signature
        return ReversedListVariable(self)


class ReversedListVariable(ListIteratorVariable):
    """`reversed` of a list: it goes down from where the list ended, and sees what happens to the list meanwhile."""

    def __init__(self, sequence: BaseListVariable, **options: Any) -> None:
        super().__init__(sequence, len(sequence.items) - 1, py_type=type(reversed([])), **options)

    @property
    def kind(self) -> str:
        return "ListIteratorVariable"

    def next(self, tx: Tx) -> VariableTracker:
        sequence, at = self.sequence, self.at
        if sequence is not None:
            inside = 0 <= at < len(sequence.items)
            self.took(tx, asking=inside)
            if inside:
                tx.journal.set(self, "at", at - 1)
                return sequence.items[at]
            tx.journal.set(self, "sequence", None)
        tx.raise_(StopIteration)

    def remaining(self) -> list[VariableTracker]:
        return [] if self.sequence is None else self.sequence.items[: self.at + 1][::-1]

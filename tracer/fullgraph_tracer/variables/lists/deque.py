"""`collections.deque`."""

from __future__ import annotations

import collections
from typing import TYPE_CHECKING, Any

from fullgraph_tracer import protocol
from fullgraph_tracer.variables.lists.base import sequence_repr
from fullgraph_tracer.variables.lists.iterators import ListIteratorVariable
from fullgraph_tracer.variables.lists.list import MutableListVariable, ReversedListVariable

if TYPE_CHECKING:
    from collections.abc import Iterable

    from fullgraph_tracer.emit.emitter import Emitter
    from fullgraph_tracer.ports import Tx
    from fullgraph_tracer.variables.base import VariableTracker

_DEQUE_ITERATOR: type = type(iter(collections.deque()))


class DequeVariable(MutableListVariable):
    """A `deque`, with its maximal length."""

    py_type: type = collections.deque

    def __init__(self, items: Iterable[VariableTracker] = (), maxlen: int | None = None, **options: Any) -> None:
        super().__init__(items, **options)
        self.maxlen = maxlen

    def like(self, items: Iterable[VariableTracker]) -> VariableTracker:
        made = DequeVariable((), self.maxlen)
        made.items = made.fitted(list(items))
        return made

    def fitted(self, items: list[VariableTracker], *, left: bool = False) -> list[VariableTracker]:
        """What is left of the items when those beyond the maximal length have fallen off at the other end."""
        if self.maxlen is None:
            return items
        return items[: self.maxlen] if left else items[max(len(items) - self.maxlen, 0) :]

    def as_constant(self) -> Any:
        return collections.deque((item.realize().as_constant() for item in self.items), self.maxlen)

    def iter(self, tx: Tx) -> VariableTracker:  # noqa: ARG002 - the slot's signature
        return ListIteratorVariable(self, py_type=_DEQUE_ITERATOR)

    def getitem(self, tx: Tx, key: VariableTracker) -> VariableTracker:
        if not hasattr(key.python_type(), "__index__"):
            tx.raise_(TypeError, f"sequence index must be integer, not '{key.type_name()}'")
        try:
            return self.items[int(key.index(tx).as_constant())].realize()
        except IndexError:
            tx.raise_(IndexError, "deque index out of range")

    def reconstruct(self, emit: Emitter) -> Any:
        made: collections.deque[Any] = collections.deque(maxlen=self.maxlen)
        emit.remember(self, made)
        made.extend(emit(item) for item in self.items)
        return made

    def write_back(self, emit: Emitter, real: Any) -> None:
        items = [emit(item) for item in self.items]
        collections.deque.clear(real)
        collections.deque.extend(real, items)

    def repr(self, tx: Tx) -> VariableTracker:
        ending = "" if self.maxlen is None else f", maxlen={self.maxlen}"
        return sequence_repr(tx, self, self.items, f"deque([%s]{ending})")

    def data_attribute(self, tx: Tx, name: str) -> VariableTracker:
        return tx.constant(self.maxlen) if name == "maxlen" else super().data_attribute(tx, name)

    def py_append(self, tx: Tx, item: VariableTracker, /) -> None:
        self.change(tx, self.fitted([*self.items, item]))

    def py_appendleft(self, tx: Tx, item: VariableTracker, /) -> None:
        self.change(tx, self.fitted([item, *self.items], left=True))

    def py_extend(self, tx: Tx, iterable: VariableTracker, /) -> None:
        self.change(tx, self.fitted([*self.items, *protocol.to_list(tx, iterable)]))

    def py_extendleft(self, tx: Tx, iterable: VariableTracker, /) -> None:
        self.change(tx, self.fitted([*reversed(protocol.to_list(tx, iterable)), *self.items], left=True))

    def py_insert(self, tx: Tx, index: VariableTracker, item: VariableTracker, /) -> None:
        if self.maxlen is not None and len(self.items) >= self.maxlen:
            tx.raise_(IndexError, "deque already at its maximum size")
        super().py_insert(tx, index, item)

    def py_pop(self, tx: Tx) -> VariableTracker:  # type: ignore[override]  # deque.pop takes no index
        if not self.items:
            tx.raise_(IndexError, "pop from an empty deque")
        return super().py_pop(tx)

    def py_popleft(self, tx: Tx) -> VariableTracker:
        if not self.items:
            tx.raise_(IndexError, "pop from an empty deque")
        first = self.items[0]
        self.change(tx, self.items[1:])
        return first.realize()

    def py___reversed__(self, tx: Tx) -> VariableTracker:  # noqa: ARG002 - the method's signature
        return ReversedListVariable(self)

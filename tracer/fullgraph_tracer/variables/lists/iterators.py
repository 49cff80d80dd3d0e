"""Iterators over sequences: where they stand is state, so that a half-consumed one goes on after a break."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from fullgraph_tracer.variables.iterator import IteratorVariable

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from fullgraph_tracer.emit.emitter import Emitter
    from fullgraph_tracer.ports import Tx
    from fullgraph_tracer.variables.base import VariableTracker
    from fullgraph_tracer.variables.lists.base import BaseListVariable


_LIST_ITERATOR: type = type(iter([]))
_ITERATOR_TYPES: dict[type, type] = {list: _LIST_ITERATOR, tuple: type(iter(()))}


class ListIteratorVariable(IteratorVariable):
    """`iter` of a list (or of another sequence whose items are known): it sees what happens to the list meanwhile."""

    told_apart = True

    def __init__(self, sequence: BaseListVariable, at: int = 0, *, py_type: type | None = None, **options: Any) -> None:
        super().__init__(**options)
        self.sequence: BaseListVariable | None = sequence
        self.at = at
        self.py_type = py_type or _ITERATOR_TYPES.get(sequence.py_type, _LIST_ITERATOR)

    def python_type(self) -> type:
        return self.py_type

    def next(self, tx: Tx) -> VariableTracker:
        sequence, at = self.sequence, self.at
        if sequence is not None:
            if at < len(sequence.items):
                self.took(tx, asking=True)
                tx.journal.set(self, "at", at + 1)
                return sequence.items[at]
            self.took(tx)
            tx.journal.set(self, "sequence", None)  # an exhausted iterator stays so, even if the list grows
        tx.raise_(StopIteration)

    def remaining(self) -> list[VariableTracker]:
        """What it has yet to give."""
        return [] if self.sequence is None else self.sequence.items[self.at :]

    def known_items(self, tx: Tx) -> Sequence[VariableTracker] | None:
        if self.source is not None:
            return None
        items = self.remaining()
        tx.journal.set(self, "sequence", None)
        return items

    def parts(self) -> Iterable[VariableTracker]:
        return self.remaining()

    def reconstruct(self, emit: Emitter) -> Any:
        """As torch does: an iterator over what was left when the graph ended. It no longer sees changes of the list."""
        return iter(tuple(emit(item) for item in self.remaining()))

    def py___length_hint__(self, tx: Tx) -> VariableTracker:
        return tx.constant(len(self.remaining()))


class TupleIteratorVariable(ListIteratorVariable):
    """`iter` of a tuple."""


class RangeIteratorVariable(IteratorVariable):
    """`iter` of a range."""

    def __init__(self, values: range, **options: Any) -> None:
        super().__init__(**options)
        self.values = values

    def python_type(self) -> type:
        return type(iter(self.values))

    def next(self, tx: Tx) -> VariableTracker:
        if not self.values:
            tx.raise_(StopIteration)
        first = self.values[0]
        self.took(tx)
        tx.journal.set(self, "values", self.values[1:])
        return tx.constant(first)

    def reconstruct(self, emit: Emitter) -> Any:  # noqa: ARG002 - it has no parts
        return iter(self.values)

    def py___length_hint__(self, tx: Tx) -> VariableTracker:
        return tx.constant(len(self.values))

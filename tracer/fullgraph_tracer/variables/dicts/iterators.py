"""Iterators over dictionaries and sets. A change of size meanwhile is the user's RuntimeError, as in CPython."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from fullgraph_tracer.variables.iterator import IteratorVariable
from fullgraph_tracer.variables.lists.tuple import TupleVariable

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from fullgraph_tracer.emit.emitter import Emitter
    from fullgraph_tracer.ports import Tx
    from fullgraph_tracer.variables.base import VariableTracker
    from fullgraph_tracer.variables.dicts.dict import ConstDictVariable
    from fullgraph_tracer.variables.dicts.sets import BaseSetVariable

    Entry = tuple[VariableTracker, VariableTracker]


class DictViewIterator(IteratorVariable):
    """Walks the entries of a container in the order that they had when it began."""

    py_type: type
    what = "dictionary"

    def __init__(self, target: ConstDictVariable | BaseSetVariable, order: list[Any], **options: Any) -> None:
        super().__init__(**options)
        self.target = target
        self.order = order
        self.size = len(target.entries)
        self.at = 0

    def python_type(self) -> type:
        return self.py_type

    def item(self, hashed: Any) -> VariableTracker:
        """What is given for one entry."""
        raise NotImplementedError

    def next(self, tx: Tx) -> VariableTracker:
        if self.size != len(self.target.entries):
            tx.journal.set(self, "size", -1)  # it stays unusable
            tx.raise_(RuntimeError, f"{self.what} changed size during iteration".replace("set", "Set"))
        while self.at < len(self.order):
            hashed = self.order[self.at]
            self.took(tx)
            tx.journal.set(self, "at", self.at + 1)
            if hashed in self.target.entries:
                return self.item(hashed)
            tx.raise_(RuntimeError, "dictionary keys changed during iteration")
        tx.raise_(StopIteration)

    def remaining(self) -> list[VariableTracker]:
        """What it has yet to give."""
        return [self.item(hashed) for hashed in self.order[self.at :]]

    def parts(self) -> Iterable[VariableTracker]:
        return (self.target,)

    def can_reconstruct(self) -> bool:
        """Torch can't rebuild one, so a break while one is alive costs the frame."""
        return False

    def py___length_hint__(self, tx: Tx) -> VariableTracker:
        return tx.constant(len(self.order) - self.at)


class DictIterator(DictViewIterator):
    """`iter` of a dictionary."""

    py_type: type = type(iter({}))

    def __init__(self, target: ConstDictVariable, **options: Any) -> None:
        super().__init__(target, list(target.entries), **options)
        self.target: ConstDictVariable = target

    def item(self, hashed: Any) -> VariableTracker:
        return self.target.entries[hashed][0]


class DictKeysIterator(DictIterator):
    """`iter` of `dict.keys()`."""


class DictValuesIterator(DictIterator):
    """`iter` of `dict.values()`."""

    py_type: type = type(iter({}.values()))

    def item(self, hashed: Any) -> VariableTracker:
        return self.target.entries[hashed][1]


class DictItemsIterator(DictIterator):
    """`iter` of `dict.items()`."""

    py_type: type = type(iter({}.items()))

    def item(self, hashed: Any) -> VariableTracker:
        return TupleVariable(self.target.entries[hashed])


class DictReverseIterator(DictIterator):
    """`reversed` of a dictionary or of one of its views."""

    py_type: type = type(reversed({}))

    def __init__(
        self, target: ConstDictVariable, pick: Callable[[Entry], VariableTracker], view: str = "", **options: Any
    ) -> None:
        super().__init__(target, **options)
        self.order.reverse()
        self._pick = pick
        self._view = view

    @property
    def kind(self) -> str:
        return "ListIteratorVariable"

    def item(self, hashed: Any) -> VariableTracker:
        return self._pick(self.target.entries[hashed])

    def can_reconstruct(self) -> bool:
        return True

    def reconstruct(self, emit: Emitter) -> Any:
        real = emit(self.target)
        made = reversed(getattr(real, self._view)() if self._view else real)
        for _ in range(self.at):
            next(made, None)
        return made


class SetIterator(DictViewIterator):
    """`iter` of a set."""

    py_type: type = type(iter(set()))
    what = "set"

    def __init__(self, target: BaseSetVariable, **options: Any) -> None:
        super().__init__(target, target.order(), **options)
        self.target: BaseSetVariable = target

    def item(self, hashed: Any) -> VariableTracker:
        return self.target.entries[hashed]

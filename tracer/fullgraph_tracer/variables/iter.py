"""Iterators with state of their own: `zip`, `map`, `filter`, `itertools.count`, and what torch runs as generators."""

from __future__ import annotations

import itertools
from typing import TYPE_CHECKING, Any

from fullgraph_tracer import protocol
from fullgraph_tracer.errors import GraphBreak, UserRaised
from fullgraph_tracer.protocol.lookup import MISSING, type_lookup
from fullgraph_tracer.variables.builtin import ItertoolsVariable
from fullgraph_tracer.variables.iterator import IteratorVariable
from fullgraph_tracer.variables.lists.tuple import TupleVariable
from fullgraph_vocab.breaks import control_flow

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

    from fullgraph_tracer.emit.emitter import Emitter
    from fullgraph_tracer.ports import Tx
    from fullgraph_tracer.variables.base import VariableTracker

    Step = Callable[[Tx, Any], tuple[VariableTracker, Any] | None]


def stop(tx: Tx) -> Any:
    """The end of an iterator."""
    tx.raise_(StopIteration)


class ZipVariable(IteratorVariable):
    """`zip(*iterables, strict=...)`."""

    def __init__(self, iterators: Sequence[VariableTracker], *, strict: bool = False, **options: Any) -> None:
        super().__init__(**options)
        self.iterators = list(iterators)
        self.strict = strict

    def python_type(self) -> type:
        return zip

    def parts(self) -> Iterable[VariableTracker]:
        return self.iterators

    def next(self, tx: Tx) -> VariableTracker:
        if not self.iterators:
            stop(tx)
        items: list[VariableTracker] = []
        for at, iterator in enumerate(self.iterators):
            item = protocol.next_item(tx, iterator)
            if item is None:
                if self.strict:
                    self._check_lengths(tx, at)
                stop(tx)
            else:
                items.append(item)
        return TupleVariable(items)

    def _check_lengths(self, tx: Tx, at: int) -> None:
        """zip_next: which argument ended too early, or is too long."""
        if at:
            plural = " " if at == 1 else "s 1-"
            tx.raise_(ValueError, f"zip() argument {at + 1} is shorter than argument{plural}{at}")
        for other in range(1, len(self.iterators)):
            if protocol.next_item(tx, self.iterators[other]) is not None:
                plural = " " if other == 1 else "s 1-"
                tx.raise_(ValueError, f"zip() argument {other + 1} is longer than argument{plural}{other}")

    def reconstruct(self, emit: Emitter) -> Any:
        return zip(*(emit(iterator) for iterator in self.iterators), strict=self.strict)


class MapVariable(IteratorVariable):
    """`map(function, *iterables)`."""

    def __init__(self, fn: VariableTracker, iterators: Sequence[VariableTracker], **options: Any) -> None:
        super().__init__(**options)
        self.fn = fn
        self.iterators = list(iterators)

    def python_type(self) -> type:
        return map

    def parts(self) -> Iterable[VariableTracker]:
        return (self.fn, *self.iterators)

    def next(self, tx: Tx) -> VariableTracker:
        args: list[VariableTracker] = []
        for iterator in self.iterators:
            item = protocol.next_item(tx, iterator)
            if item is None:
                stop(tx)
            else:
                args.append(item)
        return protocol.call(tx, self.fn, args)

    def reconstruct(self, emit: Emitter) -> Any:
        return map(emit(self.fn), *(emit(iterator) for iterator in self.iterators))


class FilterVariable(IteratorVariable):
    """`filter(function, iterable)`, and `itertools.filterfalse`."""

    def __init__(self, fn: VariableTracker, iterator: VariableTracker, *, keep: bool = True, **options: Any) -> None:
        super().__init__(**options)
        self.fn = fn
        self.iterator = iterator
        self.keep = keep

    def python_type(self) -> type:
        return filter if self.keep else itertools.filterfalse

    def parts(self) -> Iterable[VariableTracker]:
        return (self.fn, self.iterator)

    def next(self, tx: Tx) -> VariableTracker:
        while (item := protocol.next_item(tx, self.iterator)) is not None:
            if passes(tx, self.fn, item) is self.keep:
                return item
        return stop(tx)  # type: ignore[no-any-return]

    def reconstruct(self, emit: Emitter) -> Any:
        return self.python_type()(emit(self.fn), emit(self.iterator))


def passes(tx: Tx, predicate: VariableTracker, item: VariableTracker) -> bool:
    """Whether the item satisfies the predicate; None and `bool` ask the item itself."""
    if predicate.is_constant and predicate.as_constant() in (None, bool):
        return protocol.truth(tx, item)
    return protocol.truth(tx, protocol.call(tx, predicate, [item]))


class CountIteratorVariable(IteratorVariable):
    """`itertools.count(start, step)`."""

    def __init__(self, item: VariableTracker, step: VariableTracker, **options: Any) -> None:
        super().__init__(**options)
        self.item = item
        self.step = step

    def python_type(self) -> type:
        return itertools.count

    def parts(self) -> Iterable[VariableTracker]:
        return (self.item, self.step)

    def next(self, tx: Tx) -> VariableTracker:
        item = self.item
        self.took(tx, asking=True)
        tx.journal.set(self, "item", protocol.binary(tx, "+", item, self.step))
        return item

    def reconstruct(self, emit: Emitter) -> Any:
        return itertools.count(emit(self.item), emit(self.step))


class RepeatIteratorVariable(IteratorVariable):
    """`itertools.repeat(item)` without end."""

    def __init__(self, item: VariableTracker, **options: Any) -> None:
        super().__init__(**options)
        self.item = item

    def python_type(self) -> type:
        return itertools.repeat

    def parts(self) -> Iterable[VariableTracker]:
        return (self.item,)

    def next(self, tx: Tx) -> VariableTracker:  # noqa: ARG002 - the slot's signature
        return self.item

    def reconstruct(self, emit: Emitter) -> Any:
        return itertools.repeat(emit(self.item))


class SteppedIteratorVariable(IteratorVariable):
    """An iterator given by one step: what follows a state, and the state after it, which goes through the journal."""

    def __init__(self, py_type: type, step: Step, state: Any, **options: Any) -> None:
        """`step(tx, state)` gives the next item and the state after it, or None at the end."""
        super().__init__(**options)
        self.py_type = py_type
        self.step = step
        self.state = state
        self.ended = False

    def describe(self) -> str:
        return self.py_type.__name__

    def python_type(self) -> type:
        return self.py_type

    def next(self, tx: Tx) -> VariableTracker:
        following = None if self.ended else self.step(tx, self.state)
        if following is None:
            tx.journal.set(self, "ended", True)
            return stop(tx)  # type: ignore[no-any-return]
        item, state = following
        tx.journal.set(self, "state", state)
        return item


class PolyfilledIteratorVariable(SteppedIteratorVariable):
    """An iterator that torch runs as a Python generator: `enumerate`, `itertools.chain` ..."""

    @property
    def kind(self) -> str:
        return "LocalGeneratorObjectVariable"

    def can_reconstruct(self) -> bool:
        """Torch can't rebuild it: running it to its end would consume what it reads from."""
        raise GraphBreak(control_flow.GENERATOR_ESCAPES, gb="GB8335")


class ObjectIteratorVariable(SteppedIteratorVariable):
    """The iterator over `__getitem__`, over a callable up to a sentinel, or over a sequence from its end."""

    def __init__(
        self,
        py_type: type,
        step: Step,
        state: Any,
        *,
        parts: Sequence[VariableTracker],
        rebuild: Callable[[list[Any], Any], Any],
        **options: Any,
    ) -> None:
        """`rebuild(real parts, state)` makes the real iterator."""
        super().__init__(py_type, step, state, **options)
        self._parts = tuple(parts)
        self._rebuild = rebuild

    def parts(self) -> Iterable[VariableTracker]:
        return self._parts

    def reconstruct(self, emit: Emitter) -> Any:
        return iter(()) if self.ended else self._rebuild([emit(part) for part in self._parts], self.state)


_CALLABLE_ITERATOR: type = type(iter(int, 1))


class _Sequence:
    def __getitem__(self, index: int) -> int:
        return index


_SEQUENCE_ITERATOR: type = type(iter(_Sequence()))


def callable_iterator(tx: Tx, function: VariableTracker, sentinel: VariableTracker) -> VariableTracker:
    """PyCallIter_New: calls until the result equals the sentinel."""
    if type_lookup(function.python_type(), "__call__")[0] in (MISSING, None):
        tx.raise_(TypeError, "iter(v, w): v must be callable")

    def step(tx: Tx, _state: Any) -> tuple[VariableTracker, Any] | None:
        result = protocol.call(tx, function)
        return None if protocol.python_equal(tx, result, sentinel) else (result, None)

    return ObjectIteratorVariable(
        _CALLABLE_ITERATOR, step, None, parts=[function, sentinel], rebuild=lambda parts, _: iter(*parts)
    )


def sequence_iterator(obj: VariableTracker) -> VariableTracker:
    """PySeqIter_New: `obj[0]`, `obj[1]` ... up to an IndexError."""

    def step(tx: Tx, at: int) -> tuple[VariableTracker, Any] | None:
        item = item_or_end(tx, obj, at)
        return None if item is None else (item, at + 1)

    def rebuild(parts: list[Any], at: int) -> Any:
        made = iter(parts[0])
        made.__setstate__(at)
        return made

    return ObjectIteratorVariable(_SEQUENCE_ITERATOR, step, 0, parts=[obj], rebuild=rebuild)


def item_or_end(tx: Tx, obj: VariableTracker, at: int) -> VariableTracker | None:
    """`obj[at]`, or None where the user's IndexError ends it."""
    try:
        return protocol.get_item(tx, obj, tx.constant(at))
    except UserRaised as raised:
        if issubclass(raised.value.python_type(), IndexError | StopIteration):
            return None
        raise


__all__ = [
    "CountIteratorVariable",
    "FilterVariable",
    "IteratorVariable",
    "ItertoolsVariable",
    "MapVariable",
    "ObjectIteratorVariable",
    "PolyfilledIteratorVariable",
    "RepeatIteratorVariable",
    "SteppedIteratorVariable",
    "ZipVariable",
    "callable_iterator",
    "item_or_end",
    "passes",
    "sequence_iterator",
]

"""`iter`, `next`, `zip`, `map`, `filter`, `enumerate`, `reversed`, `any`, `all`, `sum`."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import torch

from fullgraph_tracer import protocol
from fullgraph_tracer.protocol.known import models
from fullgraph_tracer.variables.base import NotConstantError
from fullgraph_tracer.variables.iter import (
    FilterVariable,
    MapVariable,
    ObjectIteratorVariable,
    PolyfilledIteratorVariable,
    ZipVariable,
    callable_iterator,
    item_or_end,
    sequence_iterator,
)
from fullgraph_tracer.variables.lists import BaseListVariable, TupleVariable

if TYPE_CHECKING:
    from fullgraph_tracer.ports import Tx
    from fullgraph_tracer.variables.base import VariableTracker


@models(iter)
def iter_(tx: Tx, obj: VariableTracker, sentinel: VariableTracker | None = None, /) -> VariableTracker:
    """`iter(obj)`, or `iter(callable, sentinel)`."""
    if sentinel is not None:
        return callable_iterator(tx, obj, sentinel)
    cls = obj.python_type()
    if not hasattr(cls, "__iter__") and hasattr(cls, "__getitem__"):
        return sequence_iterator(obj)
    return protocol.get_iter(tx, obj)


@models(next)
def next_(tx: Tx, iterator: VariableTracker, default: VariableTracker | None = None, /) -> VariableTracker:
    """`next(iterator, default)`."""
    if not hasattr(iterator.python_type(), "__next__"):
        tx.raise_(TypeError, f"'{iterator.type_name()}' object is not an iterator")
    if default is None:
        return iterator.next(tx)
    item = protocol.next_item(tx, iterator)
    return default if item is None else item


@models(zip)
def zip_(tx: Tx, *iterables: VariableTracker, strict: VariableTracker | None = None) -> VariableTracker:
    """`zip(*iterables, strict=...)`."""
    iterators = [
        _iterator(tx, iterable, f"zip argument #{at + 1} must support iteration")
        for at, iterable in enumerate(iterables)
    ]
    return ZipVariable(iterators, strict=strict is not None and protocol.truth(tx, strict))


def _iterator(tx: Tx, iterable: VariableTracker, message: str = "") -> VariableTracker:
    cls = iterable.python_type()
    if message and not hasattr(cls, "__iter__") and not hasattr(cls, "__getitem__"):
        tx.raise_(TypeError, message)
    return iter_(tx, iterable.realize())


@models(map)
def map_(tx: Tx, function: VariableTracker, *iterables: VariableTracker) -> VariableTracker:
    """`map(function, *iterables)`."""
    if not iterables:
        tx.raise_(TypeError, "map() must have at least two arguments.")
    return MapVariable(function, [_iterator(tx, iterable) for iterable in iterables])


@models(filter)
def filter_(tx: Tx, function: VariableTracker, iterable: VariableTracker, /) -> VariableTracker:
    """`filter(function, iterable)`."""
    return FilterVariable(function, _iterator(tx, iterable))


@models(enumerate)
def enumerate_(tx: Tx, iterable: VariableTracker, start: VariableTracker | None = None) -> VariableTracker:
    """`enumerate(iterable, start)`."""
    iterator = _iterator(tx, iterable)
    first = tx.constant(0) if start is None else start

    def step(tx: Tx, count: VariableTracker) -> tuple[VariableTracker, Any] | None:
        item = protocol.next_item(tx, iterator)
        if item is None:
            return None
        return TupleVariable([count, item]), protocol.binary(tx, "+", count, tx.constant(1))

    return PolyfilledIteratorVariable(enumerate, step, first)


@models(reversed)
def reversed_(tx: Tx, sequence: VariableTracker, /) -> VariableTracker:
    """`reversed(sequence)`: by `__reversed__`, else from the last index down."""
    cls = sequence.python_type()
    if getattr(cls, "__reversed__", None) is not None:
        return sequence.call_method(tx, "__reversed__", (), {})
    if hasattr(cls, "__reversed__") or issubclass(cls, dict) or not hasattr(cls, "__getitem__"):
        tx.raise_(TypeError, f"'{cls.__name__}' object is not reversible")
    length = int(protocol.length(tx, sequence).index(tx).as_constant())

    def step(tx: Tx, at: int) -> tuple[VariableTracker, Any] | None:
        item = None if at < 0 else item_or_end(tx, sequence, at)
        return None if item is None else (item, at - 1)

    def rebuild(parts: list[Any], at: int) -> Any:
        made = reversed(parts[0])
        made.__setstate__(at)
        return made

    return ObjectIteratorVariable(reversed, step, length - 1, parts=[sequence], rebuild=rebuild)


@models(any)
def any_(tx: Tx, iterable: VariableTracker, /) -> VariableTracker:
    """`any(iterable)`: looks no further than the first true item."""
    return tx.constant(any(protocol.truth(tx, item) for item in protocol.iterate(tx, iterable)))


@models(all)
def all_(tx: Tx, iterable: VariableTracker, /) -> VariableTracker:
    """`all(iterable)`: looks no further than the first false item."""
    return tx.constant(all(protocol.truth(tx, item) for item in protocol.iterate(tx, iterable)))


@models(sum)
def sum_(tx: Tx, iterable: VariableTracker, /, start: VariableTracker | None = None) -> VariableTracker:
    """`sum(iterable, start)`: by `+` from the left; sizes that are symbols are summed at once."""
    try:
        values = iterable.as_constant()
        return tx.wrap(sum(values) if start is None else sum(values, start.as_constant()))
    except NotConstantError:
        pass
    except TypeError as error:
        tx.raise_(TypeError, *error.args)
    if start is None and isinstance(iterable, BaseListVariable):
        items = [item.realize() for item in iterable.items]
        if all(item.python_type() is int for item in items):
            return protocol.call(tx, tx.wrap(torch.sym_sum), [TupleVariable(items)])
    total = tx.constant(0) if start is None else start
    if total.is_constant and isinstance(total.as_constant(), str | bytes):
        kind = total.type_name()
        tx.raise_(TypeError, f"sum() can't sum {'strings' if kind == 'str' else kind} [use ''.join(seq) instead]")
    for item in protocol.iterate(tx, iterable):
        total = protocol.binary(tx, "+", total, item)
    return total

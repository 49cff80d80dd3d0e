"""PyObject_GetIter, PyIter_Next (https://docs.python.org/3/c-api/iter.html)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from fullgraph_tracer.errors import UserRaised

if TYPE_CHECKING:
    from collections.abc import Iterator

    from fullgraph_tracer.ports import Tx
    from fullgraph_tracer.variables.base import VariableTracker


def get_iter(tx: Tx, obj: VariableTracker) -> VariableTracker:
    """`iter(obj)`."""
    return obj.realize().iter(tx)


def next_item(tx: Tx, iterator: VariableTracker) -> VariableTracker | None:
    """The next item, or None at the end (the user's StopIteration is taken, as FOR_ITER takes it)."""
    try:
        return iterator.realize().next(tx)
    except UserRaised as raised:
        if issubclass(raised.value.python_type(), StopIteration):
            return None
        raise


def iterate(tx: Tx, obj: VariableTracker) -> Iterator[VariableTracker]:
    """The items of an iterable, one at a time."""
    iterator = get_iter(tx, obj)
    while (item := next_item(tx, iterator)) is not None:
        yield item


def to_list(tx: Tx, obj: VariableTracker) -> list[VariableTracker]:
    """All items of an iterable."""
    known = obj.realize().known_items(tx)
    return list(iterate(tx, obj)) if known is None else list(known)

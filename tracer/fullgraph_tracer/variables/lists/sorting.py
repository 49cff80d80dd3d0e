"""Sorting: by Python's own sort, of keys that are known while tracing."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from fullgraph_tracer import protocol
from fullgraph_tracer.variables.base import NotConstantError
from fullgraph_vocab.breaks import data

if TYPE_CHECKING:
    from collections.abc import Sequence

    from fullgraph_tracer.ports import Tx
    from fullgraph_tracer.variables.base import VariableTracker


def sorted_items(
    tx: Tx, items: Sequence[VariableTracker], key: VariableTracker | None, *, reverse: bool
) -> tuple[list[VariableTracker], TypeError | None]:
    """The items in order: stable, ascending by `key`, as list.sort. Unknown keys leave the graph.

    Where two keys can't be compared, as far as the sort had come, with the exception: so CPython leaves a list.
    """
    by_key = key is not None and not (key.is_constant and key.as_constant() is None)
    keys = [protocol.call(tx, key, [item]) for item in items] if key is not None and by_key else list(items)
    values: list[Any] = []
    for value in keys:
        try:
            values.append(value.realize().as_constant())
        except NotConstantError:
            tx.break_(data.UNKNOWN_ORDER, gb="GB0207")
    order = list(range(len(values)))
    try:
        order.sort(key=values.__getitem__, reverse=reverse)
    except TypeError as error:
        return [items[at] for at in order], error
    return [items[at] for at in order], None

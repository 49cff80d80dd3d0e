"""Sorting variables by Python's own sort: what it compares are keys, known values where they are, else through `<`."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from fullgraph_tracer import protocol
from fullgraph_tracer.variables.base import NotConstantError

if TYPE_CHECKING:
    from collections.abc import Sequence

    from fullgraph_tracer.ports import Tx
    from fullgraph_tracer.variables.base import VariableTracker


class _Key:
    """Lets Python's sort ask the traced program which of two keys is smaller."""

    __slots__ = ("_tx", "_value")

    def __init__(self, tx: Tx, value: VariableTracker) -> None:
        self._tx = tx
        self._value = value

    def __lt__(self, other: _Key) -> bool:
        return protocol.truth(self._tx, protocol.compare(self._tx, "<", self._value, other._value))


def sorted_items(
    tx: Tx, items: Sequence[VariableTracker], key: VariableTracker | None, *, reverse: bool
) -> list[VariableTracker]:
    """The items in order: stable, ascending by `key`, as list.sort."""
    by_key = key is not None and not (key.is_constant and key.as_constant() is None)
    keys = [protocol.call(tx, key, [item]) for item in items] if key is not None and by_key else list(items)
    try:
        values: list[Any] = [value.realize().as_constant() for value in keys]
        order = sorted(range(len(values)), key=values.__getitem__, reverse=reverse)
    except NotConstantError:
        wrapped = [_Key(tx, value) for value in keys]
        order = sorted(range(len(wrapped)), key=wrapped.__getitem__, reverse=reverse)
    except TypeError as error:
        tx.raise_(TypeError, *error.args)
    return [items[at] for at in order]

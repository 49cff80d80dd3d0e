"""PyObject_Size, PyObject_GetItem, PyObject_SetItem, PyObject_DelItem (https://docs.python.org/3/c-api/object.html)."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from fullgraph_tracer.ports import Tx
    from fullgraph_tracer.variables.base import VariableTracker


def length(tx: Tx, obj: VariableTracker) -> VariableTracker:
    """`len(obj)`."""
    return obj.realize().length(tx)


def get_item(tx: Tx, obj: VariableTracker, key: VariableTracker) -> VariableTracker:
    """`obj[key]`."""
    return obj.realize().getitem(tx, key.realize())


def set_item(tx: Tx, obj: VariableTracker, key: VariableTracker, value: VariableTracker) -> None:
    """`obj[key] = value`. The value stays as it is: storing does not look at it."""
    obj.realize().setitem(tx, key.realize(), value)


def delete_item(tx: Tx, obj: VariableTracker, key: VariableTracker) -> None:
    """`del obj[key]`."""
    obj.realize().delitem(tx, key.realize())

"""PyObject_GetAttr, PyObject_SetAttr (https://docs.python.org/3/c-api/object.html)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from fullgraph_tracer.errors import UserRaised

if TYPE_CHECKING:
    from fullgraph_tracer.ports import Tx
    from fullgraph_tracer.variables.base import VariableTracker


def get_attribute(tx: Tx, obj: VariableTracker, name: str) -> VariableTracker:
    """`obj.name`."""
    return obj.realize().getattr(tx, name)


def has_attribute(tx: Tx, obj: VariableTracker, name: str) -> bool:
    """`hasattr(obj, name)`: whether the lookup ends without the user's AttributeError."""
    try:
        get_attribute(tx, obj, name)
    except UserRaised as raised:
        if issubclass(raised.value.python_type(), AttributeError):
            return False
        raise
    return True


def set_attribute(tx: Tx, obj: VariableTracker, name: str, value: VariableTracker) -> None:
    """`obj.name = value`."""
    obj.realize().setattr(tx, name, value)


def delete_attribute(tx: Tx, obj: VariableTracker, name: str) -> None:
    """`del obj.name`."""
    obj.realize().delattr(tx, name)

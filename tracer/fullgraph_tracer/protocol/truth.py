"""PyObject_IsTrue, PyObject_Hash (https://docs.python.org/3/c-api/object.html)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from fullgraph_tracer.ports import Tx
    from fullgraph_tracer.variables.base import VariableTracker


def truth(tx: Tx, value: VariableTracker) -> bool:
    """`bool(value)`; a graph break where it is not known while tracing."""
    return value.realize().truth(tx)


def hash_key(tx: Tx, value: VariableTracker) -> Any:
    """What stands for `value` as a dictionary key: equal for equal keys."""
    return value.realize().hash_key(tx)

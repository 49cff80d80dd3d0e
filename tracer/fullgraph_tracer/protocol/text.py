"""PyObject_Str, PyObject_Repr, PyObject_Format (https://docs.python.org/3/c-api/object.html)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from fullgraph_tracer.protocol.numbers import fold

if TYPE_CHECKING:
    from collections.abc import Sequence

    from fullgraph_tracer.ports import Tx
    from fullgraph_tracer.variables.base import VariableTracker


def to_str(tx: Tx, value: VariableTracker) -> VariableTracker:
    """`str(value)`."""
    value = value.realize()
    return fold(tx, str, value) if value.is_constant else value.str(tx)


def to_repr(tx: Tx, value: VariableTracker) -> VariableTracker:
    """`repr(value)`."""
    value = value.realize()
    if value.is_constant:
        return fold(tx, repr, value)
    try:
        return value.repr(tx)
    except RecursionError:  # our frames are used up by what is nested as deeply as CPython's C stack would be
        tx.raise_(RecursionError, "maximum recursion depth exceeded while getting the repr of an object")


def format_value(tx: Tx, value: VariableTracker, spec: VariableTracker) -> VariableTracker:
    """`format(value, spec)`."""
    value, spec = value.realize(), spec.realize()
    if value.is_constant and spec.is_constant:
        return fold(tx, format, value, spec)
    return value.format(tx, spec)


def join_strings(tx: Tx, parts: Sequence[VariableTracker]) -> VariableTracker:
    """BUILD_STRING: the pieces of an f-string, put together."""
    realized = [part.realize() for part in parts]
    if all(part.is_constant for part in realized):
        return tx.constant("".join(part.as_constant() for part in realized))
    return next(part for part in realized if not part.is_constant).join_formatted(tx, realized)

"""`str`, `repr`, `format`, `ascii`, and text methods whose arguments may be more than constants."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from fullgraph_tracer import protocol
from fullgraph_tracer.protocol.known import models

if TYPE_CHECKING:
    from fullgraph_tracer.ports import Tx
    from fullgraph_tracer.variables.base import VariableTracker


@models(str)
def str_(
    tx: Tx,
    object: VariableTracker | None = None,  # noqa: A002 - CPython's own name for the parameter
    encoding: VariableTracker | None = None,
    errors: VariableTracker | None = None,
) -> Any:
    """`str(object)`; with an encoding, of constants."""
    if encoding is not None or errors is not None:
        return NotImplemented
    return tx.constant("") if object is None else protocol.to_str(tx, object)


@models(repr)
def repr_(tx: Tx, obj: VariableTracker, /) -> VariableTracker:
    """`repr(obj)`."""
    return protocol.to_repr(tx, obj)


@models(ascii)
def ascii_(tx: Tx, obj: VariableTracker, /) -> VariableTracker:
    """`repr(obj)`, with escapes."""
    shown = protocol.to_repr(tx, obj)
    return tx.constant(ascii(_Text(shown.as_constant())))


class _Text:
    """An object with a given `repr`."""

    def __init__(self, text: str) -> None:
        self._text = text

    def __repr__(self) -> str:
        return self._text


@models(format)
def format_(tx: Tx, value: VariableTracker, spec: VariableTracker | None = None, /) -> VariableTracker:
    """`format(value, spec)`."""
    return protocol.format_value(tx, value, tx.constant("") if spec is None else spec)

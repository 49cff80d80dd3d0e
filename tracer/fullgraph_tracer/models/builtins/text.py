"""`str`, `repr`, `format`, `ascii`, and text methods whose arguments may be more than constants."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from fullgraph_tracer import protocol
from fullgraph_tracer.protocol.known import models
from fullgraph_tracer.variables.base import NotConstantError
from fullgraph_tracer.variables.builtin import fold_call
from fullgraph_tracer.variables.builtin_value import BuiltinValue
from fullgraph_tracer.variables.string_format import StringFormatVariable
from fullgraph_tracer.variables.tensor.base import TensorBase

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
    if object is None:
        return tx.constant("")
    if isinstance(object, BuiltinValue) and not _is_known(object):
        return NotImplemented
    return protocol.to_str(tx, object)


def _is_known(value: VariableTracker) -> bool:
    """Whether a value is put together of constants: of other containers torch does not make the text."""
    try:
        value.as_constant()
    except NotConstantError:
        return False
    return True


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
def format_(tx: Tx, value: VariableTracker, spec: VariableTracker | None = None, /) -> Any:
    """`format(value, spec)`; unlike in an f-string, a tensor is not put off."""
    if isinstance(value, TensorBase):
        return NotImplemented
    return protocol.format_value(tx, value, tx.constant("") if spec is None else spec)


@models(str.format)
def str_format(
    tx: Tx, template: VariableTracker, /, *args: VariableTracker, **kwargs: VariableTracker
) -> VariableTracker:
    """`template.format(*args, **kwargs)`: at once with constants, else when the graph has run."""
    folded = fold_call(tx, str.format, [template, *args], kwargs)
    if folded is not None:
        return folded
    return StringFormatVariable(str(template.as_constant()), args, kwargs)

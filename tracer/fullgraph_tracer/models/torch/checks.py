"""`torch._check` and its like: assertions that stay in the graph where a symbol decides them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import torch

from fullgraph_tracer.protocol.calls import call
from fullgraph_tracer.protocol.known import models
from fullgraph_tracer.variables.functions.user import NestedUserFunctionVariable
from fullgraph_tracer.variables.lists import BaseListVariable
from fullgraph_tracer.variables.tensor import SymNodeVariable, TensorBase, call_in_graph
from fullgraph_vocab.breaks import operators

if TYPE_CHECKING:
    from collections.abc import Callable

    from fullgraph_tracer.ports import Tx
    from fullgraph_tracer.variables.base import VariableTracker

Answer = Any  # a variable, or NotImplemented: the call is treated as any other


def _check(
    tx: Tx, cond: VariableTracker | None, message: VariableTracker | None, error: type[Exception] = RuntimeError
) -> VariableTracker:
    if cond is None:
        tx.raise_(TypeError, "_check() missing 1 required positional argument: 'cond'")
    if isinstance(cond, TensorBase):
        tx.raise_(TypeError, "cond must be a bool, but got a Tensor")
    if message is not None:
        function = message.realize()
        if not isinstance(function, NestedUserFunctionVariable):
            tx.break_(operators.CHECK_MESSAGE, gb="GB9840")
        if not _can_be_made(function, ()):
            tx.break_(operators.CHECK_MESSAGE, gb="GB9158")
    if not cond.is_constant:
        return call_in_graph(tx, "call_function", torch._check, (cond,))  # noqa: SLF001 - torch's public-by-use name
    if cond.as_constant():
        return tx.constant(None)
    text = "Expected cond to be True, but got False." if message is None else call(tx, message).as_constant()
    tx.raise_(error, text)


def _can_be_made(value: VariableTracker, within: tuple[VariableTracker, ...]) -> bool:
    """Whether a value is known while tracing, or is a function whose defaults and closure are."""
    value = value.realize()
    if isinstance(value, BaseListVariable):
        return all(_can_be_made(item, within) for item in value.items)
    if not isinstance(value, NestedUserFunctionVariable):
        return value.is_constant
    held = [cell.contents for cell in value.closure]
    held += [defaults for defaults in (value.defaults, value.kwdefaults) if defaults is not None]
    within = (*within, value)
    return not any(item is None or item in within or not _can_be_made(item, within) for item in held)


@models(torch._check)  # noqa: SLF001 - torch's public-by-use name
def check(tx: Tx, cond: VariableTracker | None = None, message: VariableTracker | None = None) -> Answer:
    return _check(tx, cond, message)


def _checker(error: type[Exception]) -> Callable[..., Answer]:
    def model(tx: Tx, cond: VariableTracker | None = None, message: VariableTracker | None = None) -> Answer:
        return _check(tx, cond, message, error)

    return model


models(torch._check_index)(_checker(IndexError))  # noqa: SLF001 - torch's public-by-use names
models(torch._check_value)(_checker(ValueError))  # noqa: SLF001
models(torch._check_type)(_checker(TypeError))  # noqa: SLF001
models(torch._check_not_implemented)(_checker(NotImplementedError))  # noqa: SLF001


@models(torch._check_with)  # noqa: SLF001
def check_with(
    tx: Tx, error_type: VariableTracker, cond: VariableTracker | None = None, message: VariableTracker | None = None
) -> Answer:
    return _check(tx, cond, message, error_type.as_constant())


@models(torch._check_tensor_all)  # noqa: SLF001
def check_tensor_all(tx: Tx, cond: VariableTracker, message: VariableTracker | None = None) -> Answer:
    return _check(tx, _all_true(tx, cond), message)


@models(torch._check_tensor_all_with)  # noqa: SLF001
def check_tensor_all_with(
    tx: Tx, error_type: VariableTracker, cond: VariableTracker | None = None, message: VariableTracker | None = None
) -> Answer:
    return _check(tx, None if cond is None else _all_true(tx, cond), message, error_type.as_constant())


def _all_true(tx: Tx, cond: VariableTracker) -> VariableTracker:
    return cond.call_method(tx, "_is_all_true", (), {}).call_method(tx, "item", (), {})


@models(torch._assert)  # noqa: SLF001
def assert_(tx: Tx, condition: VariableTracker, message: VariableTracker) -> Answer:  # noqa: ARG001 - its signature
    if condition.is_constant and condition.as_constant():
        return tx.constant(None)
    if isinstance(condition, SymNodeVariable) and condition.evaluate():
        return tx.constant(None)
    return NotImplemented

"""PyNumber_*: unary and binary operators, reflected and in-place forms (https://docs.python.org/3/c-api/number.html)."""

from __future__ import annotations

import operator
from types import FunctionType
from typing import TYPE_CHECKING, Any

from fullgraph_tracer.protocol.lookup import type_lookup

if TYPE_CHECKING:
    from collections.abc import Callable

    from fullgraph_tracer.ports import Tx
    from fullgraph_tracer.variables.base import VariableTracker

BINARY: dict[str, Callable[[Any, Any], Any]] = {
    "+": operator.add,
    "-": operator.sub,
    "*": operator.mul,
    "/": operator.truediv,
    "//": operator.floordiv,
    "%": operator.mod,
    "**": operator.pow,
    "@": operator.matmul,
    "<<": operator.lshift,
    ">>": operator.rshift,
    "&": operator.and_,
    "|": operator.or_,
    "^": operator.xor,
}
INPLACE: dict[str, Callable[[Any, Any], Any]] = {
    "+": operator.iadd,
    "-": operator.isub,
    "*": operator.imul,
    "/": operator.itruediv,
    "//": operator.ifloordiv,
    "%": operator.imod,
    "**": operator.ipow,
    "@": operator.imatmul,
    "<<": operator.ilshift,
    ">>": operator.irshift,
    "&": operator.iand,
    "|": operator.ior,
    "^": operator.ixor,
}
_REFLECTED = {op: f"__r{function.__name__.strip('_')}__" for op, function in BINARY.items()}
UNARY: dict[str, Callable[[Any], Any]] = {
    "-": operator.neg,
    "+": operator.pos,
    "~": operator.invert,
    "abs": operator.abs,
}


def binary(tx: Tx, op: str, left: VariableTracker, right: VariableTracker) -> VariableTracker:
    """`left op right`; an `op` that ends in "=" is the in-place form."""
    left, right = left.realize(), right.realize()
    symbol = op.removesuffix("=")
    if left.is_constant and right.is_constant:
        return fold(tx, BINARY[symbol], left, right)
    if op != symbol:
        result = left.inplace(tx, symbol, right)
        if result is not NotImplemented:
            return result
    result = _binary_op1(tx, symbol, left, right)
    if result is not NotImplemented:
        return result
    shown = "** or pow()" if symbol == "**" else op
    tx.raise_(TypeError, f"unsupported operand type(s) for {shown}: '{left.type_name()}' and '{right.type_name()}'")


def _binary_op1(tx: Tx, op: str, left: VariableTracker, right: VariableTracker) -> VariableTracker | Any:
    """CPython's binary_op1: a proper subclass on the right that has an operator of its own is asked first."""
    reflected_first = _is_proper_subtype(right, left) and not _shares(right, left, op)
    if reflected_first:
        result = right.rbinary(tx, op, left)
        if result is not NotImplemented:
            return result
    result = left.binary(tx, op, right)
    if result is not NotImplemented or reflected_first:
        return result
    return right.rbinary(tx, op, left)


def _is_proper_subtype(right: VariableTracker, left: VariableTracker) -> bool:
    sub, base = right.python_type(), left.python_type()
    return sub is not base and issubclass(sub, base)


def _shares(right: VariableTracker, left: VariableTracker, op: str) -> bool:
    """Whether two classes have one Python method for the reflected operator: `method_is_overloaded`."""
    found = type_lookup(right.python_type(), _REFLECTED[op])[0]
    return isinstance(found, FunctionType) and found is type_lookup(left.python_type(), _REFLECTED[op])[0]


def unary(tx: Tx, op: str, value: VariableTracker) -> VariableTracker:
    """`-value`, `+value`, `~value`, `abs(value)`."""
    value = value.realize()
    if value.is_constant:
        return fold(tx, UNARY[op], value)
    return value.unary(tx, op)


def fold(tx: Tx, function: Callable[..., Any], *values: VariableTracker) -> VariableTracker:
    """Compute with constants; what Python raises, the user's program raises."""
    try:
        result = function(*(value.as_constant() for value in values))
    except Exception as error:  # noqa: BLE001 - whatever the operator raises belongs to the user's program
        tx.raise_(type(error), *error.args)
    return tx.wrap(result)

"""`int`, `float`, `bool`, `complex`, `abs`, `round`, `divmod`, `pow`, `min`, `max`."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import torch

from fullgraph_tracer import protocol
from fullgraph_tracer.protocol.known import models
from fullgraph_tracer.variables.base import NotConstantError
from fullgraph_tracer.variables.builtin import fold_call
from fullgraph_tracer.variables.lists import TupleVariable
from fullgraph_tracer.variables.tensor.base import TensorBase
from fullgraph_tracer.variables.tensor.calling import call_in_graph
from fullgraph_tracer.variables.tensor.symbolic import SymNodeVariable
from fullgraph_tracer.variables.tensor.unspecialized import UnspecializedPythonVariable

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from fullgraph_tracer.ports import Tx
    from fullgraph_tracer.variables.base import VariableTracker


@models(int)
def int_(tx: Tx, value: VariableTracker | None = None, /, base: VariableTracker | None = None) -> Any:
    """PyNumber_Long: `__int__`, `__index__`, `__trunc__`, else text."""
    if value is None or base is not None or value.is_constant or isinstance(value, UnspecializedPythonVariable):
        return NotImplemented
    return _converted(
        tx,
        value,
        ("__int__", "__index__", "__trunc__"),
        "int() argument must be a string, a bytes-like object or a real number, not",
    )


@models(float)
def float_(tx: Tx, value: VariableTracker | None = None, /) -> Any:
    """PyNumber_Float: `__float__`, `__index__`, else text."""
    if value is None or value.is_constant or isinstance(value, UnspecializedPythonVariable):
        return NotImplemented
    return _converted(tx, value, ("__float__", "__index__"), "float() argument must be a string or a real number, not")


def _converted(tx: Tx, value: VariableTracker, names: tuple[str, ...], message: str) -> VariableTracker:
    cls = value.python_type()
    for name in names:
        if hasattr(cls, name):
            return value.call_method(tx, name, (), {})
    tx.raise_(TypeError, f"{message} '{cls.__name__}'")


@models(bool)
def bool_(tx: Tx, value: VariableTracker | None = None, /) -> VariableTracker:
    """PyObject_IsTrue, as a value: a tensor's is an item of it."""
    if value is None:
        return tx.constant(False)
    if isinstance(value, TensorBase):
        return value.call_method(tx, "__bool__", (), {})
    if isinstance(value, SymNodeVariable):
        return value if value.python_type() is bool else protocol.compare(tx, "!=", value, tx.constant(0)).realize()
    return tx.constant(protocol.truth(tx, value))


@models(complex)
def complex_(tx: Tx, real: VariableTracker | None = None, imag: VariableTracker | None = None) -> Any:
    """Of constants; an object may have `__complex__`."""
    if real is not None and imag is None and not real.is_constant and hasattr(real.python_type(), "__complex__"):
        return real.call_method(tx, "__complex__", (), {})
    return NotImplemented


@models(abs)
def abs_(tx: Tx, value: VariableTracker, /) -> VariableTracker:
    """`abs(value)`."""
    return protocol.unary(tx, "abs", value)


@models(round)
def round_(tx: Tx, number: VariableTracker, ndigits: VariableTracker | None = None) -> Any:
    """`number.__round__(ndigits)`."""
    args = () if ndigits is None else (ndigits,)
    if number.is_constant:
        return NotImplemented
    if not hasattr(number.python_type(), "__round__"):
        tx.raise_(TypeError, f"type {number.type_name()} doesn't define __round__ method")
    return number.call_method(tx, "__round__", args, {})


@models(divmod)
def divmod_(tx: Tx, left: VariableTracker, right: VariableTracker, /) -> VariableTracker:
    """`(left // right, left % right)` where both are numbers; else `__divmod__`."""
    folded = fold_call(tx, divmod, [left, right], {})
    if folded is not None:
        return folded
    if isinstance(left, SymNodeVariable):  # torch finds no `divmod` there
        tx.raise_(TypeError, f"unsupported operand type(s) for divmod(): 'int' and '{right.type_name()}'")
    if hasattr(left.python_type(), "__divmod__") and not isinstance(left, TensorBase):
        return left.call_method(tx, "__divmod__", (right,), {})
    return TupleVariable([protocol.binary(tx, "//", left, right), protocol.binary(tx, "%", left, right)])


@models(pow)
def pow_(tx: Tx, base: VariableTracker, exp: VariableTracker, mod: VariableTracker | None = None) -> Any:
    """`base ** exp`, with a modulus for constants."""
    if mod is not None:
        return NotImplemented
    if isinstance(base, SymNodeVariable) and SymNodeVariable.takes_operand(exp):
        return call_in_graph(tx, "call_function", pow, (base, exp))
    return protocol.binary(tx, "**", base, exp)


# ---- min and max

_TORCH: dict[Any, tuple[str, Any, Any]] = {
    max: ("min", torch.maximum, torch.sym_max),
    min: ("max", torch.minimum, torch.sym_min),
}


def _extreme(function: Any, op: str) -> Callable[..., Any]:
    def model(
        tx: Tx,
        *args: VariableTracker,
        key: VariableTracker | None = None,
        default: VariableTracker | None = None,
    ) -> Any:
        items = _candidates(tx, args[0], key, op) if len(args) == 1 else list(args)
        items = [item.realize() for item in items]
        name = function.__name__
        if not args:
            tx.raise_(TypeError, f"{name} expected at least 1 argument, got 0")
        if default is not None and len(args) > 1:
            tx.raise_(TypeError, f"Cannot specify a default for {name}() with multiple positional arguments")
        if not items:
            if default is None:
                tx.raise_(
                    ValueError,
                    f"{name}() arg is an empty sequence"
                    if not _new_message()
                    else f"{name}() iterable argument is empty",
                )
            return default
        if key is None or (key.is_constant and key.as_constant() is None):
            return _reduced(tx, function, op, items)
        keys = [protocol.call(tx, key, [item]) for item in items]
        return items[_position(tx, op, keys)]

    return model


def _candidates(tx: Tx, iterable: VariableTracker, key: VariableTracker | None, op: str) -> list[VariableTracker]:
    """The items to compare. An iterator is left where CPython leaves it if two of its items can't be compared."""
    plain = key is None or (key.is_constant and key.as_constant() is None)
    if not plain or not hasattr(iterable.python_type(), "__next__"):
        return protocol.to_list(tx, iterable)
    items: list[VariableTracker] = []
    for item in protocol.iterate(tx, iterable):
        items.append(item.realize())
        if len(items) > 1 and not any(isinstance(known, TensorBase | SymNodeVariable) for known in items):
            items = [items[_position(tx, op, items)]]
    return items


def _new_message() -> bool:
    try:
        max(())
    except ValueError as error:
        return "iterable argument" in str(error)
    return False


def _reduced(tx: Tx, function: Any, op: str, items: Sequence[VariableTracker]) -> VariableTracker:
    """From the left: tensors by torch's operators, symbols by symbolic ones, the rest by comparing."""
    if not any(isinstance(item, TensorBase | SymNodeVariable) for item in items):
        return items[_position(tx, op, items)]
    best = items[0]
    for item in items[1:]:
        best = _of_two(tx, function, op, best, item)
    return best


def _of_two(tx: Tx, function: Any, op: str, left: VariableTracker, right: VariableTracker) -> VariableTracker:
    bound, of_tensors, of_symbols = _TORCH[function]
    if isinstance(left, TensorBase) or isinstance(right, TensorBase):
        if not isinstance(left, TensorBase):
            left, right = right, left
        if right.is_constant and isinstance(left, TensorBase):
            return _bounded(tx, function, left, right, bound)
        return protocol.call(tx, tx.wrap(of_tensors), [left, right])
    if isinstance(left, SymNodeVariable) or isinstance(right, SymNodeVariable):
        return protocol.call(tx, tx.wrap(of_symbols), [left, right])
    return (left, right)[_position(tx, op, [left, right])]


def _bounded(tx: Tx, function: Any, tensor: TensorBase, bound: VariableTracker, name: str) -> VariableTracker:
    """With a constant: `clamp`. Of an open number the result is one too."""
    result = protocol.call(tx, tx.wrap(torch.clamp), [tensor], {name: bound})
    if type(tensor) is not UnspecializedPythonVariable or not isinstance(result, TensorBase):
        return result
    raw = function(tensor.raw, bound.as_constant())
    return tx.wrap_fake(result.node, result.fake, variable=UnspecializedPythonVariable, raw=raw)


def _position(tx: Tx, op: str, keys: Sequence[VariableTracker]) -> int:
    """Which of the keys is the extreme one, the first of equal ones."""
    try:
        values = [key.as_constant() for key in keys]
    except NotConstantError:
        best = 0
        for at in range(1, len(keys)):
            if protocol.truth(tx, protocol.compare(tx, op, keys[at], keys[best])):
                best = at
        return best
    try:
        wanted = (max if op == ">" else min)(range(len(values)), key=values.__getitem__)
    except TypeError as error:
        tx.raise_(TypeError, *error.args)
    return wanted


models(max)(_extreme(max, ">"))
models(min)(_extreme(min, "<"))

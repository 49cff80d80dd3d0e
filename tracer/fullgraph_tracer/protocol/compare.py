"""PyObject_RichCompare, PySequence_Contains, identity (https://docs.python.org/3/c-api/object.html)."""

from __future__ import annotations

import operator
from typing import TYPE_CHECKING, Any

from fullgraph_tracer.protocol.iteration import iterate
from fullgraph_tracer.protocol.numbers import fold
from fullgraph_tracer.protocol.truth import truth
from fullgraph_vocab.breaks import calls

if TYPE_CHECKING:
    from collections.abc import Callable

    from fullgraph_tracer.ports import Tx
    from fullgraph_tracer.variables.base import VariableTracker

COMPARE: dict[str, Callable[[Any, Any], Any]] = {
    "<": operator.lt,
    "<=": operator.le,
    "==": operator.eq,
    "!=": operator.ne,
    ">": operator.gt,
    ">=": operator.ge,
}
REFLECTED = {"<": ">", "<=": ">=", "==": "==", "!=": "!=", ">": "<", ">=": "<="}


def compare(tx: Tx, op: str, left: VariableTracker, right: VariableTracker) -> VariableTracker:
    """`left op right`, as do_richcompare: the right side first where its type is a proper subclass."""
    left, right = left.realize(), right.realize()
    if left.is_constant and right.is_constant:
        return fold(tx, COMPARE[op], left, right)
    if not left.has_type:
        return left.richcompare(tx, op, right)
    if not right.has_type:
        return right.richcompare(tx, REFLECTED[op], left)
    sub, base = right.python_type(), left.python_type()
    reflected_first = not left.compares_elementwise and sub is not base and issubclass(sub, base)
    if reflected_first:
        result = right.richcompare(tx, REFLECTED[op], left)
        if result is not NotImplemented:
            return result
    result = left.richcompare(tx, op, right)
    if result is NotImplemented and not reflected_first:
        result = right.richcompare(tx, REFLECTED[op], left)
    if result is not NotImplemented:
        return result
    if op in ("==", "!="):
        return tx.constant(identical(tx, left, right) is (op == "=="))
    message = f"'{op}' not supported between instances of '{left.type_name()}' and '{right.type_name()}'"
    tx.raise_(TypeError, message)


def python_equal(tx: Tx, left: VariableTracker, right: VariableTracker) -> bool:
    """PyObject_RichCompareBool with ==: identical objects are equal."""
    return identical(tx, left, right) or truth(tx, compare(tx, "==", left, right))


def identical(tx: Tx, left: VariableTracker, right: VariableTracker) -> bool:
    """`left is right`."""
    left, right = left.realize(), right.realize()
    if left is right:
        return True
    return left.same_object(tx, right)


def is_operator(tx: Tx, left: VariableTracker, right: VariableTracker) -> bool:
    """`left is right`, as the program asks it: torch does not tell apart two objects without a value of their own."""
    left, right = left.realize(), right.realize()
    same = identical(tx, left, right)
    if same or left.told_apart or right.told_apart or left.has_value or right.has_value:
        return same
    if left.python_type() is right.python_type():
        tx.break_(calls.BUILTIN_CALL, name="is")
    return False


def contains(tx: Tx, item: VariableTracker, container: VariableTracker) -> VariableTracker:
    """`item in container`: the slot, else by iterating."""
    container = container.realize()
    result = container.contains(tx, item.realize())
    if result is not None:
        return result
    for candidate in iterate(tx, container):
        if python_equal(tx, candidate, item):
            return tx.constant(True)
    return tx.constant(False)

"""Unary and binary operators and comparisons, on constants, tensors, sequences and objects."""

from __future__ import annotations

import operator
import re
from dataclasses import replace
from typing import TYPE_CHECKING, Any, Literal

import libcst as cst

from fullgraph_analysis.eval.conditions import after_test, condition, narrow
from fullgraph_analysis.eval.events import Format, Operator, Test, ToNumber
from fullgraph_analysis.eval.functions import Args
from fullgraph_analysis.eval.joins import MOST_ENDS, elements, options, scalar_type, union
from fullgraph_analysis.eval.registry import expression
from fullgraph_analysis.eval.truth import narrowed, truth
from fullgraph_analysis.eval.values import (
    FALSE,
    TRUE,
    UNKNOWN,
    Const,
    DictObj,
    Entries,
    Instance,
    ListObj,
    Scalar,
    Tensor,
    Tuple,
    Unknown,
    Value,
)
from fullgraph_analysis.models.shapes import broadcast, promote

if TYPE_CHECKING:
    from collections.abc import Callable

    from fullgraph_analysis.eval.evaluator import Evaluator
    from fullgraph_analysis.eval.frames import Frame

_BINARY: dict[type, tuple[str, str, Callable[[Any, Any], Any]]] = {
    cst.Add: ("+", "add", operator.add),
    cst.Subtract: ("-", "sub", operator.sub),
    cst.Multiply: ("*", "mul", operator.mul),
    cst.Divide: ("/", "truediv", operator.truediv),
    cst.FloorDivide: ("//", "floordiv", operator.floordiv),
    cst.Modulo: ("%", "mod", operator.mod),
    cst.Power: ("**", "pow", operator.pow),
    cst.MatrixMultiply: ("@", "matmul", operator.matmul),
    cst.BitAnd: ("&", "and", operator.and_),
    cst.BitOr: ("|", "or", operator.or_),
    cst.BitXor: ("^", "xor", operator.xor),
    cst.LeftShift: ("<<", "lshift", operator.lshift),
    cst.RightShift: (">>", "rshift", operator.rshift),
}
_COMPARE: dict[type, tuple[str, str, Callable[[Any, Any], Any]]] = {
    cst.Equal: ("==", "eq", operator.eq),
    cst.NotEqual: ("!=", "ne", operator.ne),
    cst.LessThan: ("<", "lt", operator.lt),
    cst.LessThanEqual: ("<=", "le", operator.le),
    cst.GreaterThan: (">", "gt", operator.gt),
    cst.GreaterThanEqual: (">=", "ge", operator.ge),
}
_AUGMENTED: dict[type, type] = {
    cst.AddAssign: cst.Add,
    cst.SubtractAssign: cst.Subtract,
    cst.MultiplyAssign: cst.Multiply,
    cst.DivideAssign: cst.Divide,
    cst.FloorDivideAssign: cst.FloorDivide,
    cst.ModuloAssign: cst.Modulo,
    cst.PowerAssign: cst.Power,
    cst.MatrixMultiplyAssign: cst.MatrixMultiply,
    cst.BitAndAssign: cst.BitAnd,
    cst.BitOrAssign: cst.BitOr,
    cst.BitXorAssign: cst.BitXor,
    cst.LeftShiftAssign: cst.LeftShift,
    cst.RightShiftAssign: cst.RightShift,
}
_HUGE = 10_000


@expression(cst.BinaryOperation)
def binary(ev: Evaluator, f: Frame, node: cst.BinaryOperation) -> Value:
    left, right = ev.eval(f, node.left), ev.eval(f, node.right)
    return apply(ev, f, node, type(node.operator), left, right)


def in_place(ev: Evaluator, f: Frame, node: cst.AugAssign, op: cst.BaseAugOp, left: Value, right: Value) -> Value:
    """`left op= right`: a list is changed in place."""
    kind = _AUGMENTED[type(op)]
    if isinstance(left, ListObj) and kind is cst.Add:
        extended = concatenate(left.content, right)
        ev.state.write(left, "items", Tuple(extended.items, extended.elem))
        return left
    if isinstance(left, Instance):
        result = ev.call_special(f, node, left, f"__i{_BINARY[kind][1]}__", Args([right]))
        if result is not None:
            return result
    return apply(ev, f, node, kind, left, right)


def apply(ev: Evaluator, f: Frame, node: cst.CSTNode, kind: type, left: Value, right: Value) -> Value:
    """`left op right`."""
    symbol = _BINARY[kind][0]
    if ev.fire(f, node, Operator(symbol, (left, right))):
        return UNKNOWN
    return ev.each(f, left, lambda a: ev.each(f, right, lambda b: _pair(ev, f, node, kind, a, b)))


def _pair(ev: Evaluator, f: Frame, node: cst.CSTNode, kind: type, left: Value, right: Value) -> Value:
    symbol, name, function = _BINARY[kind]
    if isinstance(left, Const) and isinstance(right, Const):
        return _fold(function, left.value, right.value)
    if symbol == "%" and scalar_type(left) == "str":
        ev.fire_each(f, node, right, lambda option: Format(option, _conversion(left)))
        return Scalar("str")
    if isinstance(left, Tensor) or isinstance(right, Tensor):
        f.activation.computes = True
        return tensor_binary(symbol, left, right)
    if isinstance(left, Instance) or isinstance(right, Instance):
        return _special(ev, f, node, name, left, right)
    if isinstance(left, Tuple | ListObj) and symbol in "+*":
        return _sequence(symbol, left, right)
    if isinstance(right, ListObj | Tuple) and symbol == "*":
        return _sequence(symbol, right, left)
    if isinstance(left, DictObj) and isinstance(right, DictObj) and symbol == "|":
        return DictObj(union_entries(left, right))
    return _scalars(symbol, left, right)


def union_entries(left: DictObj, right: DictObj) -> Entries:
    """The entries of `left | right`."""
    known = dict((*left.content.known, *right.content.known))
    return Entries(tuple(known.items()), left.content.open or right.content.open, UNKNOWN)


def _fold(function: Callable[[object, object], object], left: object, right: object) -> Value:
    """Compute with constants, unless that is an error or gets out of hand."""
    if function is operator.pow and isinstance(right, int) and abs(right) > 64:
        return UNKNOWN
    if function in (operator.mul, operator.lshift) and _big(left, right):
        return Scalar("str") if isinstance(left, str) or isinstance(right, str) else UNKNOWN
    try:
        result = function(left, right)
    except (TypeError, ValueError, ArithmeticError):
        return UNKNOWN
    return Const(result) if isinstance(result, int | float | str | bytes | complex) else UNKNOWN


def _big(left: object, right: object) -> bool:
    sizes = [value for value in (left, right) if isinstance(value, int)]
    return (isinstance(left, str | bytes) and any(s > _HUGE for s in sizes)) or any(abs(s) > 10**30 for s in sizes)


def tensor_binary(symbol: str, left: Value, right: Value) -> Value:
    """An arithmetic operator with a tensor on either side."""
    tensors = [side for side in (left, right) if isinstance(side, Tensor)]
    if any(isinstance(side, Unknown) for side in (left, right)) and len(tensors) == 1 and tensors[0].cls == "ndarray":
        return UNKNOWN
    sure = min(side.sure for side in tensors)
    cls: Literal["ndarray", "tensor"] = "ndarray" if all(side.cls == "ndarray" for side in tensors) else "tensor"
    if symbol == "@":
        return Tensor(tensors[0].dtype, _matmul_shape(left, right), cls, sure)
    dtype = promote(left, right, divide=symbol == "/")
    folded = all(side.folded for side in tensors)
    grads = {side.grad for side in tensors}
    grad = True if True in grads else None if None in grads else False
    return Tensor(dtype, broadcast(left, right), cls, sure, grad, folded=folded)


def _matmul_shape(left: Value, right: Value) -> tuple[int | None, ...] | None:
    if not isinstance(left, Tensor) or not isinstance(right, Tensor) or left.shape is None or right.shape is None:
        return None
    a, b = left.shape, right.shape
    if len(a) < 2 or len(b) < 2:
        return None
    batch = broadcast(Tensor(shape=a[:-2]), Tensor(shape=b[:-2]))
    return None if batch is None else (*batch, a[-2], b[-1])


def _special(ev: Evaluator, f: Frame, node: cst.CSTNode, name: str, left: Value, right: Value) -> Value:
    for owner, other, prefix in ((left, right, ""), (right, left, "r")):
        if isinstance(owner, Instance):
            result = ev.call_special(f, node, owner, f"__{prefix}{name}__", Args([other]))
            if result is not None:
                return result
    return UNKNOWN


def concatenate(left: Tuple, right: Value) -> Tuple:
    """The items of two sequences, one after the other."""
    other = right.content if isinstance(right, ListObj) else right
    if not isinstance(other, Tuple):
        return Tuple(None, union([elements(left), UNKNOWN]) if left.items != () else UNKNOWN)
    if left.items is not None and other.items is not None:
        return Tuple(left.items + other.items)
    elem = union([elements(side) for side in (left, other) if side.items != ()])
    first = left.first if left.items is None else left.items + other.head
    last = other.last if other.items is None else left.tail + other.items
    return Tuple(None, elem, first=first[:MOST_ENDS], last=last[-MOST_ENDS:])


def _sequence(symbol: str, left: Tuple | ListObj, right: Value) -> Value:
    content = left.content if isinstance(left, ListObj) else left
    if symbol == "+":
        result = concatenate(content, right)
    elif isinstance(right, Const) and isinstance(right.value, int) and content.items is not None:
        if right.value * len(content.items) <= 256:
            result = Tuple(content.items * right.value)
        else:
            result = Tuple(None, elements(content))
    else:
        result = Tuple(None, elements(content))
    if isinstance(left, ListObj):
        return ListObj(result, left.cls)
    return replace(result, cls="torch.Size") if left.cls == "torch.Size" and symbol == "+" else result


def _scalars(symbol: str, left: Value, right: Value) -> Value:
    types = {scalar_type(left), scalar_type(right)}
    if None in types:
        return UNKNOWN
    if types == {"bool"} and symbol in "|&^":
        absorbing = {"|": TRUE, "&": FALSE}.get(symbol)
        return absorbing if absorbing is not None and absorbing in (left, right) else Scalar("bool")
    if types <= {"int", "bool"}:
        return Scalar("float") if symbol == "/" else Scalar("int")
    if types <= {"int", "bool", "float"}:
        return Scalar("float")
    return Scalar("str") if "str" in types and symbol in "+*%" else UNKNOWN


@expression(cst.UnaryOperation)
def unary(ev: Evaluator, f: Frame, node: cst.UnaryOperation) -> Value:
    value = ev.eval(f, node.expression)
    if isinstance(node.operator, cst.Not):
        ev.fire_each(f, node, value, lambda option: Operator("not", (option,)))
        decided = truth(ev, f, node, value)
        return Scalar("bool") if decided is None else Const(not decided)
    return ev.each(f, value, lambda option: _unary(ev, f, node, option))


def _unary(ev: Evaluator, f: Frame, node: cst.UnaryOperation, value: Value) -> Value:
    if isinstance(value, Tensor):
        return Tensor(
            value.dtype, value.shape, "ndarray" if value.cls == "ndarray" else "tensor", value.sure, value.grad
        )
    if isinstance(value, Const) and isinstance(value.value, int | float | complex):
        if isinstance(node.operator, cst.Minus):
            return Const(-value.value)
        if isinstance(node.operator, cst.Plus):
            return value
        return Const(~value.value) if isinstance(value.value, int) else UNKNOWN
    if isinstance(value, Scalar):
        return Scalar("int") if value.type == "bool" else Scalar(value.type)
    if isinstance(value, Instance):
        special = "__neg__" if isinstance(node.operator, cst.Minus) else "__invert__"
        return ev.call_special(f, node, value, special) or UNKNOWN
    return UNKNOWN


@expression(cst.Comparison)
def comparison(ev: Evaluator, f: Frame, node: cst.Comparison) -> Value:
    """`a < b < c` jumps after each comparison but the last."""
    left = ev.eval(f, node.left)
    result: Value = TRUE
    for position, target in enumerate(node.comparisons):
        right = ev.eval(f, target.comparator)
        result = compare(ev, f, node, target.operator, left, right)
        if position < len(node.comparisons) - 1:
            outcome = after_test(ev, f, node, result, "boolean operator")
            if outcome.truth is False:
                return result
        left = right
    return result


def compare(ev: Evaluator, f: Frame, node: cst.CSTNode, op: cst.BaseCompOp, left: Value, right: Value) -> Value:
    """One comparison of a chain."""
    if isinstance(op, cst.Is | cst.IsNot):
        return _same_object(left, right, negated=isinstance(op, cst.IsNot))
    if isinstance(op, cst.In | cst.NotIn):
        result = contains(ev, f, node, left, right)
        if isinstance(op, cst.NotIn) and isinstance(result, Const):
            return Const(not result.value)
        return result
    symbol, name, function = _COMPARE[type(op)]
    ev.fire(f, node, Operator(symbol, (left, right)))
    return ev.each(
        f, left, lambda a: ev.each(f, right, lambda b: _compare_pair(ev, f, node, symbol, name, function, a, b))
    )


def _compare_pair(
    ev: Evaluator,
    f: Frame,
    node: cst.CSTNode,
    symbol: str,
    name: str,
    function: Callable[[Any, Any], Any],
    left: Value,
    right: Value,
) -> Value:
    if isinstance(left, Const) and isinstance(right, Const):
        try:
            return Const(bool(function(left.value, right.value)))
        except TypeError:
            return UNKNOWN
    if isinstance(left, Tensor) or isinstance(right, Tensor):
        if symbol in ("==", "!=") and any(isinstance(side, Const) and side.value is None for side in (left, right)):
            return Const(symbol == "!=")
        if any(isinstance(side, Const) and isinstance(side.value, str) for side in (left, right)):
            return Const(symbol == "!=")
        result = tensor_binary(symbol, left, right)
        return (
            Tensor("bool", result.shape, result.cls, result.sure, grad=False) if isinstance(result, Tensor) else result
        )
    if isinstance(left, Instance):
        return ev.call_special(f, node, left, f"__{name}__", Args([right])) or _identity_of(symbol, left, right)
    decided = _structural(left, right)
    if decided is not None and symbol in ("==", "!="):
        return Const(decided == (symbol == "=="))
    if isinstance(left, Unknown) and isinstance(right, Unknown):
        return UNKNOWN
    return UNKNOWN if isinstance(left, Unknown) or isinstance(right, Unknown) else Scalar("bool")


def _identity_of(symbol: str, left: Value, right: Value) -> Value:
    if isinstance(right, Const) and symbol in ("==", "!="):
        return Const(symbol == "!=")
    return Scalar("bool") if left is not right else Const(symbol == "==")


def _structural(left: Value, right: Value) -> bool | None:
    """Whether two values are equal, where what is known of them decides it."""
    if isinstance(left, ListObj) and isinstance(right, ListObj):
        left, right = left.content, right.content
    if isinstance(left, Const) and isinstance(right, Const):
        return left.value == right.value
    if isinstance(left, Tuple) and isinstance(right, Tuple):
        if left.items is None or right.items is None:
            return None
        if len(left.items) != len(right.items):
            return False
        answers = [_structural(a, b) for a, b in zip(left.items, right.items, strict=True)]
        return False if False in answers else None if None in answers else True
    if isinstance(left, Unknown | Scalar) or isinstance(right, Unknown | Scalar):
        return None
    if type(left) is not type(right):
        return False
    return True if left == right and not isinstance(left, Tuple) else None


def _same_object(left: Value, right: Value, *, negated: bool) -> Value:
    answers = set()
    for a in options(left):
        for b in options(right):
            answers.add(_is(a, b))
    if len(answers) == 1 and (answer := answers.pop()) is not None:
        return Const(answer != negated)
    return Scalar("bool")


def _is(left: Value, right: Value) -> bool | None:
    if isinstance(left, Unknown) or isinstance(right, Unknown):
        return None
    if isinstance(left, Const) and isinstance(right, Const):
        if left.value is None or right.value is None or isinstance(left.value, bool):
            return left == right
        return None
    if left is right:
        return True
    if isinstance(left, Const) or isinstance(right, Const):
        constant, other = (left, right) if isinstance(left, Const) else (right, left)
        return None if isinstance(other, Scalar) and constant != Const(None) else False
    if type(left) is type(right) and left == right:
        return True
    return None if isinstance(left, Scalar | Tensor) else False


def _conversion(template: Value) -> str:
    """How a template formats its values: `%s` where that is all it does."""
    text = template.value if isinstance(template, Const) and isinstance(template.value, str) else "%s"
    return "%d" if _NUMERIC.search(text) else "%s"


_NUMERIC = re.compile(r"%[-+ #0-9.]*[diouxXeEfFgGc]")


def contains(ev: Evaluator, f: Frame, node: cst.CSTNode, item: Value, container: Value) -> Value:
    """`item in container`."""
    results = [_contains(ev, f, node, item, option) for option in options(container)]
    return union(results)


def _contains(  # noqa: C901 - one answer for each sort of container
    ev: Evaluator, f: Frame, node: cst.CSTNode, item: Value, container: Value
) -> Value:
    if isinstance(container, Unknown):
        return UNKNOWN
    if isinstance(container, Tensor) and scalar_type(item) is not None:
        ev.fire(f, node, ToNumber(container, "bool"))  # `(container == item).any().item()`
    if isinstance(container, Instance):
        if container.container is not None:
            return _contains(ev, f, node, item, container.container)
        return ev.call_special(f, node, container, "__contains__", Args([item])) or Scalar("bool")
    if isinstance(container, Const) and isinstance(item, Const):
        if isinstance(container.value, str) and isinstance(item.value, str):
            return Const(item.value in container.value)
        return UNKNOWN
    if isinstance(container, DictObj) and isinstance(item, Const):
        if container.content.get(item.value) is not None:
            return TRUE
        return Scalar("bool") if container.content.may_have(item.value) else FALSE
    if isinstance(container, ListObj):
        container = container.content
    if isinstance(container, Tuple) and isinstance(item, Tensor) and any(map(scalar_type, container.items or ())):
        # compared with one after the other, each result is asked for its truth
        ev.fire(f, node, Test(Tensor("bool", item.shape, sure=item.sure), "boolean operator"))
        return Scalar("bool")
    if isinstance(container, Tuple) and container.items is not None:
        answers = [_structural(item, other) for other in container.items]
        if True in answers:
            return TRUE
        return Scalar("bool") if None in answers else FALSE
    return Scalar("bool")


@expression(cst.BooleanOperation)
def boolean(ev: Evaluator, f: Frame, node: cst.BooleanOperation) -> Value:
    """`a and b` as a value: `a` where it decides, else `b`."""
    conjunction = isinstance(node.operator, cst.And)
    left = ev.eval(f, node.left)
    outcome = after_test(ev, f, node.left, left, "boolean operator")
    if outcome.truth is not None:
        return ev.eval(f, node.right) if outcome.truth is conjunction else left
    into = outcome.if_true if conjunction else outcome.if_false

    def follow() -> Value:
        narrow(ev, f, into)
        return ev.eval(f, node.right)

    return ev.values(f, [lambda: narrowed(left, outcome=not conjunction), follow], sure=min(f.path, outcome.sure))


@expression(cst.IfExp)
def ternary(ev: Evaluator, f: Frame, node: cst.IfExp) -> Value:
    outcome = condition(ev, f, node.test, "ternary")
    if outcome.truth is not None:
        return ev.eval(f, node.body if outcome.truth else node.orelse)

    def first() -> Value:
        narrow(ev, f, outcome.if_true)
        return ev.eval(f, node.body)

    def second() -> Value:
        narrow(ev, f, outcome.if_false)
        return ev.eval(f, node.orelse)

    return ev.values(f, [first, second], sure=min(f.path, outcome.sure))

"""What an annotation says that a value is."""

from __future__ import annotations

from typing import TYPE_CHECKING

import libcst as cst

from fullgraph_analysis.eval.joins import union
from fullgraph_analysis.eval.values import (
    LIKELY,
    NONE,
    UNKNOWN,
    ClassValue,
    DictObj,
    Entries,
    External,
    ListObj,
    Scalar,
    Tensor,
    Tuple,
    Value,
)

if TYPE_CHECKING:
    from fullgraph_analysis.eval.evaluator import Evaluator
    from fullgraph_analysis.eval.frames import Frame

_SCALARS = ("int", "float", "bool", "str", "bytes", "complex")
_TENSORS = {
    "torch.Tensor": None,
    "torch.FloatTensor": "float32",
    "torch.DoubleTensor": "float64",
    "torch.HalfTensor": "float16",
    "torch.LongTensor": "int64",
    "torch.IntTensor": "int32",
    "torch.BoolTensor": "bool",
    "torch.ByteTensor": "uint8",
}
_LISTS = ("builtins.list", "typing.List", "typing.Sequence", "collections.abc.Sequence", "typing.Iterable")
_DICTS = ("builtins.dict", "typing.Dict", "typing.Mapping", "collections.abc.Mapping")


def annotated_value(ev: Evaluator, f: Frame, node: cst.BaseExpression) -> Value:
    """A value of the annotated type; unknown where the annotation does not say enough."""
    if isinstance(node, cst.SimpleString):
        return _quoted(ev, f, node)
    if isinstance(node, cst.BinaryOperation) and isinstance(node.operator, cst.BitOr):
        return union([annotated_value(ev, f, node.left), annotated_value(ev, f, node.right)])
    if isinstance(node, cst.Name) and node.value == "None":
        return NONE
    if isinstance(node, cst.Subscript):
        return _generic(ev, f, node)
    if isinstance(node, cst.Name | cst.Attribute):
        return _named(ev, f, node)
    return UNKNOWN


def _quoted(ev: Evaluator, f: Frame, node: cst.SimpleString) -> Value:
    text = node.evaluated_value
    if not isinstance(text, str):
        return UNKNOWN
    try:
        inner = cst.parse_expression(text.strip())
    except cst.ParserSyntaxError:
        return UNKNOWN
    return annotated_value(ev, f, inner)


def _resolve(ev: Evaluator, f: Frame, node: cst.BaseExpression) -> Value:
    if isinstance(node, cst.Attribute):
        return ev.getattr(f, node, _resolve(ev, f, node.value), node.attr.value)
    return ev.eval(f, node) if isinstance(node, cst.Name) else UNKNOWN


def _named(ev: Evaluator, f: Frame, node: cst.BaseExpression) -> Value:
    resolved = _resolve(ev, f, node)
    if isinstance(resolved, External):
        return _external(resolved.name)
    if isinstance(resolved, ClassValue):
        return ev.assume_instance(f, node, resolved)
    return UNKNOWN


def _external(name: str) -> Value:
    if name in _TENSORS:
        return Tensor(_TENSORS[name], sure=LIKELY, source=True)
    short = name.removeprefix("builtins.")
    if short in _SCALARS:
        return Scalar(short)  # type: ignore[arg-type]
    if name in _LISTS:
        return ListObj(Tuple(None, UNKNOWN))
    if name in ("builtins.tuple", "typing.Tuple"):
        return Tuple(None, UNKNOWN)
    if name in _DICTS:
        return DictObj(Entries((), open=True))
    return UNKNOWN


def _generic(ev: Evaluator, f: Frame, node: cst.Subscript) -> Value:
    resolved = _resolve(ev, f, node.value)
    parts = [part.slice.value for part in node.slice if isinstance(part.slice, cst.Index)]
    if not isinstance(resolved, External) or not parts:
        return UNKNOWN
    name = resolved.name
    if name == "typing.Optional":
        return union([annotated_value(ev, f, parts[0]), NONE])
    if name == "typing.Union":
        return union(annotated_value(ev, f, part) for part in parts)
    if name == "typing.Annotated":
        return annotated_value(ev, f, parts[0])
    if name == "typing.Literal":
        return union(ev.eval(f, part) for part in parts)
    if name in _LISTS:
        return ListObj(Tuple(None, annotated_value(ev, f, parts[0])))
    if name in ("builtins.tuple", "typing.Tuple"):
        if isinstance(parts[-1], cst.Ellipsis):
            return Tuple(None, annotated_value(ev, f, parts[0]))
        return Tuple(tuple(annotated_value(ev, f, part) for part in parts))
    if name in _DICTS:
        return DictObj(Entries((), open=True, elem=annotated_value(ev, f, parts[-1])))
    return UNKNOWN

"""What iterating over a value yields."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

from fullgraph_analysis.eval.joins import elements, union
from fullgraph_analysis.eval.values import (
    UNKNOWN,
    Const,
    DictObj,
    External,
    Instance,
    IteratorObj,
    ListObj,
    Scalar,
    Tensor,
    Tuple,
    Union,
    Value,
)

if TYPE_CHECKING:
    import libcst as cst

    from fullgraph_analysis.eval.evaluator import Evaluator
    from fullgraph_analysis.eval.frames import Frame

MANY = 64
"""Sequences of more known items than that are summed up."""


def items_of(ev: Evaluator, f: Frame, node: cst.CSTNode, value: Value) -> Tuple:
    """The items that `for _ in value` goes through, in order where they are known."""
    if isinstance(value, Union):
        parts = [items_of(ev, f, node, option) for option in value.options if option != Const(None)]
        if len(parts) == 1:
            return parts[0]
        lengths = {len(part.items) if part.items is not None else -1 for part in parts}
        if len(lengths) == 1 and -1 not in lengths:
            columns = zip(*(part.items or () for part in parts), strict=True)
            return Tuple(tuple(union(column) for column in columns))
        return Tuple(None, union(elements(part) for part in parts))
    if isinstance(value, Tuple):
        return value
    if isinstance(value, ListObj | IteratorObj):
        return value.content
    if isinstance(value, DictObj):
        return keys_of(value)
    if isinstance(value, Const) and isinstance(value.value, str | bytes):
        return Tuple(tuple(Const(part) for part in value.value[:MANY]))
    if isinstance(value, Tensor):
        return _rows(value)
    if isinstance(value, Instance):
        return _items_of_instance(ev, f, node, value)
    return Tuple(None, UNKNOWN)


def keys_of(value: DictObj) -> Tuple:
    """The keys of a dictionary."""
    content = value.content
    if content.open:
        return Tuple(None, UNKNOWN if not content.known else Scalar("str"))
    return Tuple(tuple(key if isinstance(key, Value) else Const(key) for key, _ in content.known))


def _rows(value: Tensor) -> Tuple:
    """A tensor yields its rows."""
    if value.shape is None:
        return Tuple(None, Tensor(value.dtype, None, _cls(value), value.sure))
    row = Tensor(value.dtype, value.shape[1:], _cls(value), value.sure)
    size = value.shape[0] if value.shape else None
    if size is not None and size <= MANY:
        return Tuple((row,) * size)
    return Tuple(None, row)


def _cls(value: Tensor) -> Literal["tensor", "ndarray"]:
    return "ndarray" if value.cls == "ndarray" else "tensor"


def _items_of_instance(ev: Evaluator, f: Frame, node: cst.CSTNode, value: Instance) -> Tuple:
    container = value.container
    if container is not None:
        return items_of(ev, f, node, container)
    if isinstance(value.cls, External):
        return Tuple(None, UNKNOWN)
    result = ev.call_special(f, node, value, "__iter__")
    if result is None or isinstance(result, Instance):
        return Tuple(None, UNKNOWN)
    return items_of(ev, f, node, result)

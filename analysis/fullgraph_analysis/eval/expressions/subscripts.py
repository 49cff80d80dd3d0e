"""`owner[index]`."""

from __future__ import annotations

from typing import TYPE_CHECKING

import libcst as cst

from fullgraph_analysis.eval.assignment import index_of
from fullgraph_analysis.eval.events import OutsideSubscript, Subscript
from fullgraph_analysis.eval.functions import Args
from fullgraph_analysis.eval.joins import any_element, doubtful, elements, union
from fullgraph_analysis.eval.registry import expression
from fullgraph_analysis.eval.values import (
    UNKNOWN,
    ClassValue,
    Const,
    DictObj,
    External,
    Instance,
    ListObj,
    Scalar,
    SliceValue,
    Tensor,
    Tuple,
    Value,
)
from fullgraph_analysis.models.shapes import index_shape, slice_bounds

if TYPE_CHECKING:
    from fullgraph_analysis.eval.evaluator import Evaluator
    from fullgraph_analysis.eval.frames import Frame


@expression(cst.Subscript)
def subscript(ev: Evaluator, f: Frame, node: cst.Subscript) -> Value:
    owner = ev.eval(f, node.value)
    if isinstance(owner, External):
        ev.fire(f, node, OutsideSubscript(owner.name))
        return UNKNOWN if owner.name.startswith("numpy.") else owner
    if isinstance(owner, ClassValue):
        return owner
    return get_item(ev, f, node, owner, index_of(ev, f, node))


def get_item(ev: Evaluator, f: Frame, node: cst.CSTNode, owner: Value, index: Value) -> Value:
    """The item of a value at an index, which may be open."""
    ev.fire_each(f, node, owner, lambda option: Subscript(option, index))
    return ev.each(f, owner, lambda option: ev.each(f, index, lambda at: _item(ev, f, node, option, at)))


def _item(ev: Evaluator, f: Frame, node: cst.CSTNode, owner: Value, index: Value) -> Value:
    if isinstance(owner, Tensor):
        shape = index_shape(owner.shape, index)
        return Tensor(owner.dtype, shape, "ndarray" if owner.cls == "ndarray" else "tensor", owner.sure, owner.grad)
    if isinstance(owner, Instance):
        found = ev.call_special(f, node, owner, "__getitem__", Args([index]))
        if found is None and owner.container is not None:
            return _container_item(ev, f, node, owner, index)
        return UNKNOWN if found is None else found
    if isinstance(owner, Tuple):
        return sequence_item(owner, index)
    if isinstance(owner, ListObj):
        result = sequence_item(owner.content, index)
        return ListObj(result, owner.cls) if isinstance(index, SliceValue) and isinstance(result, Tuple) else result
    if isinstance(owner, DictObj):
        return _entry(owner, index)
    if isinstance(owner, Const) and isinstance(owner.value, str):
        return _character(owner.value, index)
    return UNKNOWN


def _container_item(ev: Evaluator, f: Frame, node: cst.CSTNode, owner: Instance, index: Value) -> Value:
    assert owner.container is not None
    if isinstance(index, SliceValue):
        sliced = Instance(owner.cls)
        part = _item(ev, f, node, owner.container, index)
        sliced.container = part if isinstance(part, ListObj) else owner.container
        return sliced
    return _item(ev, f, node, owner.container, index)


def _entry(owner: DictObj, index: Value) -> Value:
    content = owner.content
    if isinstance(index, Const | Tuple):
        found = content.get(index.value if isinstance(index, Const) else index)
        if found is not None:
            return found
        key = index.value if isinstance(index, Const) else index
        return doubtful(content.elem) if content.may_have(key) else UNKNOWN
    values = [value for _, value in content.known]
    return doubtful(union([*values, content.elem] if content.open or not values else values))


def sequence_item(content: Tuple, index: Value) -> Value:
    """An item, or a slice, of a sequence."""
    if isinstance(index, SliceValue):
        return _slice(content, index)
    if isinstance(index, Const) and isinstance(index.value, int):
        known = content.head if index.value >= 0 else content.tail
        if -len(known) <= index.value < len(known):
            return known[index.value]
        if content.items is not None:
            return UNKNOWN
    return any_element(content)


def _slice(content: Tuple, index: SliceValue) -> Tuple:
    bounds = slice_bounds(index)
    cls = "torch.Size" if content.cls == "torch.Size" else "tuple"
    if content.items is not None and bounds is not None:
        return Tuple(content.items[bounds], cls=cls)
    if bounds is not None and bounds.step is None and bounds.stop is None and (bounds.start or 0) >= 0:
        return _rest(content, bounds.start or 0, cls)
    return Tuple(None, elements(content), cls)


def _rest(content: Tuple, start: int, cls: str) -> Tuple:
    """`content[start:]`, where the length is not known: of the last items, it has as many as are surely left."""
    left = max(len(content.first), len(content.last)) - start
    last = content.last[-left:] if left > 0 else ()
    return Tuple(None, elements(content), cls, first=content.first[start:], last=last)


def _character(text: str, index: Value) -> Value:
    if isinstance(index, Const) and isinstance(index.value, int) and -len(text) <= index.value < len(text):
        return Const(text[index.value])
    return Scalar("str")

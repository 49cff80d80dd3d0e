"""Binding targets: names, attributes, subscripts, and unpacking."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import libcst as cst

from fullgraph_analysis.eval.events import SetAttribute, SetItem
from fullgraph_analysis.eval.functions import Args
from fullgraph_analysis.eval.iteration import items_of
from fullgraph_analysis.eval.joins import any_element, elements, join, options
from fullgraph_analysis.eval.values import (
    UNKNOWN,
    ClassValue,
    Const,
    Descriptor,
    DictObj,
    Entries,
    Instance,
    ListObj,
    Tensor,
    Tuple,
    Value,
)

if TYPE_CHECKING:
    from collections.abc import Sequence

    from fullgraph_analysis.eval.evaluator import Evaluator
    from fullgraph_analysis.eval.frames import Frame


def assign(ev: Evaluator, f: Frame, target: cst.CSTNode, value: Value) -> None:
    """`target = value`."""
    if isinstance(target, cst.Name):
        bind(ev, f, target.value, value)
        f.activation.record[target] = value
    elif isinstance(target, cst.Attribute):
        owner = ev.eval(f, target.value)
        set_attribute(ev, f, target, owner, target.attr.value, value)
        f.activation.record[target] = value
    elif isinstance(target, cst.Subscript):
        owner = ev.eval(f, target.value)
        set_item(ev, f, target, owner, index_of(ev, f, target), value)
    elif isinstance(target, cst.Tuple | cst.List):
        _unpack(ev, f, target, target.elements, value)
    elif isinstance(target, cst.StarredElement):
        assign(ev, f, target.value, value)


def bind(ev: Evaluator, f: Frame, name: str, value: Value) -> None:
    """Give a name a value in the scope that it belongs to."""
    if name in f.scope.globals:
        f.scope.module.assume(name, value)
        ev.state.set(f.scope.names, name, value)
        return
    ev.state.set(f.scope.holder(name).names, name, value)


def _unpack(ev: Evaluator, f: Frame, node: cst.CSTNode, targets: Sequence[cst.BaseElement], value: Value) -> None:
    items = items_of(ev, f, node, value)
    star = next((i for i, target in enumerate(targets) if isinstance(target, cst.StarredElement)), None)
    if items.items is None or (star is None and len(items.items) != len(targets)):
        elem = any_element(items) if items.items is None else UNKNOWN
        for position, target in enumerate(targets):
            if isinstance(target, cst.StarredElement):
                assign(ev, f, target.value, ListObj(Tuple(None, elem)))
            else:
                known = star is None and position < len(items.first)
                assign(ev, f, target.value, items.first[position] if known else elem)
        return
    if star is None:
        for target, item in zip(targets, items.items, strict=True):
            assign(ev, f, target.value, item)
        return
    after = len(targets) - star - 1
    stop = len(items.items) - after
    groups: list[Value] = [
        *items.items[:star],
        ListObj(Tuple(items.items[star : max(star, stop)])),
        *items.items[max(star, stop) :],
    ]
    for target, item in zip(targets, groups, strict=False):
        assign(ev, f, target.value, item)


def set_attribute(ev: Evaluator, f: Frame, node: cst.CSTNode, owner: Value, name: str, value: Value) -> None:
    """`owner.name = value`."""
    alternatives = options(owner)
    ev.fire_each(f, node, owner, lambda option: SetAttribute(option, name, value))
    for option in alternatives:
        if isinstance(option, ClassValue) and f.quiet:
            option.info.change(name, value)
        if not isinstance(option, Instance):
            continue
        if _through_class(ev, f, node, option, name, value):
            continue
        if f.quiet and isinstance(value, Tensor) and not value.source:
            value = replace(value, source=True)
        old = option.slots.get(name)
        if len(alternatives) > 1 and old is not None:
            ev.state.write(option, name, join(old, value))
        else:
            ev.state.write(option, name, value)


def _through_class(ev: Evaluator, f: Frame, node: cst.CSTNode, owner: Instance, name: str, value: Value) -> bool:
    """Whether the class takes the assignment itself: by the setter of a property, or by `__setattr__`."""
    found = owner.cls.info.find(name) if isinstance(owner.cls, ClassValue) else None
    if found is not None and isinstance(found[0], Descriptor) and found[0].setter is not None:
        ev.call(f, node, found[0].setter, Args([owner, value]))
        return True
    return ev.call_special(f, node, owner, "__setattr__", Args([Const(name), value])) is not None


def index_of(ev: Evaluator, f: Frame, node: cst.Subscript) -> Value:
    """The value inside the brackets."""
    parts = [ev.eval(f, part(element)) for element in node.slice]
    return parts[0] if len(parts) == 1 and not _comma(node) else Tuple(tuple(parts))


def part(element: cst.SubscriptElement) -> cst.CSTNode:
    """What stands in one place of the brackets."""
    inner = element.slice
    return inner.value if isinstance(inner, cst.Index) else inner


def _comma(node: cst.Subscript) -> bool:
    return isinstance(node.slice[-1].comma, cst.Comma)


def set_item(ev: Evaluator, f: Frame, node: cst.CSTNode, owner: Value, index: Value, value: Value) -> None:
    """`owner[index] = value`."""
    ev.fire_each(f, node, owner, lambda option: SetItem(option, index))
    for option in options(owner):
        if isinstance(option, Instance) and option.container is not None:
            set_item(ev, f, node, option.container, index, value)
        elif isinstance(option, Instance):
            ev.call_special(f, node, option, "__setitem__", Args([index, value]))
        elif isinstance(option, ListObj):
            _set_list_item(ev, option, index, value)
        elif isinstance(option, DictObj):
            _set_dict_item(ev, option, index, value)


def _set_list_item(ev: Evaluator, owner: ListObj, index: Value, value: Value) -> None:
    content = owner.content
    if content.items is not None and isinstance(index, Const) and isinstance(index.value, int):
        position = index.value
        if -len(content.items) <= position < len(content.items):
            items = list(content.items)
            items[position] = value
            ev.state.write(owner, "items", Tuple(tuple(items)))
            return
    known = content.items if content.items is not None else (content.elem,)
    elem = elements(Tuple((*known, value)))
    kept = None if content.items is None else tuple(join(item, value) for item in content.items)
    ev.state.write(owner, "items", Tuple(kept, elem))


def _set_dict_item(ev: Evaluator, owner: DictObj, index: Value, value: Value) -> None:
    ev.state.write(owner, "entries", entry_set(owner.content, index, value))


def entry_set(entries: Entries, key: Value, value: Value) -> Entries:
    """The entries of a dictionary after `d[key] = value`."""
    if isinstance(key, Const) or (isinstance(key, Tuple) and key.items is not None):
        name: object = key.value if isinstance(key, Const) else key
        known = list(entries.known)
        for position, (there, _) in enumerate(known):
            if type(there) is type(name) and there == name:
                known[position] = (there, value)
                return Entries(tuple(known), entries.open, entries.elem, entries.among)
        return Entries((*known, (name, value)), entries.open, entries.elem, entries.among)
    elem = join(entries.elem, value) if entries.open else value
    return Entries(entries.known, open=True, elem=elem)

"""Literals and displays.

https://docs.python.org/3/reference/expressions.html#atoms
"""

from __future__ import annotations

import ast
from functools import lru_cache
from typing import TYPE_CHECKING

import libcst as cst

from fullgraph_analysis.eval.assignment import entry_set
from fullgraph_analysis.eval.events import MakeSlice
from fullgraph_analysis.eval.iteration import items_of
from fullgraph_analysis.eval.joins import elements, options
from fullgraph_analysis.eval.registry import expression
from fullgraph_analysis.eval.values import (
    UNKNOWN,
    Const,
    DictObj,
    Entries,
    ListObj,
    Scalar,
    SliceValue,
    Tuple,
    Value,
)

if TYPE_CHECKING:
    from collections.abc import Sequence

    from fullgraph_analysis.eval.evaluator import Evaluator
    from fullgraph_analysis.eval.frames import Frame


@expression(cst.Integer, cst.Float, cst.Imaginary)
def number(ev: Evaluator, f: Frame, node: cst.Integer | cst.Float | cst.Imaginary) -> Value:
    return _literal(node.value)


@expression(cst.SimpleString)
def string(ev: Evaluator, f: Frame, node: cst.SimpleString) -> Value:
    return _literal(node.value)


@lru_cache(maxsize=50_000)
def _literal(text: str) -> Value:
    return Const(ast.literal_eval(text))


@expression(cst.ConcatenatedString)
def concatenated(ev: Evaluator, f: Frame, node: cst.ConcatenatedString) -> Value:
    left, right = ev.eval(f, node.left), ev.eval(f, node.right)
    if isinstance(left, Const) and isinstance(right, Const):
        return Const(left.value + right.value)  # type: ignore[operator]
    return Scalar("str")


@expression(cst.Ellipsis)
def ellipsis(ev: Evaluator, f: Frame, node: cst.Ellipsis) -> Value:
    return Const(...)


def sequence(ev: Evaluator, f: Frame, nodes: Sequence[cst.BaseElement]) -> Tuple:
    """The items of a display, starred ones unpacked."""
    items: list[Value] = []
    loose: list[Value] = []
    for element in nodes:
        value = ev.eval(f, element.value)
        if not isinstance(element, cst.StarredElement):
            items.append(value)
            continue
        inner = items_of(ev, f, element.value, value)
        if inner.items is None:
            loose.append(inner.elem)
        else:
            items.extend(inner.items)
    if not loose:
        return Tuple(tuple(items))
    return Tuple(None, elements(Tuple(tuple(items + loose))))


@expression(cst.Tuple)
def tuple_display(ev: Evaluator, f: Frame, node: cst.Tuple) -> Value:
    return sequence(ev, f, node.elements)


@expression(cst.List)
def list_display(ev: Evaluator, f: Frame, node: cst.List) -> Value:
    return ListObj(sequence(ev, f, node.elements))


@expression(cst.Set)
def set_display(ev: Evaluator, f: Frame, node: cst.Set) -> Value:
    return ListObj(sequence(ev, f, node.elements), "set")


@expression(cst.Dict)
def dict_display(ev: Evaluator, f: Frame, node: cst.Dict) -> Value:
    entries = Entries()
    for element in node.elements:
        value = ev.eval(f, element.value)
        if isinstance(element, cst.StarredDictElement):
            entries = updated(entries, *(option for option in options(value)))
            continue
        assert isinstance(element, cst.DictElement)
        entries = entry_set(entries, ev.eval(f, element.key), value)
    return DictObj(entries)


def updated(entries: Entries, *others: Value) -> Entries:
    """The entries of a dictionary after `d.update(other)`."""
    for other in others:
        if isinstance(other, DictObj):
            for key, value in other.content.known:
                entries = entry_set(entries, key if isinstance(key, Tuple) else Const(key), value)
            if other.content.open:
                among = other.content.among
                if among is not None and entries.open:
                    among = among | entries.among if entries.among is not None else None
                entries = Entries(entries.known, open=True, elem=other.content.elem, among=among)
        elif not isinstance(other, Const):
            entries = Entries(entries.known, open=True, elem=UNKNOWN)
    return entries


@expression(cst.Slice)
def slice_(ev: Evaluator, f: Frame, node: cst.Slice) -> Value:
    def bound(part: cst.BaseExpression | None) -> Value:
        return Const(None) if part is None else ev.eval(f, part)

    value = SliceValue(bound(node.lower), bound(node.upper), bound(node.step))
    ev.fire(f, node, MakeSlice(value))
    return value

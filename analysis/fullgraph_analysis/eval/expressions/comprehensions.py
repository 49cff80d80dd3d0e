"""Comprehensions and generator expressions.

Up to Python 3.11 a comprehension is a function of its own: a break in it is a break in a callee, and the comprehension
is then traced a second time as a frame by itself. From 3.12 on (PEP 709) it is a loop in the function around it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import libcst as cst

from fullgraph_analysis.eval.assignment import assign, entry_set
from fullgraph_analysis.eval.conditions import condition, narrow
from fullgraph_analysis.eval.events import Iterate
from fullgraph_analysis.eval.frames import Frame, Loop
from fullgraph_analysis.eval.iteration import items_of
from fullgraph_analysis.eval.joins import elements, union
from fullgraph_analysis.eval.registry import expression
from fullgraph_analysis.eval.scopes import Scope
from fullgraph_analysis.eval.values import FALSE, TRUE, UNKNOWN, DictObj, Entries, IteratorObj, ListObj, Tuple, Value

if TYPE_CHECKING:
    from collections.abc import Callable

    from fullgraph_analysis.eval.evaluator import Evaluator


@expression(cst.ListComp)
def list_comprehension(ev: Evaluator, f: Frame, node: cst.ListComp) -> Value:
    return ListObj(_collect(ev, f, node, lambda inner: ev.eval(inner, node.elt)))


@expression(cst.SetComp)
def set_comprehension(ev: Evaluator, f: Frame, node: cst.SetComp) -> Value:
    return ListObj(_collect(ev, f, node, lambda inner: ev.eval(inner, node.elt)), "set")


@expression(cst.GeneratorExp)
def generator(ev: Evaluator, f: Frame, node: cst.GeneratorExp) -> Value:
    return IteratorObj(_collect(ev, f, node, lambda inner: ev.eval(inner, node.elt)), "generator")


@expression(cst.DictComp)
def dict_comprehension(ev: Evaluator, f: Frame, node: cst.DictComp) -> Value:
    keys: list[Value] = []

    def element(inner: Frame) -> Value:
        keys.append(ev.eval(inner, node.key))
        return ev.eval(inner, node.value)

    items = _collect(ev, f, node, element)
    entries = Entries()
    if items.items is None or len(keys) != len(items.items):
        return DictObj(Entries((), open=True, elem=elements(items)))
    for key, value in zip(keys, items.items, strict=True):
        entries = entry_set(entries, key, value)
    return DictObj(entries)


def _collect(ev: Evaluator, f: Frame, node: cst.BaseComp | cst.DictComp, element: Callable[[Frame], Value]) -> Tuple:
    """The items that a comprehension makes."""
    outer = ev.eval(f, node.for_in.iter)
    own_frame = ev.config.python < (3, 12) or isinstance(node, cst.GeneratorExp)
    inner = _frame(ev, f, own_frame=own_frame)
    before = f.activation.broken
    f.activation.broken = -1
    start_eager = f.eager
    inner.loops.append(Loop(ev.state.mark()))
    results: list[Value] = []
    exact = _rounds(ev, inner, node.for_in, outer, lambda: results.append(element(inner)))
    broke = f.activation.broken
    f.activation.broken = max(before, broke)
    if broke >= 0 and own_frame:
        ev.broken(f, min(broke, f.path), skips=bool(f.loops) or f.tries > 0)
    if own_frame and not isinstance(node, cst.GeneratorExp):
        if broke >= 0 or start_eager == TRUE:
            _reentered(ev, f, node, outer)
        elif not f.quiet:
            f.comprehensions.append((node, outer))
    if exact:
        return Tuple(tuple(results))
    return Tuple(None, union(results) if results else UNKNOWN)


def _frame(ev: Evaluator, f: Frame, *, own_frame: bool) -> Frame:
    inner = Frame(Scope(f.scope.module, f.scope), f.chunk, f.activation, ev.state.mark())
    inner.code, inner.path, inner.quiet, inner.this, inner.cls = f.code, f.path, f.quiet, f.this, f.cls
    if own_frame:
        inner.control = {"eager": FALSE}
    else:
        inner.control, inner.tries = f.control, f.tries
    return inner


def _reentered(ev: Evaluator, f: Frame, node: cst.CSTNode, outer: Value) -> None:
    """The comprehension is traced again as a frame of its own, with the iterator as its argument."""
    alone = _frame(ev, f, own_frame=True)
    ev.fire_each(alone, node, outer, lambda option: Iterate(option, "reentered"))


def _rounds(ev: Evaluator, f: Frame, clause: cst.CompFor, iterable: Value, emit: Callable[[], None]) -> bool:
    """Go through one `for` clause; whether each item of the result was emitted exactly once."""
    ev.fire_each(f, clause.iter, iterable, lambda option: Iterate(option, "comprehension"))
    items = items_of(ev, f, clause.iter, iterable)
    if items.items is not None and len(items.items) <= ev.config.unroll:
        exact = True
        for item in items.items:
            exact = _round(ev, f, clause, item, emit) and exact
        return exact
    elem = elements(items)
    if items.items is None or items.items:
        _round(ev, f, clause, elem, emit)
    return False


def _round(ev: Evaluator, f: Frame, clause: cst.CompFor, item: Value, emit: Callable[[], None]) -> bool:
    assign(ev, f, clause.target, item)
    path, exact = f.path, True
    for test in clause.ifs:
        outcome = condition(ev, f, test.test, "comprehension")
        if outcome.truth is False:
            f.path = path
            return exact
        if outcome.truth is None:
            exact = False
            f.path = min(f.path, outcome.sure)
        narrow(ev, f, outcome.if_true)
    if clause.inner_for_in is not None:
        inner = ev.eval(f, clause.inner_for_in.iter)
        exact = _rounds(ev, f, clause.inner_for_in, inner, emit) and exact
    else:
        emit()
    f.path = path
    return exact

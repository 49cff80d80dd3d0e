"""Names, and assignment expressions."""

from __future__ import annotations

from typing import TYPE_CHECKING

import libcst as cst

from fullgraph_analysis.eval.assignment import assign
from fullgraph_analysis.eval.events import UseObject
from fullgraph_analysis.eval.registry import expression
from fullgraph_analysis.eval.values import FALSE, NONE, TRUE, UNKNOWN, Instance, Value

if TYPE_CHECKING:
    from fullgraph_analysis.eval.evaluator import Evaluator
    from fullgraph_analysis.eval.frames import Frame

_CONSTANTS = {"None": NONE, "True": TRUE, "False": FALSE}


@expression(cst.Name)
def name(ev: Evaluator, f: Frame, node: cst.Name) -> Value:
    constant = _CONSTANTS.get(node.value)
    if constant is not None:
        return constant
    value = lookup(ev, f, node.value)
    if isinstance(value, Instance) and f.scope.find(node.value) is None:
        ev.fire(f, node, UseObject(value))
    return value


def lookup(ev: Evaluator, f: Frame, text: str) -> Value:
    """The value of a name: here, in the enclosing functions, in the module, among the builtins."""
    scope = f.scope
    value = scope.names.get(text) if text in scope.globals else scope.find(text)
    if value is not None:
        if scope.note is not None:
            scope.note(text)
        return value
    value = scope.module.find(text)
    if value is None:
        value = ev.world.builtin(text)
    return UNKNOWN if value is None else value


@expression(cst.NamedExpr)
def named(ev: Evaluator, f: Frame, node: cst.NamedExpr) -> Value:
    value = ev.eval(f, node.value)
    assign(ev, f, node.target, value)
    return value

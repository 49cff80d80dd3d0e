"""`def` and `class`.

https://docs.python.org/3/reference/compound_stmts.html#function-definitions
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import libcst as cst

from fullgraph_analysis.eval.assignment import bind
from fullgraph_analysis.eval.classes import ClassInfo
from fullgraph_analysis.eval.events import DefineClass
from fullgraph_analysis.eval.frames import NEXT, Frame
from fullgraph_analysis.eval.registry import expression, statement
from fullgraph_analysis.eval.scopes import Scope
from fullgraph_analysis.eval.values import ClassValue, Function, Value

if TYPE_CHECKING:
    from fullgraph_analysis.eval.evaluator import Evaluator


def qualify(f: Frame, name: str) -> str:
    """The qualified name of something defined in this frame."""
    if f.cls is not None and f.scope.is_class:
        return f"{f.cls.qualname}.{name}"
    return f"{f.code.qualname}.<locals>.{name}" if f.code is not None else name


def make_function(ev: Evaluator, f: Frame, node: cst.FunctionDef | cst.Lambda, name: str) -> Function:
    """The function object of a `def` or lambda, its defaults evaluated now."""
    code = ev.code(node, f.chunk, f.scope.module, qualify(f, name))
    defaults = {param.name: ev.eval(f, param.default) for param in code.params if param.default is not None}
    return Function(code, f.scope, defaults, owner=f.cls if f.scope.is_class else None)


@statement(cst.FunctionDef)
def define_function(ev: Evaluator, f: Frame, node: cst.FunctionDef) -> int:
    value: Value = make_function(ev, f, node, node.name.value)
    for decorator in reversed(node.decorators):
        value = decorate(ev, f, decorator, value)
    bind(ev, f, node.name.value, value)
    return NEXT


def decorate(ev: Evaluator, f: Frame, node: cst.Decorator, value: Value) -> Value:
    """What a decorator makes of a function or class."""
    decorator = ev.eval(f, node.decorator)
    return ev.decorate(f, node.decorator, decorator, value)


@expression(cst.Lambda)
def lambda_(ev: Evaluator, f: Frame, node: cst.Lambda) -> Value:
    return make_function(ev, f, node, "<lambda>")


@statement(cst.ClassDef)
def define_class(ev: Evaluator, f: Frame, node: cst.ClassDef) -> int:
    """A class whose body stands in the same chunk: the body is executed at once."""
    if f.code is not None:
        ev.fire(f, node, DefineClass())
    info = new_class(ev, f, node)
    scope = Scope(f.scope.module, f.scope, is_class=True)
    body = Frame(scope, f.chunk, f.activation, ev.state.mark())
    body.code, body.cls, body.quiet = f.code, info, True
    ev.run(body, node.body.body)
    names = dict(scope.names)
    info.fill(names.get, annotated_names(node.body))
    value: Value = ClassValue(info)
    for decorator in reversed(node.decorators):
        value = decorate(ev, f, decorator, value)
    bind(ev, f, node.name.value, value)
    return NEXT


def new_class(ev: Evaluator, f: Frame, node: cst.ClassDef) -> ClassInfo:
    """The class object of a header: bases evaluated, body still empty."""
    bases = [ev.eval(f, arg.value) for arg in node.bases if not arg.star]
    return ClassInfo(node.name.value, qualify(f, node.name.value), f.scope.module, f.chunk, bases, f.scope)


def annotated_names(body: cst.BaseSuite) -> list[str]:
    """The annotated names of a class body, in order: the fields of a dataclass."""
    names: list[str] = []
    for line in body.body:
        parts = line.body if isinstance(line, cst.SimpleStatementLine) else ()
        names.extend(
            part.target.value for part in parts if isinstance(part, cst.AnnAssign) and isinstance(part.target, cst.Name)
        )
    return names

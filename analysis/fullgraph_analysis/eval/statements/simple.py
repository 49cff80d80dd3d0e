"""Statements of one line.

https://docs.python.org/3/reference/simple_stmts.html
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import libcst as cst

from fullgraph_analysis.eval.assignment import assign, bind, index_of, set_attribute, set_item
from fullgraph_analysis.eval.conditions import condition
from fullgraph_analysis.eval.events import Accumulate, Raise
from fullgraph_analysis.eval.expressions.operators import in_place
from fullgraph_analysis.eval.expressions.subscripts import get_item
from fullgraph_analysis.eval.frames import BREAK, CONTINUE, NEXT, RAISE, RETURN
from fullgraph_analysis.eval.functions import Args
from fullgraph_analysis.eval.joins import options
from fullgraph_analysis.eval.registry import statement
from fullgraph_analysis.eval.values import (
    NONE,
    UNKNOWN,
    Const,
    DictObj,
    Entries,
    External,
    Instance,
    ModuleValue,
    Unknown,
)

if TYPE_CHECKING:
    from fullgraph_analysis.eval.evaluator import Evaluator
    from fullgraph_analysis.eval.frames import Frame
    from fullgraph_analysis.eval.values import Value


@statement(cst.SimpleStatementLine)
def line(ev: Evaluator, f: Frame, node: cst.SimpleStatementLine) -> int:
    return ev.run(f, node.body)


@statement(cst.Expr)
def expression(ev: Evaluator, f: Frame, node: cst.Expr) -> int:
    ev.eval(f, node.value)
    return NEXT


@statement(cst.Assign)
def assignment(ev: Evaluator, f: Frame, node: cst.Assign) -> int:
    if f.code is None and f.quiet and all(_is_outside(ev, f, target.target) for target in node.targets):
        return NEXT
    value = ev.eval(f, node.value)
    for target in node.targets:
        _accumulated(ev, f, target.target, node.value, value)
        assign(ev, f, target.target, value)
    return NEXT


def _accumulated(ev: Evaluator, f: Frame, target: cst.BaseExpression, node: cst.BaseExpression, value: Value) -> None:
    """`owner.name = owner.name + 1` is `owner.name += 1` at length."""
    if f.quiet or not isinstance(target, cst.Attribute | cst.Name) or not isinstance(node, cst.BinaryOperation):
        return
    side = next((side for side in (node.left, node.right) if target.deep_equals(side)), None)
    old = f.activation.record.get(side) if side is not None else None
    if old is None:
        return
    if isinstance(target, cst.Attribute):
        owner = ev.eval(f, target.value)
        ev.fire_each(f, target, owner, lambda option: Accumulate(option, target.attr.value, old, value))
    elif target.value in f.scope.globals:
        ev.fire(f, target, Accumulate(None, target.value, old, value))


def _is_outside(ev: Evaluator, f: Frame, target: cst.BaseExpression) -> bool:
    """Whether an assignment leaves nothing here: `sys.modules[__name__] = ...`, `torch.backends.x.y = ...`.

    At the top level of a module, what is assigned need not even be worked out: that runs before anything is compiled.
    """
    return isinstance(target, cst.Subscript | cst.Attribute) and isinstance(
        ev.eval(f, target.value), External | Unknown
    )


@statement(cst.AnnAssign)
def annotated(ev: Evaluator, f: Frame, node: cst.AnnAssign) -> int:
    if node.value is not None:
        assign(ev, f, node.target, ev.eval(f, node.value))
    return NEXT


@statement(cst.AugAssign)
def augmented(ev: Evaluator, f: Frame, node: cst.AugAssign) -> int:
    target = node.target
    if isinstance(target, cst.Name):
        old = ev.eval(f, target)
        new = in_place(ev, f, node, node.operator, old, ev.eval(f, node.value))
        if target.value in f.scope.globals:
            ev.fire(f, target, Accumulate(None, target.value, old, new))
        bind(ev, f, target.value, new)
    elif isinstance(target, cst.Attribute):
        owner = ev.eval(f, target.value)
        old = ev.getattr(f, target, owner, target.attr.value)
        new = in_place(ev, f, node, node.operator, old, ev.eval(f, node.value))
        ev.fire_each(f, target, owner, lambda option: Accumulate(option, target.attr.value, old, new))
        set_attribute(ev, f, target, owner, target.attr.value, new)
    elif isinstance(target, cst.Subscript):
        owner = ev.eval(f, target.value)
        index = index_of(ev, f, target)
        old = get_item(ev, f, target, owner, index)
        new = in_place(ev, f, node, node.operator, old, ev.eval(f, node.value))
        set_item(ev, f, target, owner, index, new)
    return NEXT


@statement(cst.Return)
def return_(ev: Evaluator, f: Frame, node: cst.Return) -> int:
    value = NONE if node.value is None else ev.eval(f, node.value)
    f.returns.append((value, ev.state.changes(f.mark)))
    return RETURN


@statement(cst.Raise)
def raise_(ev: Evaluator, f: Frame, node: cst.Raise) -> int:
    value = UNKNOWN if node.exc is None else ev.eval(f, node.exc)
    ev.fire(f, node, Raise(value))
    return RAISE


@statement(cst.Assert)
def assert_(ev: Evaluator, f: Frame, node: cst.Assert) -> int:
    outcome = condition(ev, f, node.test, "assert", top=node.msg is None or _is_plain_text(node.msg))
    if outcome.truth is False:
        return RAISE
    for target, value in outcome.if_true:
        if isinstance(target, cst.Name) and f.scope.names.get(target.value) is not None:
            bind(ev, f, target.value, value)
    return NEXT


def _is_plain_text(node: cst.BaseExpression) -> bool:
    """Whether a message is a constant: CPython joins the parts of a string when it compiles them."""
    if isinstance(node, cst.ConcatenatedString):
        return _is_plain_text(node.left) and _is_plain_text(node.right)
    return isinstance(node, cst.SimpleString)


@statement(cst.Del)
def delete(ev: Evaluator, f: Frame, node: cst.Del) -> int:
    targets = node.target.elements if isinstance(node.target, cst.Tuple) else (node.target,)
    for item in targets:
        target = item.value if isinstance(item, cst.BaseElement) else item
        if isinstance(target, cst.Name):
            ev.state.delete(f.scope.holder(target.value).names, target.value)
        elif isinstance(target, cst.Subscript):
            _delete_item(ev, f, target)
        elif isinstance(target, cst.Attribute):
            for owner in options(ev.eval(f, target.value)):
                if isinstance(owner, Instance):
                    ev.state.delete(owner.slots, target.attr.value)
    return NEXT


def _delete_item(ev: Evaluator, f: Frame, target: cst.Subscript) -> None:
    index = index_of(ev, f, target)
    for owner in options(ev.eval(f, target.value)):
        if isinstance(owner, DictObj) and isinstance(index, Const):
            content = owner.content
            known = tuple((key, value) for key, value in content.known if key != index.value)
            ev.state.write(owner, "entries", Entries(known, content.open, content.elem))
        elif isinstance(owner, Instance):
            ev.call_special(f, target, owner, "__delitem__", Args([index]))


@statement(cst.Pass, cst.Global, cst.Nonlocal)
def nothing(ev: Evaluator, f: Frame, node: cst.CSTNode) -> int:
    return NEXT


@statement(cst.Break)
def break_(ev: Evaluator, f: Frame, node: cst.Break) -> int:
    if f.loops:
        f.loops[-1].breaks.append(ev.state.changes(f.loops[-1].mark))
    return BREAK


@statement(cst.Continue)
def continue_(ev: Evaluator, f: Frame, node: cst.Continue) -> int:
    if f.loops:
        f.loops[-1].continues.append(ev.state.changes(f.loops[-1].mark))
    return CONTINUE


def dotted(node: cst.CSTNode | None) -> str:
    """The text of a dotted name."""
    if isinstance(node, cst.Attribute):
        return f"{dotted(node.value)}.{node.attr.value}"
    return node.value if isinstance(node, cst.Name) else ""


@statement(cst.Import)
def import_(ev: Evaluator, f: Frame, node: cst.Import) -> int:
    for alias in node.names:
        name = dotted(alias.name)
        if alias.asname is not None:
            assign(ev, f, alias.asname.name, ev.world.import_module(name, 0, f.scope.module))
        else:
            ev.world.import_module(name, 0, f.scope.module)
            top = name.split(".")[0]
            bind(ev, f, top, ev.world.import_module(top, 0, f.scope.module))
    return NEXT


@statement(cst.ImportFrom)
def import_from(ev: Evaluator, f: Frame, node: cst.ImportFrom) -> int:
    if f.code is None and not f.scope.is_class and not isinstance(node.names, cst.ImportStar):
        for alias in node.names:
            target = alias.asname.name if alias.asname is not None else alias.name
            if isinstance(target, cst.Name):
                f.scope.module.later(target.value, dotted(node.module), len(node.relative), dotted(alias.name))
        return NEXT
    module = ev.world.import_module(dotted(node.module), len(node.relative), f.scope.module)
    if isinstance(node.names, cst.ImportStar):
        if isinstance(module, ModuleValue):
            f.scope.module.star(module.info)
        return NEXT
    for alias in node.names:
        target = alias.asname.name if alias.asname is not None else alias.name
        assign(ev, f, target, ev.world.member(module, dotted(alias.name)))
    return NEXT

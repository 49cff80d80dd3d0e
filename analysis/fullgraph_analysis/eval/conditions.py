"""Tests: `if`, `while`, `assert`, ternaries, `and`, `or`, `not`. CPython compiles them to jumps, operand by operand."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import libcst as cst

from fullgraph_analysis.eval.assignment import bind
from fullgraph_analysis.eval.events import Test
from fullgraph_analysis.eval.joins import options, union
from fullgraph_analysis.eval.truth import narrowed, truth, without
from fullgraph_analysis.eval.values import (
    LIKELY,
    NONE,
    POSSIBLE,
    Const,
    Instance,
    Scalar,
    Tensor,
    Unknown,
    Value,
)

if TYPE_CHECKING:
    from collections.abc import Callable

    from fullgraph_analysis.eval.evaluator import Evaluator
    from fullgraph_analysis.eval.events import TestContext
    from fullgraph_analysis.eval.frames import Frame

Narrowing = tuple[tuple[cst.BaseExpression, Value], ...]


@dataclass(slots=True)
class Outcome:
    """How a test goes: which way if that is decided, and what is known on either side."""

    truth: bool | None
    if_true: Narrowing = ()
    if_false: Narrowing = ()
    sure: int = LIKELY
    """How sure it is, where the test is open, that either side is taken."""


def condition(ev: Evaluator, f: Frame, node: cst.BaseExpression, context: TestContext, *, top: bool = False) -> Outcome:
    """Evaluate a test. `top`: it is all that an `assert` tests, with no message that must be computed."""
    if isinstance(node, cst.UnaryOperation) and isinstance(node.operator, cst.Not):
        inner = condition(ev, f, node.expression, context)
        outcome = None if inner.truth is None else not inner.truth
        f.activation.record[node] = Scalar("bool") if outcome is None else Const(outcome)
        return Outcome(outcome, inner.if_false, inner.if_true, inner.sure)
    if isinstance(node, cst.BooleanOperation):
        return _both(ev, f, node, context)
    special = _identity(ev, f, node) or _isinstance(ev, f, node)
    if special is not None:
        return special
    value = ev.eval(f, node)
    return after_test(ev, f, node, value, context, simple=top)


def after_test(
    ev: Evaluator, f: Frame, node: cst.BaseExpression, value: Value, context: TestContext, *, simple: bool = False
) -> Outcome:
    """The outcome of testing a value that is there already."""
    ev.fire_each(f, node, value, lambda option: Test(option, context, simple))
    decided = truth(ev, f, node, value)
    if decided is not None:
        return Outcome(decided)
    yes, no = narrowed(value, outcome=True), narrowed(value, outcome=False)
    sure = LIKELY
    if any(isinstance(option, Unknown) for option in options(value)):
        sure = POSSIBLE
    elif isinstance(value, Tensor):
        sure = value.sure
    return Outcome(None, ((node, yes),), ((node, no),), sure)


def _both(ev: Evaluator, f: Frame, node: cst.BooleanOperation, context: TestContext) -> Outcome:
    """`a and b` jumps on `a`, then on `b` where that is reached."""
    conjunction = isinstance(node.operator, cst.And)
    left = condition(ev, f, node.left, context)
    if left.truth is not None and left.truth is not conjunction:
        f.activation.record[node] = Const(left.truth)
        return left
    into = left.if_true if conjunction else left.if_false
    right: list[Outcome] = []

    def follow() -> int:
        narrow(ev, f, into)
        right.append(condition(ev, f, node.right, context))
        return 1

    if left.truth is None:
        ev.branches(f, [follow, lambda: 1], sure=min(f.path, left.sure))
    else:
        follow()
    second = right[0]
    sure = min(left.sure if left.truth is None else second.sure, second.sure if second.truth is None else left.sure)
    if left.truth is not None:
        return Outcome(second.truth, second.if_true, second.if_false, second.sure)
    f.activation.record[node] = Scalar("bool")
    if conjunction:
        decided = False if second.truth is False else None
        return Outcome(decided, left.if_true + second.if_true, (), sure)
    decided = True if second.truth is True else None
    return Outcome(decided, (), left.if_false + second.if_false, sure)


def _identity(ev: Evaluator, f: Frame, node: cst.BaseExpression) -> Outcome | None:
    """`x is None`, `x is not None`, `x == None`."""
    if not isinstance(node, cst.Comparison) or len(node.comparisons) != 1:
        return None
    comparison = node.comparisons[0]
    right = comparison.comparator
    if not isinstance(right, cst.Name) or right.value != "None":
        return None
    if not isinstance(comparison.operator, cst.Is | cst.IsNot):
        return None
    value = ev.eval(f, node.left)
    unwrapped = node.left.target if isinstance(node.left, cst.NamedExpr) else node.left
    answers = {None if isinstance(option, Unknown) else option == NONE for option in options(value)}
    same = answers.pop() if len(answers) == 1 else None
    negated = isinstance(comparison.operator, cst.IsNot)
    decided = None if same is None else same != negated
    f.activation.record[node] = Scalar("bool") if decided is None else Const(decided)
    if decided is not None:
        return Outcome(decided)
    none: Narrowing = ((unwrapped, NONE),)
    other: Narrowing = ((unwrapped, without(value, NONE)),)
    return Outcome(None, other if negated else none, none if negated else other, LIKELY)


def _isinstance(ev: Evaluator, f: Frame, node: cst.BaseExpression) -> Outcome | None:
    """`isinstance(x, C)` keeps the alternatives that can be instances."""
    if not isinstance(node, cst.Call) or not isinstance(node.func, cst.Name) or node.func.value != "isinstance":
        return None
    if len(node.args) != 2 or any(arg.star for arg in node.args):
        return None
    result = ev.eval(f, node)
    if isinstance(result, Const):
        return Outcome(bool(result.value))
    value, classes = ev.eval(f, node.args[0].value), ev.eval(f, node.args[1].value)
    kept: dict[bool, list[Value]] = {True: [], False: []}
    for option in options(value):
        answer = ev.is_instance(f, node, option, classes)
        for side in (True, False):
            if answer is None or answer is side:
                kept[side].append(option)
    target = node.args[0].value
    yes: Narrowing = ((target, union(kept[True])),) if kept[True] else ()
    no: Narrowing = ((target, union(kept[False])),) if kept[False] else ()
    return Outcome(None, yes, no, LIKELY)


def narrow(ev: Evaluator, f: Frame, narrowing: Narrowing) -> None:
    """Take over what a test has shown."""
    for node, value in narrowing:
        if isinstance(node, cst.NamedExpr):
            narrow(ev, f, ((node.target, value),))
        elif isinstance(node, cst.Name):
            if f.scope.names.get(node.value) is not None:
                bind(ev, f, node.value, value)
        elif isinstance(node, cst.Attribute):
            owner = f.activation.record.get(node.value)
            if isinstance(owner, Instance) and node.attr.value in owner.slots:
                ev.state.set(owner.slots, node.attr.value, value)


def fork(ev: Evaluator, f: Frame, outcome: Outcome, if_true: Callable[[], int], if_false: Callable[[], int]) -> int:
    """Go the way that a test goes, or both."""
    if outcome.truth is True:
        return if_true()
    if outcome.truth is False:
        return if_false()

    def side(narrowing: Narrowing, follow: Callable[[], int]) -> Callable[[], int]:
        def go() -> int:
            narrow(ev, f, narrowing)
            return follow()

        return go

    sure = outcome.sure if f.doubt == 0 else POSSIBLE
    f.doubt += 1
    flow = ev.branches(f, [side(outcome.if_true, if_true), side(outcome.if_false, if_false)], sure=min(f.path, sure))
    f.doubt -= 1
    return flow

"""`if`, loops, `try`, `with`, `match`.

https://docs.python.org/3/reference/compound_stmts.html
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import libcst as cst

from fullgraph_analysis.eval.assignment import assign
from fullgraph_analysis.eval.conditions import condition, fork, narrow
from fullgraph_analysis.eval.events import Enter, EnterEager, Iterate
from fullgraph_analysis.eval.frames import BREAK, CONTINUE, NEXT, RAISE, RETURN, Loop
from fullgraph_analysis.eval.iteration import items_of
from fullgraph_analysis.eval.joins import elements, options
from fullgraph_analysis.eval.registry import statement
from fullgraph_analysis.eval.values import UNKNOWN, Const, Instance, Opaque, Tuple, Unknown, Value
from fullgraph_analysis.models.facts import FACTS

if TYPE_CHECKING:
    from collections.abc import Callable

    from fullgraph_analysis.eval.evaluator import Evaluator
    from fullgraph_analysis.eval.frames import Frame

_ROUNDS = (3, 2, 1)
"""A loop's body is evaluated that often, at most, until nothing changes any more: less often the deeper loops are
nested.
"""


def suite(ev: Evaluator, f: Frame, body: cst.BaseSuite) -> int:
    """Execute the body of a compound statement."""
    return ev.run(f, body.body)


@statement(cst.If)
def if_(ev: Evaluator, f: Frame, node: cst.If) -> int:
    outcome = condition(ev, f, node.test, "if")
    ends: list[int] = []

    def first() -> int:
        ends.append(suite(ev, f, node.body))
        return ends[-1]

    def second() -> int:
        if isinstance(node.orelse, cst.If):
            ends.append(if_(ev, f, node.orelse))
        else:
            ends.append(NEXT if node.orelse is None else suite(ev, f, node.orelse.body))
        return ends[-1]

    flow = fork(ev, f, outcome, first, second)
    if outcome.truth is None and any(not end & NEXT and end & (RETURN | BREAK | CONTINUE) for end in ends):
        f.path = min(f.path, outcome.sure)
    return flow


@statement(cst.For)
def for_(ev: Evaluator, f: Frame, node: cst.For) -> int:
    iterable = ev.eval(f, node.iter)
    ev.fire_each(f, node.iter, iterable, lambda option: Iterate(option, "for"))
    items = items_of(ev, f, node.iter, iterable)

    def step(item: Value) -> int:
        assign(ev, f, node.target, item)
        return suite(ev, f, node.body)

    if items.items is not None and len(items.items) <= unrolled_length(ev, items):
        flow = _unrolled(ev, f, [lambda item=item: step(item) for item in items.items])  # type: ignore[misc]
    else:
        at_least_once = items.items is not None
        flow = _repeated(ev, f, lambda: step(elements(items)), at_least_once=at_least_once)
    return _else(ev, f, node.orelse, flow)


def unrolled_length(ev: Evaluator, items: Tuple) -> int:
    """How long a loop may be to be followed item by item: longer over plain constants, which are cheap."""
    plain = all(isinstance(item, Const) for item in items.items or ())
    return ev.config.unroll * 4 if plain and items.cls != "range" else ev.config.unroll


def _else(ev: Evaluator, f: Frame, orelse: cst.Else | None, flow: int) -> int:
    if orelse is None or not flow & NEXT:
        return flow
    return flow & ~NEXT | suite(ev, f, orelse.body)


def _unrolled(ev: Evaluator, f: Frame, steps: list[Callable[[], int]]) -> int:
    """A loop over known items, item by item, as Dynamo traces it."""
    mark = ev.state.mark()
    loop = Loop(mark)
    f.loops.append(loop)
    flow, alive = 0, True
    path = f.path
    for step in steps:
        out = step()
        flow |= out & (RETURN | RAISE)
        alive = bool(out & NEXT) or bool(loop.continues)
        if loop.continues:
            ends = [*loop.continues, *([ev.state.changes(mark)] if out & NEXT else [])]
            ev.state.leave(mark)
            ev.state.merge(ends)
            loop.continues.clear()
        if not alive:
            break
    f.path = path
    return flow | _exit(ev, f, mark, loop, alive)


def _exit(ev: Evaluator, f: Frame, mark: int, loop: Loop, alive: bool) -> int:
    """Join the ways out of a loop."""
    ends = [*loop.breaks, *([ev.state.changes(mark)] if alive else [])]
    if loop.breaks:
        ev.state.leave(mark)
        ev.state.merge(ends)
    f.loops.pop()
    return NEXT if ends else 0


def _repeated(ev: Evaluator, f: Frame, step: Callable[[], int], *, at_least_once: bool) -> int:
    """A loop of unknown length: its body again and again, each time from the join of what came before."""
    outer = ev.state.mark()
    loop = Loop(outer)
    f.loops.append(loop)
    flow, alive = 0, True
    path = f.path
    depth = len(f.loops) - 1 + f.quiet
    for turn in range(_ROUNDS[min(depth, 2)]):
        mark = ev.state.mark()
        out = step()
        flow |= out & (RETURN | RAISE)
        alive = bool(out & NEXT) or bool(loop.continues)
        deltas = [ev.state.leave(mark)] if out & NEXT else []
        if not out & NEXT:
            ev.state.leave(mark)
        deltas.extend(loop.continues)
        loop.continues.clear()
        if not deltas:
            break
        changed = ev.state.merge(deltas if at_least_once and turn == 0 else [{}, *deltas])
        if not changed:
            break
    f.path = path
    return flow | _exit(ev, f, outer, loop, alive or not at_least_once) | (0 if at_least_once else NEXT)


@statement(cst.While)
def while_(ev: Evaluator, f: Frame, node: cst.While) -> int:
    first = condition(ev, f, node.test, "while")
    if first.truth is False:
        return _else(ev, f, node.orelse, NEXT)
    endless = first.truth is True

    def step() -> int:
        outcome = condition(ev, f, node.test, "while")
        if outcome.truth is False:
            return NEXT
        narrow(ev, f, outcome.if_true)
        return suite(ev, f, node.body)

    flow = _repeated(ev, f, step, at_least_once=endless)
    if not flow:
        flow = NEXT
    return _else(ev, f, node.orelse, flow)


@statement(cst.Try, cst.TryStar)
def try_(ev: Evaluator, f: Frame, node: cst.Try | cst.TryStar) -> int:
    mark = ev.state.mark()
    f.tries += 1
    out = suite(ev, f, node.body)
    raised = bool(out & RAISE)
    if node.orelse is not None and out & NEXT:
        out = out & ~NEXT | suite(ev, f, node.orelse.body)
    flow = out & ~RAISE if node.handlers else out
    after = ev.state.leave(mark)
    deltas = [after] if out & NEXT else []
    path = f.path
    for handler in node.handlers:
        start = ev.state.mark()
        if not raised:
            f.path = min(path, 0)
        ev.state.merge([{}, after])
        if handler.name is not None:
            assign(ev, f, handler.name.name, UNKNOWN)
        returned = len(f.returns)
        end = suite(ev, f, handler.body)
        if not raised and out & (NEXT | RETURN):
            del f.returns[returned:]
        delta = ev.state.leave(start)
        if end & NEXT and (raised or not out & NEXT):
            deltas.append(delta)
        flow |= end if raised else end & NEXT if not out & NEXT else 0
    f.path = path
    if deltas:
        ev.state.merge(deltas)
        flow |= NEXT
    f.tries -= 1
    if node.finalbody is not None:
        end = suite(ev, f, node.finalbody.body)
        flow = flow if end & NEXT else end
    return flow or RAISE


@statement(cst.With)
def with_(ev: Evaluator, f: Frame, node: cst.With) -> int:
    blocked = 0
    for item in node.items:
        manager = ev.eval(f, item.item)
        if ev.fire_each(f, item.item, manager, Enter):
            ev.fire_each(f, item.item, manager, EnterEager)
        blocked += not _restorable(manager)
        f.leaving.append(manager)
        entered = UNKNOWN if isinstance(manager, Unknown) else _entered(ev, f, item.item, manager)
        if item.asname is not None:
            assign(ev, f, item.asname.name, entered)
    f.tries += blocked
    flow = suite(ev, f, node.body)
    f.tries -= blocked
    del f.leaving[-len(node.items) :]
    return flow


def _entered(ev: Evaluator, f: Frame, node: cst.CSTNode, manager: Value) -> Value:
    for option in options(manager):
        if isinstance(option, Instance):
            result = ev.call_special(f, node, option, "__enter__")
            if result is not None:
                return result
    return UNKNOWN


def _restorable(manager: Value) -> bool:
    """Whether Dynamo can leave and enter the block again around a break: its own context managers."""
    return all(isinstance(option, Opaque) and _is_known(option.type) for option in options(manager))


def _is_known(name: str) -> bool:
    known = FACTS.manager(name)
    return known is not None and not known["breaks"] and known["kind"] not in ("", "GenericContextWrappingVariable")


@statement(cst.Match)
def match(ev: Evaluator, f: Frame, node: cst.Match) -> int:
    ev.eval(f, node.subject)

    def case(body: cst.MatchCase) -> Callable[[], int]:
        def go() -> int:
            _bind_pattern(ev, f, body.pattern)
            if body.guard is not None:
                condition(ev, f, body.guard, "match")
            return suite(ev, f, body.body)

        return go

    paths = [case(body) for body in node.cases]
    last = node.cases[-1].pattern if node.cases else None
    if not (isinstance(last, cst.MatchAs) and last.pattern is None):
        paths.append(lambda: NEXT)
    return ev.branches(f, paths, sure=min(f.path, 1))


def _bind_pattern(ev: Evaluator, f: Frame, pattern: cst.MatchPattern) -> None:
    """The names that a pattern binds; what they are is not worked out."""
    for child in [pattern, *_descendants(pattern)]:
        if isinstance(child, cst.MatchAs | cst.MatchStar | cst.MatchMapping):
            name = child.rest if isinstance(child, cst.MatchMapping) else child.name
            if name is not None:
                assign(ev, f, name, UNKNOWN)


def _descendants(node: cst.CSTNode) -> list[cst.CSTNode]:
    found: list[cst.CSTNode] = []
    for child in node.children:
        found.append(child)
        found.extend(_descendants(child))
    return found

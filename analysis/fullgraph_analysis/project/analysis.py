"""Analysing a file: from its roots through everything that they call, to the facts about the file."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import libcst as cst

from fullgraph_analysis.eval.evaluator import OutOfBudgetError
from fullgraph_analysis.eval.frames import Activation, Frame
from fullgraph_analysis.eval.functions import Args
from fullgraph_analysis.eval.joins import join
from fullgraph_analysis.eval.scopes import Scope
from fullgraph_analysis.eval.values import Bound, Const, Function, Instance, Value
from fullgraph_analysis.project.findings import (
    CONFIDENCES,
    FileFacts,
    Finding,
    FunctionFact,
    KindFact,
    ParseError,
    Related,
)
from fullgraph_analysis.project.kinds import detail, python_kind, sureness
from fullgraph_analysis.project.roots import find_roots, root_arguments
from fullgraph_vocab.spans import Span

if TYPE_CHECKING:
    from collections.abc import Iterator

    from fullgraph_analysis.config import AnalysisConfig
    from fullgraph_analysis.documents.document import Chunk, Document
    from fullgraph_analysis.eval.frames import CallEdge, Found
    from fullgraph_analysis.eval.machine import Machine
    from fullgraph_analysis.project.modules import ModuleInfo
    from fullgraph_analysis.project.roots import Root

_EXPRESSIONS = (cst.BaseExpression,)


@dataclass(slots=True)
class RootResult:
    """What evaluating a root has shown, and the chunks on which that depends."""

    top: Activation
    complete: bool
    used: frozenset[Chunk]


Memory = dict[tuple[str, int], RootResult]
"""Results by qualified name and root chunk, from one version of a file to the next."""


def analyse(
    machine: Machine, module: ModuleInfo, document: Document, config: AnalysisConfig, memory: Memory
) -> FileFacts:
    """The facts about a file. What `memory` holds and still stands is used again."""
    facts = FileFacts(document.path, document.version)
    for chunk in document.chunks:
        if chunk.parsed() is None and chunk.error is not None:
            line = chunk.first + chunk.error.line - 1
            span = Span(document.path, line, chunk.error.column, line, chunk.error.column + 1)
            facts.parse_errors.append(ParseError(span, chunk.error.message))
    roots = find_roots(module, document, config.roots)
    tops: list[Activation] = []
    for root in _callers_first(roots):
        if not root.explicit and _reached(tops, root.chunk):
            continue
        key = (root.qualname, id(root.chunk))
        result = memory.get(key)
        if result is None:
            result = memory[key] = run_root(machine, module, root, config)
        facts.complete = facts.complete and result.complete
        tops.append(result.top)
    collect(facts, tops, document)
    facts.functions = list(
        _functions(document, {root.qualname for root in roots if root.explicit}, {r.qualname for r in roots})
    )
    return facts


def _callers_first(roots: list[Root]) -> list[Root]:
    """Explicit roots, then the modules that come last in the file: they are made of those before."""
    return [root for root in roots if root.explicit] + [root for root in reversed(roots) if not root.explicit]


def _reached(tops: list[Activation], chunk: Chunk) -> bool:
    return any(activation.chunk is chunk for activation in walk(tops))


def walk(tops: list[Activation]) -> list[Activation]:
    """Every activation that some of these led to, once."""
    seen: dict[int, Activation] = {}
    todo = list(tops)
    while todo:
        activation = todo.pop()
        if id(activation) in seen:
            continue
        seen[id(activation)] = activation
        todo.extend(edge.callee for edge in activation.calls.values())
    return list(seen.values())


def run_root(machine: Machine, module: ModuleInfo, root: Root, config: AnalysisConfig) -> RootResult:
    """Evaluate one root."""
    top = Activation(None, root.chunk)
    parsed = root.chunk.parsed()
    machine.steps = 0
    machine.limit = config.steps
    if parsed is None:
        return RootResult(top, complete=True, used=frozenset({root.chunk}))
    node = parsed.statements[0]
    complete = True
    with machine.noting() as used:
        used.add(root.chunk)
        try:
            with machine.apart():
                frame = Frame(Scope(module), root.chunk, top, machine.state.mark())
                _start(machine, frame, module, root, node)
        except (OutOfBudgetError, RecursionError):
            complete = False
    return RootResult(top, complete, frozenset(used))


def _start(machine: Machine, frame: Frame, module: ModuleInfo, root: Root, node: cst.CSTNode) -> None:
    if root.cls is None:
        function = module.find(root.chunk.name)
        if isinstance(function, Function):
            machine.call(frame, node, function, root_arguments(machine, function, root.spec, method=False))
        return
    instance = machine.assume_instance(frame, node, root.cls)
    forward = root.cls.info.own("forward")
    if isinstance(instance, Instance) and isinstance(forward, Function):
        arguments = root_arguments(machine, forward, root.spec, method=True)
        machine.call(frame, node, Bound(forward, instance), Args([], arguments.keywords))


def collect(facts: FileFacts, tops: list[Activation], document: Document) -> None:
    """Findings and kinds of everything that was reached."""
    best: dict[tuple[object, ...], Finding] = {}
    causes: dict[tuple[object, ...], Finding] = {}
    visited: dict[int, int] = {}
    for top in tops:
        _descend(top, [], 2, document.path, visited, best, causes)
    facts.findings = sorted(best.values(), key=lambda finding: finding.span.key)
    facts.causes = sorted(causes.values(), key=lambda finding: (finding.cause.file, finding.cause.key))
    values: dict[tuple[int, cst.CSTNode], tuple[Chunk, Value]] = {}
    for activation in walk(tops):
        if activation.chunk.path != document.path:
            continue
        for node, value in activation.record.items():
            key = (id(activation.chunk), node)
            old = values.get(key)
            values[key] = (activation.chunk, value if old is None else join(old[1], value))
    facts.kinds = [fact for (_, node), (chunk, value) in values.items() if (fact := _kind(chunk, node, value))]


def _kind(chunk: Chunk, node: cst.CSTNode, value: Value) -> KindFact | None:
    parsed = chunk.parsed()
    if parsed is None or node not in parsed.positions:
        return None
    kind = python_kind(value)
    if kind is None:
        return None
    constant = repr(value.value) if isinstance(value, Const) else None
    return KindFact(chunk.span(node), kind[0], kind[1], detail(value), constant, CONFIDENCES[sureness(value)])


def _descend(
    activation: Activation,
    path: list[tuple[Activation, CallEdge]],
    sure: int,
    file: str,
    visited: dict[int, int],
    best: dict[tuple[object, ...], Finding],
    causes: dict[tuple[object, ...], Finding],
) -> None:
    """Go through an activation and what it calls, remembering the calls that lead there."""
    if visited.get(id(activation), -1) >= sure or len(path) > 60:
        return
    visited[id(activation)] = sure
    for found in activation.found.values():
        finding = _finding(activation, found, path, min(sure, found.sure), file)
        _keep(causes, (finding.code.code, finding.cause), finding)
        if finding.span.file == file:
            _keep(best, (finding.code.code, finding.span), finding)
    for edge in activation.calls.values():
        _descend(edge.callee, [*path, (activation, edge)], min(sure, edge.sure), file, visited, best, causes)


def _keep(table: dict[tuple[object, ...], Finding], key: tuple[object, ...], finding: Finding) -> None:
    old = table.get(key)
    if old is None or CONFIDENCES.index(old.confidence) < CONFIDENCES.index(finding.confidence):
        table[key] = finding


def _finding(
    activation: Activation, found: Found, path: list[tuple[Activation, CallEdge]], sure: int, file: str
) -> Finding:
    cause = activation.chunk.place(found.range)
    span, function = cause, activation.code
    calls = [(caller, caller.chunk.place(edge.range)) for caller, edge in path if caller.code is not None]
    if cause.file != file:
        inside = [(caller, place) for caller, place in calls if place.file == file]
        if inside:
            span, function = inside[-1][1], inside[-1][0].code
    related = [
        Related(place, f"called from {caller.code.qualname if caller.code else 'here'}")
        for caller, place in reversed(calls)
    ]
    if span is not cause:
        related.insert(0, Related(cause, "the graph breaks here"))
    upstream = found.hit.gb or (found.hit.brk.upstream[0] if found.hit.brk.upstream else "")
    return Finding(
        found.hit.brk,
        CONFIDENCES[sure],
        span,
        function.qualname if function is not None else "",
        found.hit.facts,
        upstream,
        "skip_frame" if found.skips else "resume",
        cause,
        tuple(related[:8]),
    )


def _functions(document: Document, explicit: set[str], roots: set[str]) -> Iterator[FunctionFact]:
    """The functions of a file, methods with the name of their class."""
    for chunk in document.chunks:
        parsed = chunk.parsed() if chunk.kind == "function" else None
        if parsed is None:
            continue
        node = parsed.statements[0]
        if not isinstance(node, cst.FunctionDef):
            continue
        name = f"{chunk.owner.name}.{chunk.name}" if chunk.owner is not None else chunk.name
        yield FunctionFact(
            name, chunk.span(node), chunk.span(node.name), name in explicit, name in roots and name.endswith(".forward")
        )

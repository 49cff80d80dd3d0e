"""A `TraceReport` as the protocol says it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import torch

from fullgraph_tracer.worker.places import end_of, span_json, start_of, text_of
from fullgraph_tracer.worker.sizes import sizes
from fullgraph_vocab.explain import page_of

if TYPE_CHECKING:
    from collections.abc import Sequence

    from fullgraph_tracer.guards import Guard
    from fullgraph_tracer.report import BreakReport, GraphReport, KindReport, NodeFacts, TraceReport
    from fullgraph_vocab.spans import Span
    from fullgraph_vocab.wire import (
        Alternative,
        Finding,
        Graph,
        GraphNode,
        GuardJson,
        InputsJson,
        KindAt,
        Related,
        TraceResult,
    )

_SHOWN_TARGET = 200
_MOST_GUARDS = 2000


def to_wire(report: TraceReport, qualname: str, inputs: InputsJson) -> TraceResult:
    """The whole report."""
    breaks = [_finding(found, qualname) for found in report.breaks]
    result: TraceResult = {
        "function": qualname,
        "status": "breaks" if breaks or report.unexplored else "fullgraph",
        "graph_count": len(report.graphs),
        "break_count": len(breaks),
        "graphs": [_graph(graph) for graph in report.graphs],
        "breaks": breaks,
        "kinds": [_kind(kind) for kind in _distinct(report.kinds)],
        "guards": [_guard(guard) for guard in report.guards[:_MOST_GUARDS]],
        "effects": [str(effect) for effect in report.effects],
        "inputs": inputs,
        "seconds": report.seconds,
        "sizes": sizes(report.sizes, report.recompile_limit),
    }
    if report.unexplored:
        result["unexplored"] = report.unexplored
    return result


def combined(results: Sequence[TraceResult]) -> TraceResult:
    """Traces of one function with alternative inputs as one: the first, with the breaks and kinds of the others."""
    first, *others = results
    if not others:
        return first
    breaks = {_place(found): found for result in reversed(results) for found in result["breaks"]}
    kinds = {_place(kind): kind for result in reversed(results) for kind in result["kinds"]}
    alternatives: list[Alternative] = [
        {
            "inputs": result["inputs"],
            "status": result["status"],
            "graph_count": result["graph_count"],
            "break_count": result["break_count"],
        }
        for result in others
    ]
    return {
        **first,
        "status": "breaks" if breaks else first["status"],
        "breaks": list(breaks.values()),
        "break_count": len(breaks),
        "kinds": list(kinds.values()),
        "alternatives": [*first.get("alternatives", []), *alternatives],
    }


def _place(found: Finding | KindAt) -> tuple[object, ...]:
    start, end = found["location"], found["end_location"]
    at = (found["filename"], start["row"], start["column"], end["row"], end["column"])
    return (*at, found.get("code", ""))


def _finding(found: BreakReport, qualname: str) -> Finding:
    cause = found.cause
    made: Finding = {
        "code": cause.code,
        "name": cause.name,
        "message": found.message,
        "severity": cause.severity,
        "status": "confirmed",
        "confidence": "certain",
        "filename": found.span.file,
        "location": start_of(found.span),
        "end_location": end_of(found.span),
        "function": qualname,
        "upstream": [found.gb] if found.gb else list(cause.upstream),
        "url": page_of(cause).as_uri(),
        "related": [_related(frame) for frame in found.frames if frame.key != found.span.key],
        "fix": None,
        "effect": found.effect,
        "gb_type": found.gb_type,
        "hints": list(cause.hints),
    }
    if found.outer is not None:
        made["hints"].append(f"the whole frame then runs in eager: {found.outer.title} ({found.outer.code})")
    return made


def _related(frame: Span) -> Related:
    text = text_of(frame)
    message = f"called here: `{text}`" if text else "called here"
    return {"filename": frame.file, "location": start_of(frame), "end_location": end_of(frame), "message": message}


def _graph(graph: GraphReport) -> Graph:
    return {
        "op_count": graph.op_count,
        "code": graph.module.print_readable(print_output=False),
        "nodes": [_node(facts) for facts in graph.nodes],
    }


def _node(facts: NodeFacts) -> GraphNode:
    node = facts.node
    return {
        "name": node.name,
        "op": node.op,
        "target": _target(node.target),
        "shape": None if facts.shape is None else list(facts.shape),
        "dtype": facts.dtype,
        "location": span_json(facts.span),
        "module_path": facts.module_path,
        "inputs": [used.name for used in node.all_input_nodes],
    }


def _target(target: object) -> str:
    """A readable name of what a node calls, such as `torch.sin` or `aten.add.Tensor`: the one that users know it by."""
    if isinstance(target, str):
        return target
    if isinstance(target, torch._ops.OpOverload | torch._ops.HigherOrderOperator):  # noqa: SLF001 - their only home
        return str(target)[:_SHOWN_TARGET]
    if public := torch.overrides.resolve_name(target):
        return str(public)
    module = getattr(target, "__module__", None)
    module = "operator" if module == "_operator" else module
    name = getattr(target, "__qualname__", None) or getattr(target, "__name__", None) or repr(target)
    return (f"{module}.{name}" if module and module != "builtins" else str(name))[:_SHOWN_TARGET]


def _distinct(kinds: Sequence[KindReport]) -> list[KindReport]:
    """The last kind for each span: a loop passes the same expression many times."""
    return list({kind.span: kind for kind in kinds}.values())


def _kind(kind: KindReport) -> KindAt:
    return {
        "filename": kind.span.file,
        "location": start_of(kind.span),
        "end_location": end_of(kind.span),
        "text": text_of(kind.span),
        "kind": kind.kind,
        "detail": kind.detail,
    }


def _guard(guard: Guard) -> GuardJson:
    return {"source": guard.source.name, "check": str(guard), "location": span_json(guard.span)}

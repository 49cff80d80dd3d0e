"""`trace`: our own tracer on the user's function with example inputs."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from fullgraph_tracer.api import trace as trace_call
from fullgraph_tracer.worker.handlers.prepare import Prepared
from fullgraph_tracer.worker.to_wire import to_wire

if TYPE_CHECKING:
    from fullgraph_tracer.worker.execute import Reporter
    from fullgraph_vocab.wire import TraceResult


def trace(params: dict[str, Any], reporter: Reporter) -> TraceResult:
    """Import, find inputs, trace."""
    prepared = Prepared(params)
    reporter.progress("tracing")
    return trace_prepared(prepared, params)


def trace_prepared(prepared: Prepared, params: dict[str, Any]) -> TraceResult:
    """Trace a function of a module that is imported already."""
    example = prepared.example()
    report = trace_call(example.function, example.args, example.kwargs, mode=params.get("mode", "concrete"))
    return to_wire(report, prepared.qualname, {"origin": example.origin, "spec": example.spec})

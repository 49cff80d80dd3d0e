"""`capture`: our trace, and the installed torch's own capture of the same call, without code generation."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from fullgraph_tracer.worker.execute import Reporter, seed_all
from fullgraph_tracer.worker.handlers.prepare import Prepared
from fullgraph_tracer.worker.handlers.trace import trace_prepared
from fullgraph_tracer.worker.recording import record
from fullgraph_tracer.worker.verdict import verdict

if TYPE_CHECKING:
    from fullgraph_vocab.wire import TraceResult


def capture(params: dict[str, Any], reporter: Reporter) -> TraceResult:
    """Trace, then let torch capture a fresh copy of the same call, and compare."""
    prepared = Prepared(params)
    return capture_prepared(prepared, params, reporter)


def capture_prepared(prepared: Prepared, params: dict[str, Any], reporter: Reporter) -> TraceResult:
    """As `capture`, for a module that is imported already."""
    reporter.progress("tracing")
    result = trace_prepared(prepared, params)
    reporter.progress("torch captures the same call")
    seed_all()
    example = prepared.example()
    recording = record(example.function, example.args, example.kwargs)
    result["torch"] = verdict(recording, result)
    return result

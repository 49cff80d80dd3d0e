"""`trace`: our own tracer on the user's function with example inputs."""

from __future__ import annotations

import shlex
import traceback
from typing import TYPE_CHECKING, Any, Literal

from fullgraph_tracer.api import trace as trace_call
from fullgraph_tracer.errors import TracerBug
from fullgraph_tracer.worker.errors import RaisedInUserCode, ToolBug, WorkerError
from fullgraph_tracer.worker.execute import Reporter, seed_all
from fullgraph_tracer.worker.handlers.prepare import Prepared
from fullgraph_tracer.worker.load import place_of, user_traceback
from fullgraph_tracer.worker.to_wire import combined, to_wire

if TYPE_CHECKING:
    from fullgraph_tracer.worker.inputs.find import Example
    from fullgraph_vocab.wire import TraceResult


def trace(params: dict[str, Any], reporter: Reporter) -> TraceResult:
    """Import, find inputs, trace."""
    prepared = Prepared(params)
    reporter.progress("tracing")
    return trace_prepared(prepared, params)


def trace_prepared(prepared: Prepared, params: dict[str, Any]) -> TraceResult:
    """Trace a function of a module that is imported already, with each of its alternative inputs."""
    results = []
    for alternative in prepared.alternatives():
        seed_all()
        results.append(_trace(alternative, params))
    return combined(results)


def _trace(prepared: Prepared, params: dict[str, Any]) -> TraceResult:
    example = prepared.example()
    try:
        mode: Literal["concrete", "symbolic"] = "symbolic" if example.on_meta else params.get("mode", "concrete")
        report = trace_call(example.function, example.args, example.kwargs, mode=mode)
    except TracerBug as error:
        raise ToolBug(_bug_message(error), traceback=_repro(prepared, example, error)) from error
    if report.error is not None:
        raise _raised(prepared, report.error, params)
    return to_wire(report, prepared.qualname, {"origin": example.origin, "spec": example.spec})


def _raised(prepared: Prepared, raised: BaseException, params: dict[str, Any]) -> WorkerError:
    """What the function raised while it was traced: the user's error if it raises in eager too, else a bug of ours."""
    message = f"`{prepared.qualname}` raises {type(raised).__name__}: {raised}"
    if params.get("mode", "concrete") == "concrete":
        seed_all()
        example = prepared.example()
        try:
            example.function(*example.args, **example.kwargs)
        except Exception as error:  # noqa: BLE001 - whatever the user's code raises
            raised = error
        else:
            text = "".join(traceback.format_exception(raised))
            return ToolBug(f"{message}, only while it is traced", traceback=text)
    return RaisedInUserCode(message, traceback=user_traceback(raised), place=place_of(raised, prepared.path))


def _bug_message(error: TracerBug) -> str:
    cause = error.__cause__
    return f"{error}" if cause is None else f"{error} ({type(cause).__name__}: {cause})"


def _repro(prepared: Prepared, example: Example, error: TracerBug) -> str:
    """The traceback, and the command that shows the bug again."""
    command = f"fullgraph trace {prepared.path}::{prepared.qualname} --inputs {shlex.quote(example.spec)}"
    return "".join(traceback.format_exception(error)) + f"\nrepro: {command}\n"

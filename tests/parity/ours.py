"""Our own tracer's report, brought into the shape that the oracle's is in."""

from __future__ import annotations

import time
import traceback
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from fullgraph_tracer.api import trace

from . import places
from .observation import BreakSeen, Observation, span_key
from .targets import graph_seen

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence
    from typing import Literal

    from fullgraph_tracer.report import BreakReport, TraceReport


@dataclass
class OurReport:
    seen: Observation
    result: Any = None


def run_ours(
    fn: Callable[..., Any],
    args: Sequence[Any] = (),
    kwargs: Mapping[str, Any] | None = None,
    *,
    mode: Literal["concrete", "symbolic"] = "concrete",
) -> OurReport:
    """Trace `fn(*args, **kwargs)`; what the tracer raises (a bug of ours, or the program's own error) is in `seen.error`."""
    start = time.perf_counter()
    try:
        report = trace(fn, tuple(args), dict(kwargs or {}), mode=mode)
    except Exception as error:  # noqa: BLE001 - a crash of the tracer is what this harness is there to show
        seen = Observation(
            error=f"{type(error).__name__}: {str(error)[:600]}", traceback=traceback.format_exc()[-8000:]
        )
        seen.seconds = time.perf_counter() - start
        return OurReport(seen)
    seconds = time.perf_counter() - start
    seen = observation_of(report)
    seen.seconds = seconds
    return OurReport(seen, report.result)


def observation_of(report: TraceReport) -> Observation:
    """The plain data of a `TraceReport`."""
    seen = Observation()
    seen.graphs = [graph_seen(g.module) for g in report.graphs]
    seen.breaks = [_break(b) for b in report.breaks]
    for note in report.kinds:
        span = note.span
        key = span_key(places.short(span.file), *span.key)
        known = seen.kinds.setdefault(key, [])
        if note.kind in known:
            known.remove(note.kind)
        known.append(note.kind)
    if report.error is not None:
        seen.error = f"{type(report.error).__name__}: {str(report.error)[:600]}"
        seen.traceback = "".join(traceback.format_exception(report.error))[-8000:]
    return seen


def _break(seen: BreakReport) -> BreakSeen:
    frames = [(places.short(f.file), f.line) for f in seen.frames]
    leaf = (places.short(seen.span.file), seen.span.line)
    if not frames or frames[-1] != leaf:
        frames.append(leaf)
    user = next((f for f in reversed(frames) if not places.is_torch(f[0])), leaf)
    return BreakSeen(
        gb_type=seen.gb_type,
        file=user[0],
        line=user[1],
        how=seen.how,
        outer_type=seen.outer.title if seen.outer is not None else "",
        leaf="" if user == leaf else f"{leaf[0]}:{leaf[1]}",
        frames=[f"{f}:{n}" for f, n in frames],
        message=seen.message,
        code=seen.code,
        gb=seen.gb,
    )

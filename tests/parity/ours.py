"""Our own tracer's report, brought into the shape that the oracle's is in."""

from __future__ import annotations

import time
import traceback
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from fullgraph_tracer.api import trace

from . import places
from .observation import BreakSeen, GraphSeen, Observation, span_key
from .targets import graph_seen

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence


@dataclass
class OurReport:
    seen: Observation
    result: Any = None


def run_ours(
    fn: Callable[..., Any], args: Sequence[Any] = (), kwargs: Mapping[str, Any] | None = None, *, mode: str = "concrete"
) -> OurReport:
    """Trace `fn(*args, **kwargs)`; what the tracer raises (a bug of ours, or the program's own error) is in `seen.error`."""
    start = time.perf_counter()
    try:
        report = trace(fn, tuple(args), dict(kwargs or {}), mode=mode)
    except Exception as error:  # noqa: BLE001 - a crash of the tracer is what this harness is there to show
        seen = Observation(error=f"{type(error).__name__}: {str(error)[:600]}", traceback=traceback.format_exc()[-8000:])
        seen.seconds = time.perf_counter() - start
        return OurReport(seen)
    seconds = time.perf_counter() - start
    seen = observation_of(report)
    seen.seconds = seconds
    return OurReport(seen, report.result)


def observation_of(report: Any) -> Observation:
    """The plain data of a `TraceReport`."""
    seen = Observation()
    seen.graphs = [_graph(g) for g in report.graphs]
    seen.breaks = [_break(b) for b in report.breaks]
    for note in report.kinds:
        span = note.span
        key = span_key(places.short(span.file), *span.key)
        known = seen.kinds.setdefault(key, [])
        if note.kind in known:
            known.remove(note.kind)
        known.append(note.kind)
        seen.texts[key] = note.text
    bug = getattr(report, "error", None)
    if bug:
        seen.error = str(bug)
    return seen


def _graph(graph: Any) -> GraphSeen:
    return graph_seen(getattr(graph, "module", graph))


def _break(seen: Any) -> BreakSeen:
    frames = [(places.short(f.file), f.line, getattr(f, "function", "")) for f in seen.frames]
    leaf = (places.short(seen.span.file), seen.span.line, "")
    if not frames or frames[-1][:2] != leaf[:2]:
        frames.append(leaf)
    user = next((f for f in reversed(frames) if not places.is_torch(f[0])), frames[-1])
    return BreakSeen(
        gb_type=seen.gb_type,
        file=user[0],
        line=user[1],
        how=seen.effect,
        leaf="" if user[:2] == frames[-1][:2] else f"{frames[-1][0]}:{frames[-1][1]}",
        frames=[f"{f}:{n}:{name}" for f, n, name in frames],
        message=seen.message,
        code=seen.code,
    )

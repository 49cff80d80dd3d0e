"""`trace`: the entry of the tracer."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING, Any, Literal

import torch

from fullgraph_tracer.config import TraceConfig
from fullgraph_tracer.errors import GraphBreak, SkipFrame, TracerBug
from fullgraph_tracer.graph.describe import dtype_name
from fullgraph_tracer.interpreter.session import Session
from fullgraph_tracer.preserve import preserving
from fullgraph_tracer.report import BreakReport, GraphReport, KindReport, NodeFacts, SizesReport, TraceReport

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from torch import fx

    from fullgraph_tracer.graph.fake import FakeWorld

__all__ = ["TraceConfig", "TraceReport", "trace"]


def trace(
    fn: Any,
    args: Sequence[Any] = (),
    kwargs: Mapping[str, Any] | None = None,
    *,
    mode: Literal["concrete", "symbolic"] = "concrete",
    config: TraceConfig | None = None,
) -> TraceReport:
    """Trace a call of `fn`, a function, method or `nn.Module`, and say what torch.compile would do with it.

    `mode="concrete"` runs captured graphs on the arguments and executes for real what leaves them; `mode="symbolic"`
    does no arithmetic on data and follows data-dependent branches on both sides. Arguments, modules and random state
    are left as they were. Raises `TracerBug` where the tracer itself is wrong, and nothing else: what the user's code
    raises is the report's `error`.
    """
    session = Session(config or TraceConfig.of_process(symbolic=mode == "symbolic"))
    report = TraceReport()
    started = time.perf_counter()
    with preserving([fn, args, kwargs]) as notes:
        try:
            if mode == "symbolic":
                session.explore(fn, args, dict(kwargs or {}))
            else:
                report.result = notes.kept(session.call(fn, args, dict(kwargs or {})))
        except (GraphBreak, SkipFrame) as error:
            raise TracerBug(f"{type(error).__name__} escaped the session: {error}") from error
        except TracerBug:
            raise
        except Exception as error:  # noqa: BLE001 - the user's own exception is an answer
            report.error = error
    report.seconds = time.perf_counter() - started
    _fill(report, session)
    return report


def _fill(report: TraceReport, session: Session) -> None:
    for brk, how in session.breaks:
        assert brk.span is not None
        effect: Literal["resume", "skip_frame"] = "resume" if how == "resume" else "skip_frame"
        report.breaks.append(
            BreakReport(
                brk.cause, brk.gb, brk.gb_type, brk.message, brk.span, tuple(brk.frames), effect, how, brk.outer
            )
        )
    report.unexplored = session.unexplored
    for captured in session.captured:
        if captured.module is not None:
            report.graphs.append(_graph(captured.module))
        report.guards.extend(captured.guards)
        report.effects.extend(captured.tracing.effects.report)
    report.graphs.extend(_graph(module) for module in session.explored)
    report.recompile_limit = session.config.recompile_limit
    report.sizes = [_sizes(tracing.graph.fakes) for tracing in session.kept if tracing.graph.fakes.symbolic]
    for tracing in session.traced:
        for inst, variable in tracing.kinds.values():
            if inst.span is not None:
                report.kinds.append(KindReport(inst.span, variable.kind, variable.describe()))
    whole = not report.breaks and len(report.graphs) <= 1
    report.fullgraph = whole and not report.unexplored and report.error is None


def _sizes(fakes: FakeWorld) -> SizesReport:
    return SizesReport(tuple(fakes.sizes()), tuple(fakes.conditions()))


def _graph(module: fx.GraphModule) -> GraphReport:
    facts = []
    for node in module.graph.nodes:
        value = node.meta.get("example_value")
        tensor = value if isinstance(value, torch.Tensor) else None
        facts.append(
            NodeFacts(
                node,
                node.meta.get("span"),
                None if tensor is None else tuple(n if isinstance(n, int) else str(n) for n in tensor.shape),
                None if tensor is None else dtype_name(tensor.dtype),
                node.meta.get("module_path", ""),
            )
        )
    return GraphReport(module, tuple(facts))

"""What a trace found out."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Literal

if TYPE_CHECKING:
    from torch import fx

    from fullgraph_tracer.effects import Effect
    from fullgraph_tracer.graph.fake import SymbolicSize
    from fullgraph_tracer.guards import Guard
    from fullgraph_vocab.breaks.definition import Break
    from fullgraph_vocab.spans import Span


@dataclass(frozen=True, slots=True)
class NodeFacts:
    """What is known of one FX node beside the node itself. `shape` and `dtype` are None where it is no tensor."""

    node: fx.Node
    span: Span | None
    shape: tuple[int | str, ...] | None
    dtype: str | None
    module_path: str


@dataclass(frozen=True, slots=True)
class GraphReport:
    """One captured graph."""

    module: fx.GraphModule
    nodes: tuple[NodeFacts, ...]

    @property
    def op_count(self) -> int:
        """How many calls it has."""
        return sum(1 for facts in self.nodes if facts.node.op.startswith("call_"))


@dataclass(frozen=True, slots=True)
class BreakReport:
    """One graph break. `frames` are the calls that lead to it, innermost last; `gb` and `gb_type` are torch's words."""

    cause: Break
    gb: str
    gb_type: str
    message: str
    span: Span
    frames: tuple[Span, ...]
    effect: Literal["resume", "skip_frame"]
    how: str
    """Finer than `effect`: resume, partial_then_skip or skip_frame."""
    outer: Break | None = None

    @property
    def code(self) -> str:
        """The stable code, `FGnnn`."""
        return self.cause.code


@dataclass(frozen=True, slots=True)
class KindReport:
    """What the expression at a span was tracked as; `detail` is such as `f32[4, 8]`."""

    span: Span
    kind: str
    detail: str


@dataclass(frozen=True, slots=True)
class SizesReport:
    """The sizes that are symbols in one captured frame, and what must hold of them."""

    sizes: tuple[SymbolicSize, ...]
    conditions: tuple[str, ...]


@dataclass(slots=True)
class TraceReport:
    """The answer of `trace`. `result` is what eager returns; `error` what the user's code raised instead."""

    fullgraph: bool = False
    graphs: list[GraphReport] = field(default_factory=list)
    breaks: list[BreakReport] = field(default_factory=list)
    kinds: list[KindReport] = field(default_factory=list)
    guards: list[Guard] = field(default_factory=list)
    effects: list[Effect] = field(default_factory=list)
    sizes: list[SizesReport] = field(default_factory=list)
    result: Any = None
    error: BaseException | None = None
    unexplored: str = ""
    """`mode="symbolic"`: what was left out for want of budget, in words; empty where every path was followed."""
    recompile_limit: int = 0
    """How many graphs torch makes of one piece of code before it leaves it to eager."""
    seconds: float = 0.0
    """Wall-clock time of the trace, with the graphs' runs on real data where there were any."""

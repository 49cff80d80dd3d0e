"""What one run of a case showed, as plain data: the same shape for the oracle and for our tracer, so that they compare.

Files are named portably (`places.Places.short`), lines count from 1, columns from 0 in characters.
"""

from __future__ import annotations

from dataclasses import asdict, dataclass, field
from typing import Any

SpanKey = str
"""`file:line:column:end_line:end_column`, a key that JSON can hold."""


def span_key(file: str, line: int, column: int, end_line: int, end_column: int) -> SpanKey:
    return f"{file}:{line}:{column}:{end_line}:{end_column}"


def split_key(key: SpanKey) -> tuple[str, int, int, int, int]:
    file, line, column, end_line, end_column = key.rsplit(":", 4)
    return file, int(line), int(column), int(end_line), int(end_column)


@dataclass
class BreakSeen:
    """One graph break. `file` and `line` are the innermost frame outside torch where there is one: the user's line."""

    gb_type: str
    """The upstream title of the root cause."""
    file: str
    line: int
    how: str
    """`resume`, `jump`, `skip_frame`, `partial_then_skip`, `frame_error` or `recompile_limit`."""
    outer_type: str = ""
    """The title under which it was escalated ("graph break in loop"), where that differs."""
    leaf: str = ""
    """`file:line` of the innermost frame, where that lies inside torch."""
    frames: list[str] = field(default_factory=list)
    """`file:line:function`, innermost last."""
    message: str = ""
    code: str = ""
    """Our own `FGnnn`; the oracle has none."""
    gb: str = ""
    """The upstream id of the root cause, `GBnnnn`, where it has one."""

    @property
    def site(self) -> tuple[str, int, str]:
        return (self.file, self.line, self.gb_type)


@dataclass
class GraphSeen:
    targets: list[str]
    """The call targets of the nodes that call something, in order (`targets.canonical_target`)."""
    code: str = ""
    """The generated forward, for reading."""
    subgraphs: dict[str, list[str]] = field(default_factory=dict)
    """The same sequences for the graph modules inside (bodies of higher-order operators)."""


@dataclass
class Observation:
    graphs: list[GraphSeen] = field(default_factory=list)
    breaks: list[BreakSeen] = field(default_factory=list)
    kinds: dict[SpanKey, list[str]] = field(default_factory=dict)
    """Every class noted for a span, the last one last."""
    raw_kinds: dict[SpanKey, str] = field(default_factory=dict)
    """The oracle only: the last class on top of the stack after *any* instruction of that span, value or not."""
    texts: dict[SpanKey, str] = field(default_factory=dict)
    error: str = ""
    """What the run ended with instead of a result: `Type: message`."""
    traceback: str = ""
    seconds: float = 0.0
    matches_eager: str = ""
    """Empty when the result equals eager's; else in what they differ."""

    @property
    def whole(self) -> bool:
        """The verdict: captured with no break at all."""
        return not self.breaks and not self.error

    @property
    def sites(self) -> set[tuple[str, int, str]]:
        return {b.site for b in self.breaks if b.how != "recompile_limit"}

    def to_json(self) -> dict[str, Any]:
        return asdict(self)

    @classmethod
    def from_json(cls, data: dict[str, Any]) -> Observation:
        made = cls(**data)
        made.graphs = [GraphSeen(**g) for g in data["graphs"]]
        made.breaks = [BreakSeen(**b) for b in data["breaks"]]
        return made

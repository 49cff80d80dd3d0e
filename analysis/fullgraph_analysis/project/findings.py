"""What the analysis tells others: findings, kinds and functions of a file."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Literal

if TYPE_CHECKING:
    from fullgraph_analysis.project.collecting import Kinds
    from fullgraph_vocab.breaks.definition import Break
    from fullgraph_vocab.spans import Span
    from fullgraph_vocab.wire import Confidence

CONFIDENCES: tuple[Confidence, ...] = ("possible", "likely", "certain")


@dataclass(frozen=True, slots=True)
class Related:
    """Another place that belongs to a finding: a call on the way to it, or its cause in another file."""

    span: Span
    message: str


@dataclass(frozen=True, slots=True)
class Finding:
    """A predicted break."""

    code: Break
    confidence: Confidence
    span: Span
    function: str
    """The qualified name of the function in which the span lies."""
    facts: dict[str, Any]
    """What `code.message` takes."""
    upstream: str
    """The upstream id that torch will most likely report."""
    effect: Literal["resume", "skip_frame"]
    cause: Span
    """Where the break really is: the span itself, or a place in a called function of another file."""
    related: tuple[Related, ...] = ()

    @property
    def message(self) -> str:
        """What the user reads."""
        return self.code.message(**self.facts)


@dataclass(frozen=True, slots=True)
class KindFact:
    """What an expression is tracked as."""

    span: Span
    kind: str
    python_type: str
    detail: str
    """Dtype and shape of a tensor, such as `f32[4, 8]`."""
    value: str | None
    """The source of a constant."""
    confidence: Confidence


@dataclass(frozen=True, slots=True)
class FunctionFact:
    """A function or method of the file."""

    qualname: str
    span: Span
    name_span: Span
    is_root: bool
    """Whether it is compiled by what the source says."""
    is_forward: bool
    """Whether it is the `forward` of a module."""


@dataclass(frozen=True, slots=True)
class ParseError:
    """A chunk that does not parse."""

    span: Span
    message: str


@dataclass(slots=True)
class FileFacts:
    """All that the analysis has to say about one version of a file."""

    path: str
    version: int
    findings: list[Finding] = field(default_factory=list)
    functions: list[FunctionFact] = field(default_factory=list)
    parse_errors: list[ParseError] = field(default_factory=list)
    complete: bool = True
    """Whether every root was followed to its end within the budget."""
    causes: list[Finding] = field(default_factory=list)
    """The same findings, each at its cause, also those in other files."""
    index: Kinds | None = None

    @property
    def kinds(self) -> list[KindFact]:
        """What every expression that was reached is tracked as."""
        return [] if self.index is None else self.index.all()

    def kind_at(self, line: int, column: int) -> KindFact | None:
        """The innermost expression at a position, with its kind; None where nothing is known."""
        return None if self.index is None else self.index.at(line, column)

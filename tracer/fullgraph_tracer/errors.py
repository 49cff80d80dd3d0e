"""The ways in which a trace leaves its straight path. They are kept apart everywhere.

Architecture invariant: a `TracerBug` is never shown as a graph break, and a graph break is never a bare string.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from fullgraph_vocab.breaks import UPSTREAM_TITLES

if TYPE_CHECKING:
    from fullgraph_vocab.breaks.definition import Break
    from fullgraph_vocab.spans import Span


class GraphBreak(Exception):
    """The user's code leaves the graph here.

    `gb` is the upstream id that torch reports for it (the first of the break's own, unless given); `span` and `frames`
    (innermost last) are filled in by the innermost frame that the break passes through.
    """

    def __init__(
        self,
        cause: Break,
        *,
        gb: str | None = None,
        skip_frame: bool = False,
        title: str | None = None,
        **facts: object,
    ) -> None:
        self.cause = cause
        self.message = cause.message(**facts)
        self.gb = gb or (cause.upstream[0] if cause.upstream else "")
        self.gb_type = title or UPSTREAM_TITLES.get(self.gb, "")
        self.skip_frame = skip_frame
        """Whether Dynamo gives the whole frame up at once for this cause, wherever it stands."""
        self.outer: Break | None = None
        """What this break was made into further out, such as "graph break in a loop"."""
        self.span: Span | None = None
        self.frames: list[Span] = []
        super().__init__(f"{cause.code} {cause.title}: {self.message}")


class UserRaised(Exception):
    """The user's code raised, symbolically. `value` is the variable that tracks the exception object."""

    def __init__(self, value: Any, *, has_context: bool = False) -> None:
        self.value = value
        self.has_context = has_context
        """Whether its context stands: it was given one where it was raised, or is an old exception that goes on."""
        self.frames: list[Span] = []
        """Where it was raised (innermost last), once it has left a frame."""
        super().__init__(str(value))


class NotKnown(Exception):
    """Something must be known of a value that is unknown (`mode="symbolic"`): then what it is needed for is unknown."""


class TracerBug(Exception):
    """The interpreter itself is wrong. It is reported as such, with a repro, never as a graph break."""


class SkipFrame(Exception):
    """The frame is not worth capturing (no tensor in it, a file that Dynamo skips ...): run it as it is, no break."""

"""Findings: made, ordered, recognised."""

from __future__ import annotations

from typing import TYPE_CHECKING

from fullgraph_vocab.explain import page_of

if TYPE_CHECKING:
    from fullgraph_vocab.breaks import Break
    from fullgraph_vocab.wire import Finding, Position, WireError

Site = tuple[str, int, int, int, int]


def tool_finding(
    cause: Break,
    message: str,
    filename: str,
    *,
    row: int = 1,
    column: int = 1,
    end: Position | None = None,
    function: str = "",
) -> Finding:
    """Something that the tool itself has to say about a file (the 9xx family)."""
    return {
        "code": cause.code,
        "name": cause.name,
        "message": message,
        "severity": cause.severity,
        "status": "confirmed",
        "confidence": "certain",
        "filename": filename,
        "location": {"row": row, "column": column},
        "end_location": end or {"row": row, "column": column + 1},
        "function": function,
        "upstream": [],
        "url": page_of(cause).as_uri(),
        "related": [],
        "fix": None,
        "hints": list(cause.hints),
    }


def from_error(cause: Break, error: WireError, filename: str, row: int, function: str) -> Finding:
    """The error of a worker as a finding: where the cause stands if that is known, else at the function."""
    place = error.get("location")
    if place is None:
        return tool_finding(cause, error["message"], filename, row=row, function=function)
    return tool_finding(
        cause,
        error["message"],
        place["filename"],
        row=place["location"]["row"],
        column=place["location"]["column"],
        end=place["end_location"],
        function=function,
    )


def site(finding: Finding) -> Site:
    """Where a finding stands, exactly."""
    start, end = finding["location"], finding["end_location"]
    return finding["filename"], start["row"], start["column"], end["row"], end["column"]


def order(finding: Finding) -> tuple[str, int, int, str]:
    """By file, place, code."""
    start = finding["location"]
    return finding["filename"], start["row"], start["column"], finding["code"]


def is_hazard(finding: Finding) -> bool:
    """Whether a finding is about compiling again (the 8xx family), and not about a break of the graph."""
    return finding["code"].startswith("FG8")


def overlap(one: Finding, other: Finding) -> bool:
    """Whether two findings share text of one file."""
    if one["filename"] != other["filename"]:
        return False
    return _start(one) < _end(other) and _start(other) < _end(one)


def _start(finding: Finding) -> tuple[int, int]:
    return finding["location"]["row"], finding["location"]["column"]


def _end(finding: Finding) -> tuple[int, int]:
    return finding["end_location"]["row"], finding["end_location"]["column"]

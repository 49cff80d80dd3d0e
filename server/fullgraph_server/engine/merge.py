"""Predictions and traces, merged: each finding says which tier said it.

A predicted finding that a trace broke at is *confirmed*; one whose expression a trace reached without breaking is
*refuted*; one that no trace reached stays *predicted*. A break that was not predicted is added, confirmed. What makes
torch compile again is no break: a trace is one call, and has nothing to say about it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from fullgraph_server.engine.findings import is_hazard, order, overlap

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from fullgraph_vocab.wire import Finding, KindAt, Position, Related, TraceResult


def merge(predicted: Iterable[Finding], traces: Sequence[TraceResult]) -> list[Finding]:
    """The findings of all tiers, ordered by place."""
    answered = [trace for trace in traces if trace["status"] != "error"]
    traced = _distinct(found for trace in answered for found in trace["breaks"])
    reached = _Reached(answered)
    used: set[int] = set()
    merged: list[Finding] = []
    for prediction in predicted:
        if is_hazard(prediction):
            merged.append(prediction)
            continue
        match = _match(prediction, traced)
        if match is not None:
            used.add(match)
            merged.append(_confirmed(prediction, traced[match]))
        elif reached.covers(prediction):
            merged.append({**prediction, "status": "refuted"})
        else:
            merged.append(prediction)
    merged += [found for index, found in enumerate(traced) if index not in used]
    return sorted(_distinct(merged), key=order)


def _distinct(findings: Iterable[Finding]) -> list[Finding]:
    """One finding for each code and place; several traces meet the same break."""
    seen: dict[tuple[object, ...], Finding] = {}
    for found in findings:
        start = found["location"]
        seen.setdefault((found["code"], found["filename"], start["row"], start["column"]), found)
    return list(seen.values())


def _match(prediction: Finding, traced: Sequence[Finding]) -> int | None:
    """The traced break that a prediction is about: at overlapping text, or on the same row with the same code."""
    best: tuple[int, int] | None = None
    for index, found in enumerate(traced):
        if found["filename"] != prediction["filename"]:
            continue
        same_code = found["code"] == prediction["code"]
        same_row = found["location"]["row"] == prediction["location"]["row"]
        touches = overlap(found, prediction)
        score = 2 * same_code + touches if touches or (same_code and same_row) else 0
        if score and (best is None or score > best[0]):
            best = (score, index)
    return None if best is None else best[1]


def _confirmed(prediction: Finding, traced: Finding) -> Finding:
    """The trace's words at the trace's place, with what only the prediction knows: the fix, the chain of calls."""
    known = {place["message"] for place in traced["related"]}
    related = [*traced["related"], *(place for place in prediction["related"] if place["message"] not in known)]
    merged: Finding = {**traced, "status": "confirmed", "confidence": "certain", "related": related}
    if traced["code"] == prediction["code"]:
        merged["fix"] = traced["fix"] or prediction["fix"]
    return merged


class _Reached:
    """The expressions that the traces evaluated, by file and row."""

    def __init__(self, traces: Iterable[TraceResult]) -> None:
        self.rows: dict[tuple[str, int], list[KindAt]] = {}
        for trace in traces:
            for kind in trace["kinds"]:
                self.rows.setdefault((kind["filename"], kind["location"]["row"]), []).append(kind)

    def covers(self, finding: Finding) -> bool:
        """Whether the whole expression of a finding has a kind, or one that contains it: it was evaluated."""
        start, end = finding["location"], finding["end_location"]
        for kind in self.rows.get((finding["filename"], start["row"]), ()):
            at, until = kind["location"], kind["end_location"]
            begins = at["column"] <= start["column"]
            ends = (until["row"], until["column"]) >= (end["row"], end["column"])
            if begins and ends:
                return True
        return False


def at_calls(findings: Iterable[Finding], path: str) -> list[Finding]:
    """Breaks elsewhere, marked at the call in this file that leads to them.

    A break in another file is marked at the call nearest to it; one in a helper of this file at the call in the
    function that is compiled, as information, since the break itself is shown as well.
    """
    made: dict[tuple[str, int, int], Finding] = {}
    for found in findings:
        calls = [place for place in found["related"] if place["filename"] == path]
        if found["status"] == "refuted" or not calls:
            continue
        if found["filename"] != path:
            marked = _marked(found, path, calls[-1])
        else:
            # A trace names the chain from the outside in, a prediction from the inside out.
            marked = _marked(found, path, calls[0] if found["status"] == "confirmed" else calls[-1])
            marked["severity"] = "information"
            if overlap(marked, found):
                continue
        at = marked["location"]
        made.setdefault((found["code"], at["row"], at["column"]), marked)
    return list(made.values())


def _marked(found: Finding, path: str, call: Related) -> Finding:
    at = call["location"]
    end: Position = call.get("end_location") or {"row": at["row"], "column": at["column"] + 1}
    there: Related = {
        "filename": found["filename"],
        "location": found["location"],
        "end_location": found["end_location"],
        "message": f"here: {found['message']}",
    }
    return {
        **found,
        "filename": path,
        "location": at,
        "end_location": end,
        "message": f"{found['message']} (in a function that is called here)",
        "related": [there],
        "fix": None,
    }


def without_orphans(kept: list[Finding], marks: Iterable[Finding]) -> list[Finding]:
    """Without the marks at calls whose break in the same file is suppressed where it stands."""
    shown = {(found["code"], *_place(found)) for found in kept}
    orphans: set[int] = set()
    for mark in marks:
        broken = mark["related"][0]
        if broken["filename"] == mark["filename"] and (mark["code"], *_place(broken)) not in shown:
            orphans.add(id(mark))
    return [found for found in kept if id(found) not in orphans]


def _place(at: Finding | Related) -> tuple[str, int, int]:
    return at["filename"], at["location"]["row"], at["location"]["column"]

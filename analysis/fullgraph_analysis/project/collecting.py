"""From what evaluating showed to the facts about a file: findings at their places, and kinds where somebody asks."""

from __future__ import annotations

from bisect import bisect_right
from typing import TYPE_CHECKING

from fullgraph_analysis.eval.joins import join
from fullgraph_analysis.eval.values import Const
from fullgraph_analysis.project.analysis import reached
from fullgraph_analysis.project.findings import CONFIDENCES, Finding, FunctionFact, KindFact, Related
from fullgraph_analysis.project.kinds import detail, python_kind, sureness

if TYPE_CHECKING:
    from collections.abc import Iterator

    import libcst as cst

    from fullgraph_analysis.documents.document import Chunk, Document
    from fullgraph_analysis.eval.frames import Activation, CallEdge, Found
    from fullgraph_analysis.eval.values import Value
    from fullgraph_vocab.spans import Span

_DEEPEST = 60
_RELATED = 8

Path = list[tuple["Activation", "CallEdge"]]
"""The calls that lead to an activation."""


class Collector:
    """Goes through activations and what they call, and notes for each break the surest way to it."""

    def __init__(self, file: str) -> None:
        self.file = file
        self.here: dict[tuple[object, ...], Finding] = {}
        """By code and place in the file."""
        self.causes: dict[tuple[object, ...], Finding] = {}
        """By code and place of the cause, in other files too."""
        self._visited: dict[int, int] = {}

    def descend(self, activation: Activation, path: Path, sure: int) -> None:
        """Collect from an activation and from what it calls."""
        if self._visited.get(id(activation), -1) >= sure or len(path) > _DEEPEST:
            return
        self._visited[id(activation)] = sure
        for found in activation.found.values():
            finding = self._finding(activation, found, path, min(sure, found.sure))
            if finding is None:
                continue
            _keep(self.causes, (finding.code.code, finding.cause), finding)
            if finding.span.file == self.file:
                _keep(self.here, (finding.code.code, finding.span), finding)
        for edge in activation.calls.values():
            self.descend(edge.callee, [*path, (activation, edge)], min(sure, edge.sure))

    def _finding(self, activation: Activation, found: Found, path: Path, sure: int) -> Finding | None:
        cause = activation.chunk.place(found.range)
        if cause is None:
            return None
        span, function = cause, activation.code
        calls = [(caller, place) for caller, edge in path if caller.code is not None and (place := _place(edge))]
        if cause.file != self.file:
            inside = [(caller, place) for caller, place in calls if place.file == self.file]
            if inside:
                span, function = inside[-1][1], inside[-1][0].code
        related = [
            Related(place, f"called from {caller.code.qualname if caller.code else 'here'}")
            for caller, place in reversed(calls)
        ]
        if span is not cause:
            related.insert(0, Related(cause, "the graph breaks here"))
        upstream = found.hit.gb or (found.hit.brk.upstream[0] if found.hit.brk.upstream else "")
        return Finding(
            found.hit.brk,
            CONFIDENCES[sure],
            span,
            function.qualname if function is not None else "",
            found.hit.facts,
            upstream,
            "skip_frame" if found.skips else "resume",
            cause,
            tuple(related[:_RELATED]),
        )


def _place(edge: CallEdge) -> Span | None:
    parsed = edge.chunk.parsed()
    return None if parsed is None or edge.node not in parsed else edge.chunk.place(parsed.range(edge.node))


def _keep(table: dict[tuple[object, ...], Finding], key: tuple[object, ...], finding: Finding) -> None:
    old = table.get(key)
    if old is None or CONFIDENCES.index(old.confidence) < CONFIDENCES.index(finding.confidence):
        table[key] = finding


Known = dict["Chunk", tuple[tuple[object, ...], list[KindFact]]]
"""What is known of the kinds in a chunk, and for which state of it."""


class Kinds:
    """What the expressions of one version of a file are tracked as, worked out chunk by chunk when asked for.

    `known` has the answers of the version before: those of a chunk that is what and where it was are the same objects.
    """

    def __init__(self, document: Document, tops: list[Activation], known: Known) -> None:
        self._chunks = list(document.chunks)
        self._firsts = [chunk.first for chunk in self._chunks]
        self._moved = [chunk.moved for chunk in self._chunks]
        self._tops = tops
        self._activations: dict[Chunk, list[Activation]] | None = None
        self._known = known

    def all(self) -> list[KindFact]:
        """Of every expression that was reached."""
        return [fact for index in range(len(self._chunks)) for fact in self._of(index)]

    def at(self, line: int, column: int) -> KindFact | None:
        """Of the innermost expression at a position."""
        index = bisect_right(self._firsts, line) - 1
        best: KindFact | None = None
        for fact in self._of(index) if index >= 0 else ():
            span = fact.span
            inside = (span.line, span.column) <= (line, column) < (span.end_line, span.end_column)
            if inside and (best is None or best.span.contains(span)):
                best = fact
        return best

    def _of(self, index: int) -> list[KindFact]:
        if self._activations is None:
            self._activations = {}
            for activation in reached(self._tops):
                self._activations.setdefault(activation.chunk, []).append(activation)
        chunk = self._chunks[index]
        activations = self._activations.get(chunk, [])
        key = (self._firsts[index], self._moved[index], *activations)
        known = self._known.get(chunk)
        if known is None or known[0] != key:
            known = self._known[chunk] = (key, list(_kinds(chunk, activations)))
        return known[1]


def _kinds(chunk: Chunk, activations: list[Activation]) -> Iterator[KindFact]:
    values: dict[cst.CSTNode, Value] = {}
    for activation in activations:
        for node, value in activation.record.items():
            old = values.get(node)
            values[node] = value if old is None else join(old, value)
    parsed = chunk.parsed()
    for node, value in values.items() if parsed is not None else ():
        kind = python_kind(value)
        if kind is None or parsed is None or node not in parsed:
            continue
        span = chunk.place(parsed.range(node))
        if span is not None:
            constant = repr(value.value) if isinstance(value, Const) else None
            yield KindFact(span, kind[0], kind[1], detail(value), constant, CONFIDENCES[sureness(value)])


def functions(document: Document, explicit: set[str], roots: set[str]) -> Iterator[FunctionFact]:
    """The functions of a file, methods with the name of their class."""
    for chunk in document.chunks:
        if chunk.kind != "function" or chunk.head is None:
            continue
        span, at = chunk.place_around(chunk.head.definition), chunk.place(chunk.head.name)
        if span is None or at is None:
            continue
        name = f"{chunk.owner.name}.{chunk.name}" if chunk.owner is not None else chunk.name
        yield FunctionFact(name, span, at, name in explicit, name in roots and name.endswith(".forward"))

"""A text as chunks, kept up to date from edit to edit."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import libcst as cst

from fullgraph_analysis.documents import chunks
from fullgraph_analysis.documents.lines import LineIndex
from fullgraph_analysis.documents.parsed import Parsed, parse_chunk
from fullgraph_vocab.spans import Span

if TYPE_CHECKING:
    from tree_sitter import Tree


@dataclass(eq=False, slots=True)
class Chunk:
    """A piece of a document. It is the same object as long as its text stays what it is, wherever it moves."""

    path: str
    kind: chunks.ChunkKind
    name: str
    text: str
    indent: bool
    binds: frozenset[str]
    first: int
    owner: Chunk | None = None
    members: list[Chunk] = field(default_factory=list)
    """The chunks of a class's body, if this is the header of one."""
    error: SyntaxProblem | None = None
    _parsed: Parsed | None = None

    def parsed(self) -> Parsed | None:
        """What libcst makes of the chunk; `None`, with `error` set, if it is broken."""
        if self._parsed is None and self.error is None:
            try:
                self._parsed = parse_chunk(self.text, self.indent)
            except cst.ParserSyntaxError as problem:
                shift = -1 if self.indent else 0
                self.error = SyntaxProblem(problem.message, problem.raw_line + shift, problem.raw_column)
        return self._parsed

    def span(self, node: cst.CSTNode) -> Span:
        """Where a node of this chunk stands now."""
        assert self._parsed is not None
        return self.place(self._parsed.range(node))

    def place(self, where: tuple[int, int, int, int]) -> Span:
        """A range of this chunk as a span of the document."""
        shift = self.first - 1
        return Span(self.path, where[0] + shift, where[1], where[2] + shift, where[3])


@dataclass(frozen=True, slots=True)
class SyntaxProblem:
    """Why a chunk could not be parsed; the line counts from the chunk's first."""

    message: str
    line: int
    column: int


class Document:
    """One version of a file's text, cut into chunks."""

    def __init__(self, path: str, text: str, version: int = 0) -> None:
        self.path = path
        self.version = version
        self.text = text
        self.lines = LineIndex(text)
        self._tree: Tree | None = None
        self.chunks: list[Chunk] = self._cut({})

    def update(self, text: str, version: int) -> None:
        """Take over a new text. Chunks whose text stays the same stay the same objects."""
        self.version = version
        if text == self.text:
            return
        old: dict[tuple[str, bool, str | None], list[Chunk]] = {}
        for chunk in self.chunks:
            owner = chunk.owner.name if chunk.owner is not None else None
            old.setdefault((chunk.text, chunk.indent, owner), []).append(chunk)
        self._edit_tree(text)
        self.text = text
        self.lines = LineIndex(text)
        self.chunks = self._cut(old)

    def _edit_tree(self, text: str) -> None:
        """Tell tree-sitter which bytes changed, so that it only looks at those again."""
        if self._tree is None:
            return
        before, after = self.text, text
        start = _common_prefix(before, after)
        end = _common_suffix(before[start:], after[start:])
        old_end, new_end = len(before) - end, len(after) - end
        old_lines, new_lines = self.lines, LineIndex(after)
        self._tree.edit(
            start_byte=len(before[:start].encode()),
            old_end_byte=len(before[:old_end].encode()),
            new_end_byte=len(after[:new_end].encode()),
            start_point=_point(old_lines, start),
            old_end_point=_point(old_lines, old_end),
            new_end_point=_point(new_lines, new_end),
        )

    def _cut(self, old: dict[tuple[str, bool, str | None], list[Chunk]]) -> list[Chunk]:
        self._tree = chunks.parse(self.text.encode(), self._tree)
        made: list[Chunk] = []
        for cut in chunks.cut(self._tree, self.lines):
            owner = made[cut.owner] if cut.owner is not None else None
            text = self._text(cut)
            known = old.get((text, cut.indent, owner.name if owner is not None else None))
            if known:
                chunk = known.pop(0)
                chunk.first = cut.first
                chunk.members = []
            else:
                chunk = Chunk(self.path, cut.kind, cut.name, text, cut.indent, cut.binds, cut.first)
            chunk.owner = owner
            if owner is not None:
                owner.members.append(chunk)
            made.append(chunk)
        return made

    def _text(self, cut: chunks.Cut) -> str:
        if cut.header_end is None:
            return self.lines.lines(cut.first, cut.last)
        line, column = cut.header_end
        last = self.lines.line(line).encode()[:column].decode()
        return self.lines.text[self.lines.start(cut.first) : self.lines.start(line)] + last + " pass\n"


def _point(lines: LineIndex, offset: int) -> tuple[int, int]:
    line, column = lines.position(offset)
    return line - 1, len(lines.line(line)[:column].encode())


def _common_prefix(one: str, other: str) -> int:
    """The length of the longest common start, found by halving: comparing slices is done in C."""
    low, high = 0, min(len(one), len(other))
    while low < high:
        middle = (low + high + 1) // 2
        if one[:middle] == other[:middle]:
            low = middle
        else:
            high = middle - 1
    return low


def _common_suffix(one: str, other: str) -> int:
    low, high = 0, min(len(one), len(other))
    while low < high:
        middle = (low + high + 1) // 2
        if one[len(one) - middle :] == other[len(other) - middle :]:
            low = middle
        else:
            high = middle - 1
    return low

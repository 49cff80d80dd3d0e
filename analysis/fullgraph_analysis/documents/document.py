"""A text as chunks, kept up to date from edit to edit."""

from __future__ import annotations

import ast
import warnings
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import libcst as cst

from fullgraph_analysis.documents import chunks
from fullgraph_analysis.documents.lines import LineIndex, common_prefix, common_suffix
from fullgraph_analysis.documents.moved import Moved
from fullgraph_analysis.documents.parsed import WRAPPER, parse_chunk
from fullgraph_vocab.spans import Span

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tree_sitter import Tree

    from fullgraph_analysis.documents.moved import Range
    from fullgraph_analysis.documents.parsed import Parsed


@dataclass(frozen=True, slots=True)
class SyntaxProblem:
    """Why a chunk could not be parsed; the line counts from the chunk's first."""

    message: str
    line: int
    column: int


@dataclass(frozen=True, slots=True)
class Head:
    """Where a function stands in its chunk, from `def` on, and where its name does."""

    definition: Range
    name: Range


@dataclass(eq=False, slots=True)
class Chunk:
    """A piece of a document. It is the same object as long as its text stays what it is, wherever it moves.

    While a function is being typed it is broken most of the time. Its chunk then stays what it was when it last was
    whole, and so does all that was found out about it; only `moved` says where its parts are now.
    """

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
    divided: bool = False
    """Whether this is only the header of a class."""
    head: Head | None = None
    error: SyntaxProblem | None = None
    """Why the text that stands there now cannot be parsed."""
    moved: Moved | None = None
    _parsed: Parsed | None = None
    _accepted: bool = False

    def parsed(self) -> Parsed | None:
        """What libcst makes of the chunk; `None`, with `error` set, if it is broken and never was whole."""
        if self._parsed is None and (self.error is None or self.moved is not None):
            try:
                self._parsed = parse_chunk(self.text, self.indent)
            except cst.ParserSyntaxError as problem:
                shift = -1 if self.indent else 0
                self.error = SyntaxProblem(problem.message, problem.raw_line + shift, problem.raw_column)
        return self._parsed

    def problem(self) -> SyntaxProblem | None:
        """Why the text that stands there now is no Python. Python's own parser says quickly that it is."""
        if self.error is None and self._parsed is None and not self._accepted:
            self._accepted = _accepts(WRAPPER + self.text if self.indent else self.text)
            if not self._accepted:
                self.parsed()
        return self.error

    def whole(self) -> bool:
        """Whether it has facts: it is Python, or was when it was last whole."""
        return self.moved is not None or self.problem() is None

    def stand_in(self, broken: Chunk) -> None:
        """From now on `broken` stands where this chunk stood; what is known of this one is all that is known of it."""
        self.error = broken.error
        if self.moved is None or self.moved.text != broken.text:
            self.moved = Moved(self.text, broken.text)

    def restore(self) -> None:
        """The text of this chunk stands there again."""
        if self.moved is not None:
            self.moved = self.error = None

    def place(self, where: Range) -> Span | None:
        """A range of this chunk as a span of the document; None if it is gone from a text that is broken now."""
        return self._span(where if self.moved is None else self.moved.range(where))

    def place_around(self, where: Range) -> Span | None:
        """The same for a range that may hold what is broken."""
        return self._span(where if self.moved is None else self.moved.around(where))

    def _span(self, now: Range | None) -> Span | None:
        if now is None:
            return None
        shift = self.first - 1
        return Span(self.path, now[0] + shift, now[1], now[2] + shift, now[3])


def _accepts(text: str) -> bool:
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            ast.parse(text)
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return False
    return True


class Document:
    """One version of a file's text, cut into chunks."""

    def __init__(self, path: str, text: str, version: int = 0) -> None:
        self.path = path
        self.version = version
        self.text = text
        self.lines = LineIndex(text)
        self._tree: Tree | None = None
        self.chunks: list[Chunk] = []
        self._cut()

    def update(self, text: str, version: int) -> None:
        """Take over a new text. Chunks whose text stays the same stay the same objects."""
        self.version = version
        if text == self.text:
            return
        lines = LineIndex(text)
        self._edit_tree(text, lines)
        self.text, self.lines = text, lines
        self._cut()

    def problems(self) -> Iterator[tuple[Span, str]]:
        """What is no Python in it."""
        for chunk in self.chunks:
            found = chunk.problem()
            if found is not None:
                line = chunk.first + found.line - 1
                yield Span(self.path, line, found.column, line, found.column + 1), found.message

    def _edit_tree(self, after: str, lines: LineIndex) -> None:
        """Tell tree-sitter which bytes changed, so that it only looks at those again."""
        if self._tree is None:
            return
        before = self.text
        start = common_prefix(before, after)
        end = common_suffix(before[start:], after[start:])
        old_end, new_end = len(before) - end, len(after) - end
        first = len(before[:start].encode())
        self._tree.edit(
            start_byte=first,
            old_end_byte=first + len(before[start:old_end].encode()),
            new_end_byte=first + len(after[start:new_end].encode()),
            start_point=_point(self.lines, start),
            old_end_point=_point(self.lines, old_end),
            new_end_point=_point(lines, new_end),
        )

    def _cut(self) -> None:
        self._tree = chunks.parse(self.text.encode(), self._tree)
        old: dict[tuple[str, bool, str | None], list[Chunk]] = {}
        for chunk in self.chunks:
            old.setdefault((chunk.text, chunk.indent, _owner(chunk)), []).append(chunk)
        made: list[Chunk] = []
        new: list[tuple[int, chunks.Cut]] = []
        for cut in chunks.cut(self._tree, self.lines):
            owner = made[cut.owner] if cut.owner is not None else None
            text = self._text(cut)
            known = old.get((text, cut.indent, owner.name if owner is not None else None))
            if known:
                chunk = known.pop(0)
                chunk.restore()
            else:
                chunk = Chunk(self.path, cut.kind, cut.name, text, cut.indent, cut.binds, cut.first)
                chunk.head, chunk.divided = self._head(cut), cut.header_end is not None
                new.append((len(made), cut))
            self._put(chunk, cut, owner)
            made.append(chunk)
        left = [chunk for same in old.values() for chunk in same]
        if left:
            self._keep_last_good(made, new, left)
        self.chunks = made
        for chunk in made:
            if chunk.owner is not None:
                chunk.owner.members.append(chunk)

    def _put(self, chunk: Chunk, cut: chunks.Cut, owner: Chunk | None) -> None:
        chunk.first = cut.first
        chunk.owner = owner
        chunk.members = []

    def _keep_last_good(self, made: list[Chunk], new: list[tuple[int, chunks.Cut]], left: list[Chunk]) -> None:
        """For chunks that are broken, put the ones back that stood there when they were whole."""
        replaced: dict[Chunk, Chunk] = {}
        for index, cut in new:
            chunk = made[index]
            before = self._last_good(chunk, cut, left)
            if before is not None:
                left.remove(before)
                before.stand_in(chunk)
                self._put(before, cut, chunk.owner)
                made[index] = replaced[chunk] = before
        for chunk in made:
            if chunk.owner is not None:
                chunk.owner = replaced.get(chunk.owner, chunk.owner)

    def _last_good(self, chunk: Chunk, cut: chunks.Cut, left: list[Chunk]) -> Chunk | None:
        """The chunk that stood where a broken one stands, when it was whole."""
        for before in left:
            if (before.name, _owner(before), before.divided) == (chunk.name, _owner(chunk), bool(cut.header_end)):
                if before.moved is not None and before.moved.text == chunk.text:
                    chunk.error = before.error
                    return before
                broken = chunk.problem() is not None if cut.whole else chunk.parsed() is None
                return before if broken and before.whole() else None
        return None

    def _head(self, cut: chunks.Cut) -> Head | None:
        if cut.definition is None or cut.name_range is None:
            return None
        return Head(self._relative(cut.definition, cut.first), self._relative(cut.name_range, cut.first))

    def _relative(self, where: chunks.Range, first: int) -> Range:
        """Rows from 0 and columns in bytes, as lines from the chunk's first and columns in characters."""
        start, end = self.lines.line(where[0] + 1), self.lines.line(where[2] + 1)
        columns = _characters(start, where[1]), _characters(end, where[3])
        return where[0] + 2 - first, columns[0], where[2] + 2 - first, columns[1]

    def _text(self, cut: chunks.Cut) -> str:
        if cut.header_end is None:
            return self.lines.lines(cut.first, cut.last)
        line, column = cut.header_end
        last = self.lines.line(line).encode()[:column].decode()
        return self.lines.text[self.lines.start(cut.first) : self.lines.start(line)] + last + " pass\n"


def _owner(chunk: Chunk) -> str | None:
    return chunk.owner.name if chunk.owner is not None else None


def _characters(line: str, column: int) -> int:
    return column if line.isascii() else len(line.encode()[:column].decode())


def _point(lines: LineIndex, offset: int) -> tuple[int, int]:
    line, column = lines.position(offset)
    return line - 1, len(lines.line(line)[:column].encode())

"""A document as one URI of the client's shows it: a whole file, or one cell of a notebook.

The engine counts rows and columns from 1, in characters, over the whole module; the client lines from 0, in its own
code units, over what the URI shows. All conversion is here.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from lsprotocol import types

if TYPE_CHECKING:
    from fullgraph_server.engine.session import Document
    from fullgraph_server.engine.text import Encoding, Text
    from fullgraph_vocab.wire import Position


def to_position(text: Text, place: Position, encoding: Encoding, first_line: int = 0) -> types.Position:
    """A place of the engine's as the client counts."""
    line = place["row"] - 1
    return types.Position(line - first_line, text.to_units(line, place["column"] - 1, encoding))


def to_range(text: Text, start: Position, end: Position, encoding: Encoding, first_line: int = 0) -> types.Range:
    """A range of the engine's as the client counts."""
    return types.Range(to_position(text, start, encoding, first_line), to_position(text, end, encoding, first_line))


@dataclass(frozen=True)
class View:
    """What one URI shows of a document: the lines from `first_line`, `line_count` of them."""

    uri: str
    document: Document
    encoding: Encoding
    first_line: int
    line_count: int

    def place(self, position: types.Position) -> tuple[int, int]:
        """Row and column of a position."""
        line = position.line + self.first_line
        return line + 1, self.document.text.from_units(line, position.character, self.encoding) + 1

    def shows(self, place: Position) -> bool:
        """Whether a place is in this view."""
        return self.first_line <= place["row"] - 1 < self.first_line + self.line_count

    def position(self, place: Position) -> types.Position:
        """A place that this view shows."""
        return to_position(self.document.text, place, self.encoding, self.first_line)

    def range(self, start: Position, end: Position) -> types.Range:
        """A range that this view shows."""
        return to_range(self.document.text, start, end, self.encoding, self.first_line)

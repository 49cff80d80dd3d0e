r"""Places in a text, as three parties count them: offsets, lines and characters, an editor's code units.

Lines end with `\r\n`, `\n` or `\r` and nothing else: `str.splitlines` also splits on form feeds and U+2028, which
neither Python's tokenizer nor editors do, and every position after one would be off.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from dataclasses import dataclass
from functools import cached_property
from typing import Literal

Encoding = Literal["utf-8", "utf-16", "utf-32"]

_LINE_END = re.compile(r"\r\n|\n|\r")
_WIDTHS: dict[Encoding, tuple[int, int, int, int]] = {
    "utf-8": (1, 2, 3, 4),
    "utf-16": (1, 1, 1, 2),
    "utf-32": (1, 1, 1, 1),
}
"""Code units of a character below U+0080, U+0800, U+10000, and above."""


@dataclass(frozen=True)
class Text:
    """A text with its line index."""

    content: str

    @cached_property
    def starts(self) -> list[int]:
        """The offset of the start of each line; there is always a first line."""
        return [0, *(match.end() for match in _LINE_END.finditer(self.content))]

    @property
    def line_count(self) -> int:
        """Number of lines; a final line end is followed by an empty one, as editors count."""
        return len(self.starts)

    def line(self, number: int) -> str:
        """Line `number`, from 0, without its line end."""
        if not 0 <= number < len(self.starts):
            return ""
        start = self.starts[number]
        end = self.starts[number + 1] if number + 1 < len(self.starts) else len(self.content)
        return self.content[start:end].rstrip("\r\n")

    def offset(self, line: int, column: int) -> int:
        """The offset of a line and a column in characters, both from 0; what lies beyond is moved to the end."""
        if line < 0:
            return 0
        if line >= len(self.starts):
            return len(self.content)
        return self.starts[line] + min(max(column, 0), len(self.line(line)))

    def place(self, offset: int) -> tuple[int, int]:
        """Line and column in characters, both from 0."""
        line = bisect_right(self.starts, offset) - 1
        return line, offset - self.starts[line]

    def to_units(self, line: int, column: int, encoding: Encoding) -> int:
        """A column in characters as the editor counts it."""
        return units(self.line(line)[:column], encoding)

    def from_units(self, line: int, character: int, encoding: Encoding) -> int:
        """The editor's column in characters; one inside a character is moved to its start."""
        text = self.line(line)
        if encoding == "utf-32" or text.isascii():
            return min(character, len(text))
        count = 0
        for column, char in enumerate(text):
            count += _width(char, encoding)
            if count > character:
                return column
        return len(text)

    def replace(self, start: int, end: int, new: str) -> Text:
        """The text with what lies between two offsets replaced."""
        return Text(self.content[:start] + new + self.content[end:])


def units(text: str, encoding: Encoding) -> int:
    """How many code units `text` takes."""
    if encoding == "utf-32" or text.isascii():
        return len(text)
    return sum(_width(char, encoding) for char in text)


def _width(char: str, encoding: Encoding) -> int:
    code = ord(char)
    return _WIDTHS[encoding][(code >= 0x80) + (code >= 0x800) + (code >= 0x10000)]

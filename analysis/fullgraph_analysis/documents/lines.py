"""Lines of a text, split as Python splits them and as editors count them.

`str.splitlines` also splits on form feeds and on U+2028, so positions made with it drift away from those of the editor.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from itertools import accumulate

_NEWLINE = re.compile(r"\r\n|\n|\r")


class LineIndex:
    """Offsets of the lines of one text. Lines count from 1, columns and offsets from 0, in characters."""

    __slots__ = ("_ends", "_starts", "text")

    def __init__(self, text: str) -> None:
        self.text = text
        if "\r" in text:
            breaks = [match.span() for match in _NEWLINE.finditer(text)]
            self._starts = [0, *(end for _, end in breaks)]
            self._ends = [*(start for start, _ in breaks), len(text)]
        else:
            self._starts = [0, *accumulate(len(line) + 1 for line in text.split("\n"))]
            del self._starts[-1]
            self._ends = [*(start - 1 for start in self._starts[1:]), len(text)]

    def __len__(self) -> int:
        return len(self._starts)

    def start(self, line: int) -> int:
        """The offset at which `line` starts; the end of the text for lines behind the last."""
        return self._starts[line - 1] if line <= len(self._starts) else len(self.text)

    def line(self, line: int) -> str:
        """The text of `line`, without its line break."""
        return self.text[self._starts[line - 1] : self._ends[line - 1]]

    def lines(self, first: int, last: int) -> str:
        """The text of the lines `first` to `last`, both included, with their line breaks."""
        return self.text[self.start(first) : self.start(last + 1)]

    def offset(self, line: int, column: int) -> int:
        """The offset of a position; columns behind the end of the line count as its end."""
        if line > len(self._starts):
            return len(self.text)
        return min(self._starts[line - 1] + column, self._ends[line - 1])

    def position(self, offset: int) -> tuple[int, int]:
        """Line and column of an offset."""
        line = bisect_right(self._starts, offset)
        return line, offset - self._starts[line - 1]


def common_prefix(one: str, other: str) -> int:
    """The length of the longest common start, found by halving: comparing slices is done in C."""
    low, high = 0, min(len(one), len(other))
    while low < high:
        middle = (low + high + 1) // 2
        if one[:middle] == other[:middle]:
            low = middle
        else:
            high = middle - 1
    return low


def common_suffix(one: str, other: str) -> int:
    """The same for the end."""
    low, high = 0, min(len(one), len(other))
    while low < high:
        middle = (low + high + 1) // 2
        if one[len(one) - middle :] == other[len(other) - middle :]:
            low = middle
        else:
            high = middle - 1
    return low

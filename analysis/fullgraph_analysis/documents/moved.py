"""Where the parts of a text stand in a later version of it.

The two texts are taken to differ in one region, the smallest that covers all edits: what lies before it stays, what
lies behind it moves, and what touches it is gone.
"""

from __future__ import annotations

from fullgraph_analysis.documents.lines import LineIndex, common_prefix, common_suffix

Range = tuple[int, int, int, int]
"""Line (from 1), column, end line and end column."""


class Moved:
    """From ranges (lines from 1, columns from 0) in one text to ranges in another."""

    __slots__ = ("_new", "_new_end", "_old", "_old_end", "_start", "text")

    def __init__(self, old: str, new: str) -> None:
        self.text = new
        self._old, self._new = LineIndex(old), LineIndex(new)
        self._start = common_prefix(old, new)
        behind = common_suffix(old[self._start :], new[self._start :])
        self._old_end, self._new_end = len(old) - behind, len(new) - behind

    def range(self, where: Range) -> Range | None:
        """Where a range of the old text is now; None if an edit touches it."""
        line, column, end_line, end_column = where
        first, last = self._old.offset(line, column), self._old.offset(end_line, end_column)
        if last <= self._start:
            return where
        if first < self._old_end:
            return None
        by = self._new_end - self._old_end
        return (*self._new.position(first + by), *self._new.position(last + by))

    def around(self, where: Range) -> Range | None:
        """The same for a range that may hold the edit, such as a function; None if the edit touches one of its ends."""
        line, column, end_line, end_column = where
        first, last = self._old.offset(line, column), self._old.offset(end_line, end_column)
        if first > self._start or last < self._old_end:
            return self.range(where)
        return (line, column, *self._new.position(last + self._new_end - self._old_end))

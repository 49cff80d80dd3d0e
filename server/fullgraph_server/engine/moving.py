"""Results move with the text: what a trace said of an older text, at the places where it stands now.

The old and the new text are taken to differ in one region, the smallest that covers all edits. What lies before it
stays, what lies behind it moves, and what touches it is gone, since nobody knows whether it still holds.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from fullgraph_server.engine.text import Text
    from fullgraph_vocab.wire import Finding, Position


@dataclass(frozen=True)
class Move:
    """From places in `old` to places in `new`."""

    old: Text
    new: Text
    start: int
    """Where the texts begin to differ."""
    old_end: int
    new_end: int

    @staticmethod
    def between(old: Text, new: Text) -> Move:
        """How places move from one text to the other."""
        before = _common(old.content, new.content)
        limit = min(len(old.content), len(new.content)) - before
        behind = min(_common_end(old.content, new.content), limit)
        return Move(old, new, before, len(old.content) - behind, len(new.content) - behind)

    @property
    def same(self) -> bool:
        """Whether nothing moves."""
        return self.start == self.old_end == self.new_end

    def span(self, start: Position, end: Position) -> tuple[Position, Position] | None:
        """A range (rows and columns from 1) in the new text; None if an edit touches it."""
        if self.same:
            return start, end
        first = self.old.offset(start["row"] - 1, start["column"] - 1)
        last = self.old.offset(end["row"] - 1, end["column"] - 1)
        if last < self.start or (last == self.start and first < last):
            return start, end
        if first >= self.old_end:
            by = self.new_end - self.old_end
            return self._position(first + by), self._position(last + by)
        return None

    def _position(self, offset: int) -> Position:
        line, column = self.new.place(offset)
        return {"row": line + 1, "column": column + 1}


def moved_finding(found: Finding, path: str, move: Move) -> Finding | None:
    """A finding where it stands now; None if an edit touched it."""
    if found["filename"] != path:
        return found
    places = move.span(found["location"], found["end_location"])
    if places is None:
        return None
    moved: Finding = {**found, "location": places[0], "end_location": places[1], "related": []}
    for place in found["related"]:
        if place["filename"] != path:
            moved["related"].append(place)
        elif (at := move.span(place["location"], place.get("end_location") or place["location"])) is not None:
            moved["related"].append({**place, "location": at[0], "end_location": at[1]})
    return moved


def _common(one: str, other: str) -> int:
    """Length of the common beginning, by halving: comparing slices is far quicker than comparing characters."""
    low, high = 0, min(len(one), len(other))
    while low < high:
        middle = (low + high + 1) // 2
        if one[low:middle] == other[low:middle]:
            low = middle
        else:
            high = middle - 1
    return low


def _common_end(one: str, other: str) -> int:
    low, high = 0, min(len(one), len(other))
    while low < high:
        middle = (low + high + 1) // 2
        if one[len(one) - middle : len(one) - low] == other[len(other) - middle : len(other) - low]:
            low = middle
        else:
            high = middle - 1
    return low

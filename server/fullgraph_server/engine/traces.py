"""Traces, kept by what they depend on: the text, the function, the inputs, the mode, and all other files."""

from __future__ import annotations

from collections import OrderedDict
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from fullgraph_server.engine.moving import Move, moved_finding

if TYPE_CHECKING:
    from fullgraph_server.engine.text import Text
    from fullgraph_vocab.wire import KindAt, Position, TraceResult, WireError

_KEPT = 256


@dataclass(frozen=True)
class Key:
    """What a trace depends on. `others` counts changes of every other file on disk."""

    file: str
    text: str
    qualname: str
    inputs: str | None
    mode: str
    others: int
    tier: str = "trace"


@dataclass
class Cache:
    """The most recently used traces."""

    entries: OrderedDict[Key, TraceResult] = field(default_factory=OrderedDict)

    def get(self, key: Key) -> TraceResult | None:
        """The trace for exactly this key."""
        found = self.entries.get(key)
        if found is not None:
            self.entries.move_to_end(key)
        return found

    def put(self, key: Key, result: TraceResult) -> None:
        """Keep a trace; the one that was unused for longest goes."""
        self.entries[key] = result
        self.entries.move_to_end(key)
        while len(self.entries) > _KEPT:
            self.entries.popitem(last=False)


@dataclass(frozen=True)
class Traced:
    """What a trace of one function said, for the text that it was made of."""

    result: TraceResult | None
    error: WireError | None
    text: Text

    def is_edited(self, start: Position, end: Position, text: Text) -> bool:
        """Whether what stands between two places of `text` is another text than the one that was traced."""
        if self.text is text:
            return False
        move = Move.between(self.text, text)
        first, last = (text.offset(at["row"] - 1, at["column"] - 1) for at in (start, end))
        return not move.same and move.start < last and first < max(move.new_end, move.start + 1)

    def moved(self, path: str, text: Text) -> TraceResult | None:
        """The result with the places of this file where they stand in `text`; what an edit touched is gone."""
        if self.result is None:
            return None
        move = Move.between(self.text, text)
        if move.same:
            return self.result
        breaks = [found for found in (moved_finding(found, path, move) for found in self.result["breaks"]) if found]
        kinds = [kind for kind in (_moved_kind(kind, path, move) for kind in self.result["kinds"]) if kind]
        return {**self.result, "breaks": breaks, "kinds": kinds}


def _moved_kind(kind: KindAt, path: str, move: Move) -> KindAt | None:
    if kind["filename"] != path:
        return kind
    places = move.span(kind["location"], kind["end_location"])
    return None if places is None else {**kind, "location": places[0], "end_location": places[1]}

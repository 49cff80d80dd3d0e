"""The chunks of a module or class body that bind names.

They are executed when a name of theirs is asked for, and undone when they, or what they depend on, are no more.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from fullgraph_analysis.documents.document import Chunk
    from fullgraph_analysis.eval.evaluator import Evaluator


class Binders:
    """`owner` stands for the module or class: that a name is not bound there is a fact that others depend on, too."""

    def __init__(self, ev: Evaluator, owner: object, chunks: Iterable[Chunk]) -> None:
        self._ev = ev
        self._owner = owner
        self._done: dict[Chunk, frozenset[object]] = {}
        """What executing each chunk depended on; nothing yet, while it is being executed."""
        self._by_name = _by_name(chunks)

    def __contains__(self, name: str) -> bool:
        return name in self._by_name

    def of(self, name: str) -> list[Chunk]:
        """The chunks that bind a name, in order."""
        return self._by_name.get(name, [])

    def ask(self, name: str, execute: Callable[[Chunk], None]) -> None:
        """Execute what binds a name, if that was not done yet; whoever asks depends on it."""
        chunks = self._by_name.get(name)
        if chunks is None:
            self._ev.used.add((self._owner, name))
            return
        for chunk in chunks:
            if chunk not in self._done:
                self._done[chunk] = frozenset()
                with self._ev.noting() as used:
                    used.add(chunk)
                    execute(chunk)
                self._done[chunk] = frozenset(used)
        self.note(name)

    def note(self, name: str) -> None:
        """Whoever is being evaluated depends on what binds this name."""
        for chunk in self._by_name.get(name, ()):
            self._ev.used.add(chunk)
            self._ev.used |= self._done.get(chunk, frozenset())

    def update(self, chunks: Iterable[Chunk]) -> set[object]:
        """Take over the chunks of a new text; what of the old is no more, or is not the same."""
        before, after = self._by_name, _by_name(chunks)
        gone: set[object] = set()
        for name in before.keys() | after.keys():
            old, new = before.get(name, []), after.get(name, [])
            if old != new:
                gone.update(old, new)
                gone.add((self._owner, name))
        self._by_name = after
        return gone

    def undo(self, gone: set[object]) -> set[Chunk]:
        """Forget the execution of chunks that are gone, or that depended on such; and of what binds the same names."""
        todo = [chunk for chunk, used in self._done.items() if chunk in gone or not used.isdisjoint(gone)]
        undone: set[Chunk] = set()
        while todo:
            chunk = todo.pop()
            if self._done.pop(chunk, None) is None:
                continue
            undone.add(chunk)
            for name in chunk.binds:
                todo.extend(self._by_name.get(name, ()))
        return undone


def _by_name(chunks: Iterable[Chunk]) -> dict[str, list[Chunk]]:
    found: dict[str, list[Chunk]] = {}
    for chunk in chunks:
        for name in chunk.binds:
            found.setdefault(name, []).append(chunk)
    return found

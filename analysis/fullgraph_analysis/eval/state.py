"""The state of an evaluation: slots that are written through a trail, so that a path can be undone and merged.

To follow both sides of a branch: `mark`, follow the one, `leave` (which undoes it and returns what it had changed),
follow the other, `leave`, then `merge` the two. Nothing is ever copied that did not change.
"""

from __future__ import annotations

from itertools import count
from typing import TYPE_CHECKING

from fullgraph_analysis.eval.joins import join, same
from fullgraph_analysis.eval.values import UNKNOWN, Obj, Value

if TYPE_CHECKING:
    from collections.abc import Callable

Slots = dict[str, Value]
Delta = dict[tuple[int, str], tuple[Slots, Value | None]]
"""What a path changed: slot to value, None where the path deleted it."""


class State:
    """All slots that were written, newest last."""

    __slots__ = ("_stamps", "_trail", "touched")
    _clock = count(1)
    """Shared by all states: an object's stamp says which of its contents it has now."""

    def __init__(self) -> None:
        self._trail: list[tuple[Slots, str, Value | None]] = []
        self._stamps: list[tuple[Obj, int]] = []
        self.touched: list[Obj] = []
        """Objects that were written, in order, undone or not."""

    def serial(self) -> int:
        """Objects made from now on have a higher serial number."""
        return Obj().serial

    def set(self, slots: Slots, name: str, value: Value) -> None:
        """Write a slot."""
        self._trail.append((slots, name, slots.get(name)))
        slots[name] = value

    def write(self, obj: Obj, name: str, value: Value) -> None:
        """Write a slot of an object that others may know."""
        if obj.slots.get(name) == value:
            return
        self._stamps.append((obj, obj.stamp))
        obj.stamp = next(State._clock)
        self.touched.append(obj)
        self.set(obj.slots, name, value)

    def delete(self, slots: Slots, name: str) -> None:
        """Delete a slot."""
        if name in slots:
            self._trail.append((slots, name, slots[name]))
            del slots[name]

    def mark(self) -> int:
        """A point to which `leave` can return."""
        return len(self._trail)

    def changes(self, mark: int) -> Delta:
        """What was changed since a mark."""
        delta: Delta = {}
        for slots, name, _ in self._trail[mark:]:
            delta[id(slots), name] = (slots, slots.get(name))
        return delta

    def leave(self, mark: int) -> Delta:
        """Undo what was done since a mark, and return what it was."""
        delta = self.changes(mark)
        while len(self._trail) > mark:
            slots, name, old = self._trail.pop()
            if old is None:
                slots.pop(name, None)
            else:
                slots[name] = old
        return delta

    def undo(self) -> None:
        """Undo everything: all objects are what they were."""
        self.leave(0)
        while self._stamps:
            obj, stamp = self._stamps.pop()
            obj.stamp = stamp

    def apply(self, delta: Delta) -> None:
        """Do again what was undone."""
        for (_, name), (slots, value) in delta.items():
            if value is None:
                self.delete(slots, name)
            else:
                self.set(slots, name, value)

    def merge(self, deltas: list[Delta], joiner: Callable[[Value, Value], Value] = join) -> bool:
        """Join paths that started here; whether anything is now different from before."""
        if len(deltas) == 1:
            changed = any(slots.get(name) is not value for (_, name), (slots, value) in deltas[0].items())
            self.apply(deltas[0])
            return changed
        changed = False
        keys = {key: slots for delta in deltas for key, (slots, _) in delta.items()}
        for key, slots in keys.items():
            name = key[1]
            before = slots.get(name)
            result: Value | None = None
            for delta in deltas:
                value = delta[key][1] if key in delta else before
                if value is None:
                    continue
                result = value if result is None else joiner(result, value)
            if result is None:
                self.delete(slots, name)
            elif before is None or not (result is before or same(result, before)):
                changed = True
                self.set(slots, name, result)
        return changed

    def forget(self, delta: Delta) -> None:
        """Give up on the slots of a path: they are unknown from here on."""
        for (_, name), (slots, _) in delta.items():
            if name in slots:
                self.set(slots, name, UNKNOWN)

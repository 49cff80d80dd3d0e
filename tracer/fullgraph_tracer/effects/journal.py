"""Undo for everything that tracing changes, so that a trace rolls back to a checkpoint and is never restarted.

Every change of a variable's state goes through `set` (an attribute) or `note` (anything else, with its undo). A mark
is a position in the journal; rolling back runs the undos down to it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable

_ABSENT = object()


class Journal:
    """A stack of undos. Cost of a change: one append."""

    def __init__(self) -> None:
        self._undos: list[Callable[[], Any]] = []

    def mark(self) -> int:
        """The present position, to roll back to."""
        return len(self._undos)

    def rollback(self, mark: int) -> None:
        """Undo everything since `mark`, newest first."""
        undos = self._undos
        while len(undos) > mark:
            undos.pop()()

    def note(self, undo: Callable[[], Any]) -> None:
        """Something was changed that `undo` reverts."""
        self._undos.append(undo)

    def set(self, obj: object, name: str, value: object) -> None:
        """`obj.name = value`, reverted by a rollback."""
        old = obj.__dict__.get(name, _ABSENT)

        def undo() -> None:
            if old is _ABSENT:
                del obj.__dict__[name]
            else:
                obj.__dict__[name] = old

        self._undos.append(undo)
        obj.__dict__[name] = value

    def set_item(self, mapping: dict[Any, Any], key: object, value: object) -> None:
        """`mapping[key] = value`, reverted by a rollback (order of other keys is kept; an old key keeps its place)."""
        if key in mapping:
            old = mapping[key]
            self._undos.append(lambda: mapping.__setitem__(key, old))
        else:
            self._undos.append(lambda: mapping.pop(key))
        mapping[key] = value

    def append(self, items: list[Any], item: object) -> None:
        """`items.append(item)`, reverted by a rollback."""
        items.append(item)
        self._undos.append(items.pop)

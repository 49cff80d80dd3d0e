"""Settings of the process that the traced program changes: changed while tracing too, put back when the capture ends.

Inside `with torch.no_grad():` fake tensors must behave as the real ones will, so the mode is really switched. Rollback
switches back (or again); what is still switched when the capture ends is undone, since the graph will do it for real.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable

    from fullgraph_tracer.effects.journal import Journal


class Change:
    """One setting that is changed now: `undo` takes what `do` gave."""

    def __init__(self, do: Callable[[], Any], undo: Callable[[Any], object]) -> None:
        self._do = do
        self._undo = undo
        self.state: Any = None
        self.active = False

    def switch_on(self) -> None:
        self.state = self._do()
        self.active = True

    def switch_off(self) -> None:
        if self.active:
            self.active = False
            self._undo(self.state)


class ProcessState:
    """The changes of one capture, in the order in which they were made."""

    def __init__(self, journal: Journal) -> None:
        self._journal = journal
        self._made: list[Change] = []

    def enter(self, do: Callable[[], Any], undo: Callable[[Any], object]) -> Change:
        """Change a setting. Raises what `do` raises."""
        change = Change(do, undo)
        change.switch_on()
        self._journal.note(change.switch_off)
        self._journal.append(self._made, change)
        return change

    def leave(self, change: Change) -> None:
        """Put a setting back; a rollback changes it again."""
        change.switch_off()
        self._journal.note(change.switch_on)

    def restore(self) -> None:
        """The capture is over: put everything back that is still changed."""
        for change in reversed(self._made):
            change.switch_off()

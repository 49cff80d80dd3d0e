"""A progress bar on stderr, where that is a terminal."""

from __future__ import annotations

import sys
import time

_WIDTH = 30
_PAUSE = 0.1
"""Seconds between two drawings."""
_LATE = 0.5
"""What takes less than so many seconds shows none."""


class Bar:
    """Counts steps. Draws nothing where nobody would see it."""

    def __init__(self, total: int, what: str) -> None:
        self._total = total
        self._what = what
        self._done = 0
        self._begun = self._drawn = time.monotonic()
        self._shown = False
        self._visible = sys.stderr.isatty()

    def step(self) -> None:
        """One more is done."""
        self._done += 1
        now = time.monotonic()
        if self._visible and now - self._begun > _LATE and now - self._drawn > _PAUSE:
            self._drawn = now
            self._draw()

    def end(self) -> None:
        """Leave the line as it was."""
        if self._shown:
            sys.stderr.write("\r\x1b[K")
            sys.stderr.flush()

    def _draw(self) -> None:
        self._shown = True
        filled = _WIDTH * self._done // max(self._total, 1)
        bar = "#" * filled + "." * (_WIDTH - filled)
        sys.stderr.write(f"\r[{bar}] {self._done}/{self._total} {self._what}\x1b[K")
        sys.stderr.flush()

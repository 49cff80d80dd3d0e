"""How much of a function `mode="symbolic"` follows, so that a pass ends whatever the program does."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from fullgraph_tracer.config import TraceConfig

Place = tuple[tuple[Any, int], ...]
"""A branch, by the code and instruction of each call that leads there."""

_VISITS = 2
"""How often one branch is followed on both sides. Once is for each of them; twice, since a loop comes back changed."""


class OutOfBudget(Exception):
    """As many instructions were interpreted as one pass may take."""


class Budget:
    """How much of a function one pass may follow, and what it has left out."""

    def __init__(self, config: TraceConfig) -> None:
        self._config = config
        self._branches = config.branch_budget
        self._steps = config.step_budget
        self._followed: Counter[Place] = Counter()
        self._passed: Counter[Place] = Counter()
        self.half: set[Place] = set()
        """Branches of which some visit, for want of budget, saw one side only, and no visit both."""
        self.ended = ""
        """Why a path was not followed to its end."""

    def spend_step(self) -> None:
        """Raise OutOfBudget where there are none left."""
        self._steps -= 1
        if self._steps < 0:
            raise OutOfBudget

    def follows_both(self, place: Place) -> bool:
        """Whether this visit of a branch sees both sides."""
        if self._followed[place] >= _VISITS:
            return False
        if not self._branches:
            if not self._followed[place]:
                self.half.add(place)
            return False
        self._branches -= 1
        self._followed[place] += 1
        self.half.discard(place)
        return True

    def next_side(self, place: Place) -> bool:
        """The side that a visit takes that sees one only.

        By turns, so that a loop on data ends; each turn four times as long as that before, so that a recursion does
        too: the turn that returns outlasts all calls that the other one left waiting.
        """
        self._passed[place] += 1
        turn = (self._passed[place].bit_length() - 1) // 2
        return turn % 2 == 0

    def word(self) -> str:
        """What was left out, for the user; empty where nothing was."""
        words = [self.ended] if self.ended else []
        if self.half:
            count = len(self.half)
            branches = "one more branch was" if count == 1 else f"{count} more branches were"
            words.append(
                f"{self._config.branch_budget} branches on data were followed on both sides, {branches} on one only"
            )
        return "; ".join(words)

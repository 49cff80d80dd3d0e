"""One figure beside its target."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True)
class Result:
    name: str
    value: float
    at_most: float
    unit: str
    note: str = ""

    @property
    def met(self) -> bool:
        return self.value <= self.at_most

    def row(self) -> str:
        word = "ok" if self.met else "MISSED"
        return f"{self.name:58s} {self.value:10.2f} {self.at_most:10g} {self.unit:4s} {word:7s} {self.note}"


def percentile(values: Sequence[float], percent: float) -> float:
    """The value that `percent` of the values do not exceed."""
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, int(len(ordered) * percent / 100))]

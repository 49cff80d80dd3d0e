"""Ours against theirs: the columns of the agreement table, as plain functions over two observations."""

from __future__ import annotations

import operator
import statistics
from dataclasses import asdict, dataclass, field
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

    from .observation import GraphSeen, Observation

Site = tuple[str, int, str]

NO_VALUE = "NullVariable"
"""What torch sees on top of the stack where CPython's NULL lies there (from 3.13 on, above whatever is called)."""


@dataclass
class Tally:
    """How many agree, of how many that both saw."""

    agree: int = 0
    both: int = 0

    @property
    def share(self) -> float | None:
        return self.agree / self.both if self.both else None

    def add(self, other: Tally) -> None:
        self.agree += other.agree
        self.both += other.both


@dataclass
class SiteTally:
    ours: int = 0
    theirs: int = 0
    shared: int = 0

    @property
    def precision(self) -> float | None:
        return self.shared / self.ours if self.ours else None

    @property
    def recall(self) -> float | None:
        return self.shared / self.theirs if self.theirs else None

    def add(self, other: SiteTally) -> None:
        self.ours += other.ours
        self.theirs += other.theirs
        self.shared += other.shared


@dataclass
class KindDifference:
    key: str
    text: str
    ours: list[str]
    theirs: list[str]


@dataclass
class Comparison:
    """One case in all columns. `None` means that the column does not apply here."""

    verdict: bool
    graph_count: bool
    targets: bool
    sites: SiteTally = field(default_factory=SiteTally)
    kinds_user: Tally = field(default_factory=Tally)
    kinds_library: Tally = field(default_factory=Tally)
    kinds_raw: Tally = field(default_factory=Tally)
    """Against the oracle's last class of any instruction of the span, whether it left a value or not."""
    spans_theirs: int = 0
    """Expression spans of user files that the oracle saw; `kinds_user.both` of them we saw too."""
    result: bool | None = None
    untouched: bool | None = None
    bug: str = ""
    notes: list[str] = field(default_factory=list)

    @property
    def agrees(self) -> bool:
        right = self.verdict and self.graph_count and self.targets and not self.bug
        same_sites = self.sites.ours == self.sites.theirs == self.sites.shared
        return right and same_sites and self.result is not False and self.untouched is not False

    @property
    def badness(self) -> float:
        """How much is wrong, for listing the worst first."""
        missed = self.sites.theirs - self.sites.shared
        extra = self.sites.ours - self.sites.shared
        wrong_kinds = 1 - (self.kinds_user.share if self.kinds_user.share is not None else 1)
        return (
            100 * bool(self.bug)
            + 40 * (not self.verdict)
            + 20 * (self.result is False)
            + 10 * (missed + extra)
            + 10 * (not self.graph_count)
            + 5 * (not self.targets)
            + 5 * (self.untouched is False)
            + 4 * wrong_kinds
        )

    def to_json(self) -> dict[str, Any]:
        return {**asdict(self), "agrees": self.agrees, "badness": round(self.badness, 2)}

    @classmethod
    def from_json(cls, data: dict[str, Any]) -> Comparison:
        plain = {k: v for k, v in data.items() if k not in ("agrees", "badness")}
        made = cls(**plain)
        made.sites = SiteTally(**data["sites"])
        made.kinds_user, made.kinds_library = Tally(**data["kinds_user"]), Tally(**data["kinds_library"])
        made.kinds_raw = Tally(**data["kinds_raw"])
        return made


def compare(
    ours: Observation,
    theirs: Observation,
    *,
    is_user: Callable[[str], bool],
    same_kind: Callable[[str, str], bool] = operator.eq,
) -> Comparison:
    """All columns that follow from the two observations. `is_user` tells user files (by short name) from
    library files; `same_kind` is given our kind and torch's class."""
    made = Comparison(
        verdict=ours.whole == theirs.whole,
        graph_count=len(ours.graphs) == len(theirs.graphs),
        targets=[g.targets for g in ours.graphs] == [g.targets for g in theirs.graphs],
        sites=compare_sites(ours.sites, theirs.sites),
        bug=ours.error if not theirs.error else "",
    )
    made.kinds_user, made.kinds_library = compare_kinds(ours.kinds, theirs.kinds, is_user=is_user, same_kind=same_kind)
    raw = {key: [name] for key, name in theirs.raw_kinds.items() if is_user(_file(key))}
    made.kinds_raw, _ = compare_kinds(ours.kinds, raw, is_user=is_user, same_kind=same_kind)
    made.spans_theirs = sum(is_user(_file(key)) for key in theirs.kinds)
    if not made.targets:
        made.notes.append(first_target_difference(ours.graphs, theirs.graphs))
    return made


def compare_sites(ours: Iterable[Site], theirs: Iterable[Site]) -> SiteTally:
    left, right = set(ours), set(theirs)
    return SiteTally(ours=len(left), theirs=len(right), shared=len(left & right))


def _file(key: str) -> str:
    return key.rsplit(":", 4)[0]


def compare_kinds(
    ours: dict[str, list[str]],
    theirs: dict[str, list[str]],
    *,
    is_user: Callable[[str], bool],
    same_kind: Callable[[str, str], bool] = operator.eq,
) -> tuple[Tally, Tally]:
    """Agreement over the spans that both saw: in user files, in library files.

    Compared is the last class noted: a loop, or several instructions of one span, note several.
    """
    user, library = Tally(), Tally()
    for key, names in theirs.items():
        if key not in ours or names[-1] == NO_VALUE:
            continue
        tally = user if is_user(_file(key)) else library
        tally.both += 1
        tally.agree += same_kind(ours[key][-1], names[-1])
    return user, library


def kind_differences(
    ours: Observation, theirs: Observation, same_kind: Callable[[str, str], bool] = operator.eq
) -> list[KindDifference]:
    """The spans that both saw and took for different things, in source order."""
    found = [
        KindDifference(key, theirs.texts.get(key) or ours.texts.get(key, ""), ours.kinds[key], names)
        for key, names in theirs.kinds.items()
        if key in ours.kinds and names[-1] != NO_VALUE and not same_kind(ours.kinds[key][-1], names[-1])
    ]
    return sorted(found, key=lambda d: (_file(d.key), [int(n) for n in d.key.rsplit(":", 4)[1:]]))


def first_target_difference(ours: Sequence[GraphSeen], theirs: Sequence[GraphSeen]) -> str:
    """Where the call targets first part ways, in words; empty when they do not."""
    for index in range(max(len(ours), len(theirs))):
        if index >= len(ours):
            return f"graph {index}: only torch has it ({_head(theirs[index].targets)})"
        if index >= len(theirs):
            return f"graph {index}: only ours ({_head(ours[index].targets)})"
        left, right = ours[index].targets, theirs[index].targets
        for at in range(max(len(left), len(right))):
            mine = left[at] if at < len(left) else "(end)"
            other = right[at] if at < len(right) else "(end)"
            if mine != other:
                return f"graph {index}, call {at}: ours {mine}, torch {other}"
    return ""


def _head(targets: Sequence[str]) -> str:
    return ", ".join(targets[:4]) + (" ..." if len(targets) > 4 else "") if targets else "no calls"


def ratio_figures(ratios: Sequence[float]) -> tuple[float, float] | None:
    """Median and 90th percentile of the cases' ratios."""
    if not ratios:
        return None
    ordered = sorted(ratios)
    return statistics.median(ordered), ordered[min(len(ordered) - 1, int(0.9 * len(ordered)))]

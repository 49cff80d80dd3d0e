"""The analysis against the oracle: what it predicts without running anything, scored on what torch did.

A prediction on a line that the oracle never traced with these inputs is neither right nor wrong; it is counted apart.
"""

from __future__ import annotations

import time
from collections import defaultdict
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

from fullgraph_server.engine.findings import is_hazard
from fullgraph_server.engine.predict import make_analysis
from fullgraph_server.engine.settings import Settings
from fullgraph_vocab.breaks import FAMILIES

from . import places, run
from .codes import code_of
from .compare import SiteTally, Tally
from .observation import split_key
from .store import OracleCache
from .table import percent
from .trial import same_kind

if TYPE_CHECKING:
    import argparse

    from fullgraph_server.engine.analysis import Analysis

    from .observation import Observation
    from .sources.base import Source

CodeSite = tuple[str, int, str]
"""File, line, break code."""


@dataclass
class Score:
    """The predict columns over some cases."""

    cases: int = 0
    verdicts: int = 0
    whole: int = 0
    false_alarms: int = 0
    """Cases that torch captures whole, of which a break was predicted on a line that was traced."""
    unreached: int = 0
    sites: SiteTally = field(default_factory=SiteTally)
    families: dict[str, SiteTally] = field(default_factory=lambda: defaultdict(SiteTally))
    kinds: Tally = field(default_factory=Tally)
    spans: int = 0
    seconds: list[float] = field(default_factory=list)


def true_sites(theirs: Observation, source: Source) -> set[CodeSite]:
    """Where the user's own code broke, by the innermost of the user's frames, with our code for the cause."""
    found = set()
    for brk in theirs.breaks:
        frames = [f.rsplit(":", 2) for f in brk.frames]
        mine = [(file, int(line)) for file, line, _ in frames if source.is_user(file)]
        if mine and brk.how != "recompile_limit":
            found.add((*mine[-1], code_of(brk)))
    return found


def files_of(theirs: Observation, source: Source) -> list[str]:
    names = {split_key(key)[0] for key in theirs.kinds}
    return sorted(name for name in names if source.is_user(name))


class Predictions:
    """The analysis of a folder, asked once per file."""

    def __init__(self, folder: Path) -> None:
        self.analysis: Analysis = make_analysis(folder, Settings())
        self.sites: dict[str, set[CodeSite]] = {}
        self.seconds: dict[str, float] = {}

    def of(self, name: str) -> set[CodeSite]:
        if name not in self.sites:
            start = time.perf_counter()
            facts = self.analysis.facts(places.full(name))
            self.seconds[name] = time.perf_counter() - start
            breaks = [f for f in facts.findings if not is_hazard(f)]
            self.sites[name] = {(places.short(f["filename"]), f["location"]["row"], f["code"]) for f in breaks}
        return self.sites[name]

    def kind(self, key: str) -> str | None:
        """The predicted kind of exactly that span."""
        file, line, column, end_line, end_column = split_key(key)
        fact = self.analysis.kind_at(places.full(file), line, column + 1)
        if fact is None:
            return None
        start, end = (fact.start["row"], fact.start["column"] - 1), (fact.end["row"], fact.end["column"] - 1)
        return fact.kind if (start, end) == ((line, column), (end_line, end_column)) else None


def score_case(score: Score, theirs: Observation, predictions: Predictions, source: Source) -> dict[str, Any]:
    """Adds one case to `score`; says what was missed and what was too much."""
    files = files_of(theirs, source)
    reached = {split_key(key)[:2] for key in theirs.kinds}
    truth = true_sites(theirs, source)
    reached |= {site[:2] for site in truth}
    predicted = set().union(*(predictions.of(f) for f in files)) if files else set()
    counted = {site for site in predicted if site[:2] in reached}
    score.cases += 1
    score.unreached += len(predicted - counted)
    score.verdicts += bool(counted) == (not theirs.whole)
    score.whole += theirs.whole
    score.false_alarms += theirs.whole and bool(counted)
    for family in {site[2][2] for site in truth | counted}:
        mine, true = ({s for s in sites if s[2][2] == family} for sites in (counted, truth))
        score.families[family].add(SiteTally(len(mine), len(true), len(mine & true)))
    score.sites.add(SiteTally(len(counted), len(truth), len(counted & truth)))
    for key, kinds in theirs.kinds.items():
        if source.is_user(split_key(key)[0]):
            score.spans += 1
            kind = predictions.kind(key)
            if kind is not None:
                score.kinds.both += 1
                score.kinds.agree += any(same_kind(kind, theirs_) for theirs_ in kinds)
    return {"missed": sorted(truth - counted), "too_many": sorted(counted - truth)}


def run_source(source: Source, options: argparse.Namespace) -> list[dict[str, Any]]:
    """Fills the oracle's cache for the chosen cases, then predicts. One record per source."""
    refs = run.chosen(source, options)
    cache = OracleCache(options.results, source.name)
    if any(cache.get(ref) is None for ref in refs):
        options.oracle_only = True
        run.run_source(source, options)
    score, cases = Score(), []
    by_folder: dict[Path, Predictions] = {}
    for ref in refs:
        theirs = cache.get(ref)
        if theirs is None or theirs.error:
            continue
        files = files_of(theirs, source)
        folder = Path(places.full(files[0])).parent if files else places.REPOSITORY
        predictions = by_folder.setdefault(folder, Predictions(folder))
        said = score_case(score, theirs, predictions, source)
        if said["missed"] or said["too_many"]:
            cases.append({"name": ref.name, **said})
    score.seconds = [s for p in by_folder.values() for s in p.seconds.values()]
    return [{"source": source.name, "score": score, "cases": cases}]


def _sites(tally: SiteTally) -> str:
    return f"precision {percent(tally.precision)}, recall {percent(tally.recall)} ({tally.shared} of {tally.theirs})"


def render(records: list[dict[str, Any]], worst: int = 40) -> str:
    lines = []
    for record in records:
        s: Score = record["score"]
        ordered = sorted(s.seconds) or [0.0]
        share = s.verdicts / s.cases if s.cases else None
        lines.append(f"{record['source']}: {s.cases} cases, verdict {percent(share)}")
        lines.append(f"  false alarms in {s.false_alarms} of {s.whole} cases that torch captures whole")
        lines.append(f"  sites: {_sites(s.sites)}; {s.unreached} more predictions on lines that were not reached")
        lines += [f"    {FAMILIES.get(n, 'no code')}: {_sites(tally)}" for n, tally in sorted(s.families.items())]
        covered = percent(s.kinds.both / s.spans if s.spans else None)
        lines.append(f"  kinds: {covered} covered, {percent(s.kinds.share)} of these right")
        lines.append(f"  seconds per file: median {ordered[len(ordered) // 2]:.3f}, most {ordered[-1]:.3f}")
        bad = sorted(record["cases"], key=lambda c: -len(c["missed"]) - 2 * len(c["too_many"]))
        for case in bad[:worst]:
            lines.append(f"    {case['name']}: missed {case['missed']}, too many {case['too_many']}")
            lines.append(
                f"        make parity ARGS=\"--predict --source {record['source']} --exact --only '{case['name']}'\""
            )
    return "\n".join(lines)

"""The analysis against the oracle: what it predicts without running anything, scored on what torch did.

Break sites and expression spans are distinct over a whole source: a line of a file that many models share counts once, however
many cases reach it. Verdicts and false alarms are counted by case. A break has its site where its cause is, in
whichever of the user's files. A prediction on a line that the oracle reached in no case is neither right nor wrong; it is
counted apart.
"""

from __future__ import annotations

import ast
import time
from collections import Counter, defaultdict
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from fullgraph_server.engine.predict import Predictions as Engine
from fullgraph_server.engine.settings import Settings
from fullgraph_vocab.breaks import FAMILIES

from . import places, run
from .codes import code_of
from .compare import SiteTally, Tally, compare_sites
from .observation import span_key, split_key
from .store import OracleCache
from .table import percent
from .trial import same_kind

if TYPE_CHECKING:
    import argparse
    from collections.abc import Iterable

    from fullgraph_analysis.api import FileFacts
    from fullgraph_vocab.spans import Span

    from .observation import Observation, SpanKey
    from .sources.base import Source

CodeSite = tuple[str, int, str]
"""File, line, break code."""
Line = tuple[str, int]


@dataclass
class Truth:
    """What the oracle saw in the user's files, over some cases."""

    sites: dict[CodeSite, list[str]] = field(default_factory=lambda: defaultdict(list))
    """Each with the cases in which it broke."""
    lines: set[Line] = field(default_factory=set)
    """Lines that were traced in some case."""
    kinds: dict[SpanKey, set[str]] = field(default_factory=lambda: defaultdict(set))
    """What a span was, in any case."""
    texts: dict[SpanKey, str] = field(default_factory=dict)

    def add(self, name: str, theirs: Observation, source: Source) -> Case:
        case = Case(name, theirs.whole)
        for site in true_sites(theirs, source):
            self.sites[site].append(name)
            case.sites.add(site)
        case.lines = {site[:2] for site in case.sites}
        for key, kinds in theirs.kinds.items():
            file, line, *_ = split_key(key)
            if source.is_user(file):
                case.lines.add((file, line))
                self.kinds[key].update(kinds)
                self.texts[key] = theirs.texts.get(key, "")
        self.lines |= case.lines
        return case


@dataclass
class Case:
    """One case: what broke in it, and the lines that it reached."""

    name: str
    whole: bool
    sites: set[CodeSite] = field(default_factory=set)
    lines: set[Line] = field(default_factory=set)


@dataclass
class Score:
    """The predict columns of a source."""

    cases: int = 0
    verdicts: int = 0
    whole: int = 0
    false_alarms: int = 0
    """Cases that torch captures whole, of which a break was predicted on a line that was traced."""
    unreached: int = 0
    sites: SiteTally = field(default_factory=SiteTally)
    families: dict[str, SiteTally] = field(default_factory=dict)
    kinds: Tally = field(default_factory=Tally)
    spans: int = 0
    seconds: list[float] = field(default_factory=list)
    missed: list[tuple[CodeSite, list[str]]] = field(default_factory=list)
    alarms: list[tuple[CodeSite, list[str]]] = field(default_factory=list)
    uncovered: Counter[str] = field(default_factory=Counter)
    wrong: Counter[str] = field(default_factory=Counter)
    examples: dict[str, list[str]] = field(default_factory=lambda: defaultdict(list))


def true_sites(theirs: Observation, source: Source) -> set[CodeSite]:
    """Where the user's own code broke, by the innermost of the user's frames, with our code for the cause."""
    found = set()
    for brk in theirs.breaks:
        frames = [f.rsplit(":", 2) for f in brk.frames]
        mine = [(file, int(line)) for file, line, _ in frames if source.is_user(file)]
        if mine and brk.how != "recompile_limit":
            found.add((*mine[-1], code_of(brk)))
    return found


def _key(span: Span) -> SpanKey:
    return span_key(places.short(span.file), span.line, span.column, span.end_line, span.end_column)


class Predictions:
    """The analysis, asked once for each file."""

    def __init__(self, folder: Path, files: Iterable[str]) -> None:
        self._project = Engine(folder, Settings()).project
        self._files = {places.full(name) for name in files}
        self.sites: set[CodeSite] = set()
        self.kinds: dict[SpanKey, str] = {}
        self._elsewhere: dict[SpanKey, str] = {}
        """What the roots of one file say of expressions in another."""
        self.seconds: list[float] = []
        self.incomplete: list[str] = []

    def ask(self, name: str) -> None:
        path = places.full(name)
        start = time.perf_counter()
        facts: FileFacts = self._project.analyse(path)
        self.seconds.append(time.perf_counter() - start)
        breaks = [found for found in facts.causes if not found.code.code.startswith("FG8")]  # FG8xx compile again
        self.sites |= {(places.short(f.cause.file), f.cause.line, f.code.code) for f in breaks}
        self.kinds.update((_key(fact.span), fact.kind) for fact in facts.kinds)
        context = self._project.context(path)
        for other in (self._files & context.reads) - {path}:
            kinds = context.kinds_in(other)
            self._elsewhere.update((_key(fact.span), fact.kind) for fact in (kinds.all() if kinds is not None else ()))
        if not facts.complete:
            self.incomplete.append(name)
        self._project.forget(path)

    def kind(self, key: SpanKey) -> str | None:
        """The predicted kind of exactly that span: by the file's own roots, else by those of the files that call it."""
        return self.kinds.get(key) or self._elsewhere.get(key)


def score_source(truth: Truth, cases: list[Case], predictions: Predictions, *, verbose: bool) -> Score:
    counted = {site for site in predictions.sites if site[:2] in truth.lines}
    real = set(truth.sites)
    by_line: dict[Line, set[CodeSite]] = defaultdict(set)
    for site in counted:
        by_line[site[:2]].add(site)
    score = Score(cases=len(cases), unreached=len(predictions.sites) - len(counted), seconds=predictions.seconds)
    score.sites = compare_sites(counted, real)
    for family in sorted({site[2][2] for site in real | counted}):
        mine, theirs = ({s for s in sites if s[2][2] == family} for sites in (counted, real))
        score.families[family] = compare_sites(mine, theirs)
    reached_by: dict[CodeSite, list[str]] = defaultdict(list)
    for case in cases:
        said = {site for line in case.lines & by_line.keys() for site in by_line[line]}
        score.whole += case.whole
        score.verdicts += bool(said) != case.whole
        score.false_alarms += case.whole and bool(said)
        for site in said - real:
            reached_by[site].append(case.name)
    score.missed = [(site, truth.sites[site]) for site in sorted(real - counted)]
    score.alarms = [(site, reached_by[site]) for site in sorted(counted - real)]
    score_kinds(score, truth, predictions, verbose=verbose)
    return score


def score_kinds(score: Score, truth: Truth, predictions: Predictions, *, verbose: bool) -> None:
    """How many of the oracle's spans have a kind, and how many of those the right one."""
    for key, theirs in truth.kinds.items():
        score.spans += 1
        ours = predictions.kind(key)
        right = False
        if ours is not None:
            right = any(same_kind(ours, name) for name in theirs)
            score.kinds.add(Tally(int(right), 1))
        if verbose and not right:
            text = truth.texts.get(key, "")
            label = f"{'|'.join(sorted(theirs))} as {_form(text)}" + (f", said {ours}" if ours is not None else "")
            (score.uncovered if ours is None else score.wrong)[label] += 1
            score.examples[label].append(f"{key.split(':')[0].rpartition('/')[2]}:{key.split(':')[1]} {text}")


def _form(text: str) -> str:
    """What sort of expression a text is."""
    try:
        return type(ast.parse(text.strip(), mode="eval").body).__name__
    except SyntaxError:
        return "statement or part"


def run_source(source: Source, options: argparse.Namespace) -> list[dict[str, Any]]:
    """Fills the oracle's cache for the chosen cases, then predicts. One record per source."""
    refs = run.chosen(source, options)
    cache = OracleCache(options.results, source.name)
    if any(not cache.has(ref) for ref in refs):
        options.oracle_only = True
        run.run_source(source, options)
    truth, cases = Truth(), []
    for ref in refs:
        theirs = cache.get(ref)
        if theirs is not None and not theirs.error:
            cases.append(truth.add(ref.name, theirs, source))
    files = sorted({file for file, _ in truth.lines})
    predictions = Predictions(_folder(files), files)
    for name in files:
        predictions.ask(name)
    score = score_source(truth, cases, predictions, verbose=options.verbose)
    return [{"source": source.name, "score": score, "incomplete": predictions.incomplete}]


def _folder(files: Iterable[str]) -> Path:
    """The workspace: where the first file lies, or the package of it."""
    first = next(iter(files), None)
    if first is None:
        return places.REPOSITORY
    folder = Path(places.full(first)).parent
    while (folder / "__init__.py").exists():
        folder = folder.parent
    return folder


def _sites(tally: SiteTally) -> str:
    return f"precision {percent(tally.precision)}, recall {percent(tally.recall)} ({tally.shared} right, {tally.ours} said, {tally.theirs} true)"


def render(records: list[dict[str, Any]], worst: int = 40) -> str:
    lines: list[str] = []
    for record in records:
        lines += _columns(record)
        lines += _differences(record, worst)
    return "\n".join(lines)


def _columns(record: dict[str, Any]) -> list[str]:
    s: Score = record["score"]
    ordered = sorted(s.seconds) or [0.0]
    alarms = percent(s.false_alarms / s.whole if s.whole else None)
    lines = [
        f"{record['source']}: {s.cases} cases, verdict {percent(s.verdicts / s.cases if s.cases else None)}",
        f"  false alarms in {s.false_alarms} of {s.whole} cases that torch captures whole: {alarms}",
        f"  distinct sites: {_sites(s.sites)}; {s.unreached} more predictions on lines that no case reached",
    ]
    lines += [f"    {FAMILIES.get(n, 'no code')}: {_sites(tally)}" for n, tally in sorted(s.families.items())]
    covered = percent(s.kinds.both / s.spans if s.spans else None)
    lines.append(f"  kinds of {s.spans} distinct spans: {covered} covered, {percent(s.kinds.share)} of these right")
    lines.append(f"  seconds per file: median {ordered[len(ordered) // 2]:.3f}, most {ordered[-1]:.3f}")
    if record["incomplete"]:
        lines.append(f"  out of budget: {', '.join(record['incomplete'])}")
    return lines


def _differences(record: dict[str, Any], worst: int) -> list[str]:
    s: Score = record["score"]
    lines: list[str] = []
    for title, sites in (("too many", s.alarms), ("missed", s.missed)):
        for (file, line, code), names in sites[:worst]:
            more = f" and {len(names) - 1} more" if len(names) > 1 else ""
            lines.append(f"  {title}: {file}:{line} {code} in {names[0]}{more}")
        if len(sites) > worst:
            lines.append(f"  ... and {len(sites) - worst} more {title}")
    show = partial(_ranked, examples=s.examples, worst=worst)
    return lines + show("uncovered", s.uncovered) + show("wrong", s.wrong)


def _ranked(title: str, counts: Counter[str], *, examples: dict[str, list[str]], worst: int) -> list[str]:
    return [
        f"  {title} {count}: {label}: {'; '.join(examples[label][:: max(1, count // 4)][:4])}"
        for label, count in counts.most_common(worst)
    ]

"""One case, in the process it has to itself: eager, oracle, ours, compared."""

from __future__ import annotations

import contextlib
import random
import time
import traceback
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal

import numpy as np
import torch
import torch._dynamo

from fullgraph_vocab.kinds import agrees

from . import detail
from .compare import Comparison, compare
from .oracle import run_oracle
from .same import difference, snapshot

if TYPE_CHECKING:
    from .observation import Observation
    from .sources.base import Builder, Built, CaseRef, Source
    from .store import OracleCache

try:
    from .ours import run_ours
except ImportError as _error:
    NO_TRACER = f"{type(_error).__name__}: {_error}"
else:
    NO_TRACER = ""


@dataclass
class Wanted:
    """What to do with each case."""

    mode: Literal["concrete", "symbolic"] = "concrete"
    fresh_oracle: bool = False
    oracle_only: bool = False
    rounds: int = 0
    """How often ours and the oracle alternate to be timed, after the first run of each."""
    verbose: bool = False


def seed() -> None:
    torch.manual_seed(0)
    random.seed(0)
    np.random.seed(0)


def same_kind(ours: str, theirs: str) -> bool:
    return ours == theirs or agrees(ours, theirs, torch.__version__)


@contextlib.contextmanager
def _prepared(build: Builder) -> Any:
    seed()  # for what building draws: weights, say
    built = build()
    seed()
    with contextlib.ExitStack() as around:
        # Entered in either case: what a run leaves of the mode does not reach the next one.
        around.enter_context(torch.no_grad() if built.no_grad else torch.enable_grad())
        if built.config:
            around.enter_context(torch._dynamo.config.patch(built.config))
        yield built


def run_trial(ref: CaseRef, build: Builder, source: Source, cache: OracleCache, wanted: Wanted) -> dict[str, Any]:
    """The case's record: plain data for the results file."""
    record: dict[str, Any] = {"name": ref.name, "family": ref.family, "source": source.name, "status": "ok"}
    try:
        with _prepared(build) as built:
            start = time.perf_counter()
            eager = built.fn(*built.args, **built.kwargs)
            record["seconds_eager"] = time.perf_counter() - start
    except Exception as error:  # noqa: BLE001 - a case that does not run in eager is no case
        return {**record, "status": "eager_fail", "error": f"{type(error).__name__}: {error}"[:400]}
    theirs = None if wanted.fresh_oracle else cache.get(ref)
    record["oracle_cached"] = theirs is not None
    if theirs is None:
        theirs = _oracle(build, eager)
        cache.put(ref, theirs)
    record.update(summary(theirs))
    if theirs.error:
        record["status"] = "oracle_error"
    if wanted.oracle_only or NO_TRACER:
        if wanted.verbose:
            record["detail"] = detail.describe_oracle(theirs)
        return record
    ours, comparison = _ours(build, eager, theirs, source, wanted)
    if not theirs.error:
        record["comparison"] = comparison.to_json()
    record["seconds_ours"] = ours.seconds
    record["ratios"] = _alternate(build, wanted) if wanted.rounds and not ours.error and not theirs.error else []
    if wanted.verbose:
        record["detail"] = detail.describe(ours, theirs, comparison, same_kind, source.is_user)
    return record


def summary(seen: Observation) -> dict[str, Any]:
    return {
        "oracle_whole": seen.whole,
        "oracle_graphs": [len(g.targets) for g in seen.graphs],
        "oracle_sites": sorted(seen.sites),
        "oracle_matches_eager": seen.matches_eager,
        "oracle_error": seen.error,
        "seconds_oracle": seen.seconds,
    }


def _oracle(build: Builder, eager: Any) -> Observation:
    with _prepared(build) as built:
        report = run_oracle(built.fn, built.args, built.kwargs)
    if not report.seen.error:
        report.seen.matches_eager = difference(eager, report.result)
    return report.seen


def _ours(
    build: Builder, eager: Any, theirs: Observation, source: Source, wanted: Wanted
) -> tuple[Observation, Comparison]:
    with _prepared(build) as built:
        before = _state(built)
        report = run_ours(built.fn, built.args, built.kwargs, mode=wanted.mode)
        changed = difference(before, _state(built), "state")
    made = compare(report.seen, theirs, is_user=source.is_user, same_kind=same_kind)
    if not report.seen.error:
        made.untouched = not changed
        if changed:
            made.notes.append(f"the user's objects were changed: {changed}")
    if wanted.mode == "concrete" and not theirs.matches_eager and not theirs.error:
        report.seen.matches_eager = report.seen.error or difference(eager, report.result)
        made.result = not report.seen.matches_eager
        if report.seen.matches_eager and not report.seen.error:
            made.notes.append(f"eager and ours: {report.seen.matches_eager}")
    return report.seen, made


def _state(built: Built) -> Any:
    owner = built.fn if isinstance(built.fn, torch.nn.Module) else getattr(built.fn, "__self__", None)
    return snapshot([owner, *built.args, built.kwargs])


def _alternate(build: Builder, wanted: Wanted) -> list[float]:
    """Seconds of ours over the oracle's, alternating in this process, both warm, the oracle without our watching of kinds."""
    ratios = []
    for _ in range(wanted.rounds):
        with _prepared(build) as built:
            ours = run_ours(built.fn, built.args, built.kwargs, mode=wanted.mode).seen.seconds
        with _prepared(build) as built:
            theirs = run_oracle(built.fn, built.args, built.kwargs, kinds=False).seen.seconds
        ratios.append(ours / theirs)
    return ratios


def warm_up() -> None:
    """Pay for what both load lazily, before forking."""

    def small(x: torch.Tensor) -> torch.Tensor:
        x = torch.nn.functional.relu(x) @ torch.ones(3, 3)
        torch._dynamo.graph_break()
        return x.sum(-1, keepdim=True) * 2

    try:
        run_oracle(small, (torch.ones(2, 3),))
        if not NO_TRACER:
            run_ours(small, (torch.ones(2, 3),))
    except Exception:  # noqa: BLE001 - each case will tell for itself
        traceback.print_exc()
    torch._dynamo.reset()

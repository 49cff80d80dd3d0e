"""Predicting for many files: what the cache has at once, the rest in parallel processes."""

from __future__ import annotations

import gc
import multiprocessing
import os
import sys
from concurrent.futures import FIRST_COMPLETED, Future, ProcessPoolExecutor, wait
from concurrent.futures.process import BrokenProcessPool
from typing import TYPE_CHECKING

from fullgraph_server.cli.errors import CannotRun
from fullgraph_server.engine.predict import Predictions

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from fullgraph_server.cli.bar import Bar
    from fullgraph_server.engine.analysis import Facts
    from fullgraph_server.engine.settings import Settings

_WORTH_IT = 8
"""Files that take one process longer than starting another does."""
_THRESHOLDS = (50_000, 20, 50)
"""Parsing makes many objects and drops few: the collector need not look so often."""


def processors() -> int:
    """How many processors there are for us."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def predict(analysis: Predictions, files: Sequence[Path], settings: Settings, jobs: int, bar: Bar) -> dict[Path, Facts]:
    """What is found of each file. It does not depend on how many processes look for it, or in which order."""
    found: dict[Path, Facts] = {}
    if analysis.cache is not None:
        for file in files:
            known = analysis.cache.get(str(file))
            if known is not None:
                found[file] = known
                bar.step()
    left = [file for file in files if file not in found]
    gc.set_threshold(*_THRESHOLDS)
    if jobs <= 1 or len(left) < _WORTH_IT:
        for file in left:
            found[file] = analysis.facts(str(file))
            bar.step()
        return found
    found.update(_in_processes(analysis, left, settings, jobs, bar))
    return found


def _in_processes(
    analysis: Predictions, files: list[Path], settings: Settings, jobs: int, bar: Bar
) -> dict[Path, Facts]:
    """The largest first, so that no process is left with one of them at the end."""
    method = "fork" if sys.platform.startswith("linux") else "spawn"
    ordered = sorted(files, key=lambda file: -file.stat().st_size)
    found: dict[Path, Facts] = {}
    with ProcessPoolExecutor(
        min(jobs, len(files)),
        multiprocessing.get_context(method),
        _begin,
        (analysis.folder, settings, analysis.cache_folder),
    ) as pool:
        running: dict[Future[Facts], Path] = {pool.submit(_predict, str(file)): file for file in ordered}
        while running:
            done, _ = wait(running, return_when=FIRST_COMPLETED)
            for future in done:
                file = running.pop(future)
                try:
                    found[file] = future.result()
                except BrokenProcessPool:
                    raise CannotRun("a process that was checking files ended unexpectedly; try --jobs 1") from None
                bar.step()
    return found


class _Worker:
    """What a process has."""

    analysis: Predictions


def _begin(folder: Path, settings: Settings, cache: Path | None) -> None:
    gc.set_threshold(*_THRESHOLDS)
    _Worker.analysis = Predictions(folder, settings, cache)


def _predict(file: str) -> Facts:
    return _Worker.analysis.facts(file)

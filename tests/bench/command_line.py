"""`fullgraph check` on a large code base: all the modelling files of an installed transformers."""

from __future__ import annotations

import os
import resource
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from importlib.util import find_spec
from pathlib import Path

from .result import Result

COLD_SECONDS, WARM_SECONDS = 90, 3
FOUND = (0, 1)


def checking() -> Iterator[Result]:
    """Cold, then again with the cache of the first run. Copied first, so that no cache of anyone else's counts."""
    spec = find_spec("transformers")
    if spec is None or spec.origin is None:
        return
    models = Path(spec.origin).parent / "models"
    files = sorted(models.rglob("modeling_*.py"))
    with tempfile.TemporaryDirectory() as folder:
        for path in files:
            copy = Path(folder, path.relative_to(models))
            copy.parent.mkdir(parents=True, exist_ok=True)
            shutil.copy(path, copy)
        environment = {**os.environ, "XDG_CACHE_HOME": str(Path(folder, ".cache"))}
        lines = sum(path.read_text().count("\n") for path in files)
        for name, most in (("cold", COLD_SECONDS), ("warm cache", WARM_SECONDS)):
            start, before = time.perf_counter(), _processor()
            command = [sys.executable, "-m", "fullgraph_server.cli.main", "check", folder, "--output-format", "json"]
            done = subprocess.run(command, capture_output=True, text=True, check=False, cwd=folder, env=environment)
            seconds = time.perf_counter() - start
            note = f"processor {_processor() - before:.1f} s"
            if done.returncode not in FOUND:
                note = f"exit {done.returncode}: {done.stderr[-200:]!r}"
            yield Result(f"check {len(files)} files, {lines} lines, {name}", seconds, most, "s", note)


def _processor() -> float:
    """Processor time of all processes that were waited for."""
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime

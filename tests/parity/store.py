"""What is kept between runs: the oracle's answer per case, and the records of a run that can be resumed.

An oracle's answer holds as long as the case's content, the torch release, the interpreter and the code that watches torch
stay the same.
"""

from __future__ import annotations

import gzip
import json
import os
import sys
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

import torch

from .observation import Observation
from .sources.base import digest

if TYPE_CHECKING:
    from .sources.base import CaseRef

_HERE = Path(__file__).parent
_WATCHERS = ("oracle.py", "observation.py", "targets.py", "places.py")


@lru_cache(maxsize=1)
def _environment() -> str:
    return digest(torch.__version__, sys.version, *((_HERE / name).read_text() for name in _WATCHERS))


class OracleCache:
    def __init__(self, folder: Path, source: str) -> None:
        self.folder = folder / "oracle" / source

    def _path(self, ref: CaseRef) -> Path:
        return self.folder / f"{digest(_environment(), ref.name, ref.content)}.json.gz"

    def has(self, ref: CaseRef) -> bool:
        return self._path(ref).exists()

    def get(self, ref: CaseRef) -> Observation | None:
        path = self._path(ref)
        if not path.exists():
            return None
        return Observation.from_json(json.loads(gzip.decompress(path.read_bytes())))

    def put(self, ref: CaseRef, seen: Observation) -> None:
        self.folder.mkdir(parents=True, exist_ok=True)
        path = self._path(ref)
        temporary = path.with_suffix(f".{os.getpid()}")
        temporary.write_bytes(gzip.compress(json.dumps(seen.to_json()).encode(), compresslevel=3))
        temporary.replace(path)


class Records:
    """One jsonl file of a run: a line per case, appended as it ends."""

    def __init__(self, path: Path | None, *, resume: bool) -> None:
        self.path = path
        self.done: dict[str, dict[str, Any]] = {}
        if path is None:
            return
        path.parent.mkdir(parents=True, exist_ok=True)
        if resume and path.exists():
            for line in path.read_text().splitlines():
                record = json.loads(line)
                self.done[record["name"]] = record
        else:
            path.write_text("")

    def add(self, record: dict[str, Any]) -> None:
        self.done[record["name"]] = record
        if self.path is not None:
            with self.path.open("a") as out:
                out.write(json.dumps(record) + "\n")

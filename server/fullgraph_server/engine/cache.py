"""Predictions kept on the disk: for a file, as long as it, all that it reads, and the tool itself are what they were.

An answer is kept with the files that it depends on, by digest of their text, and with the files that would have been
read had they been there. One file of the cache holds one answer, so that processes can share it.
"""

from __future__ import annotations

import json
import logging
import shutil
import sys
import tempfile
import time
from dataclasses import asdict
from functools import cache
from hashlib import blake2b
from importlib.metadata import version
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING, Any

from fullgraph_server.engine.analysis import Facts, Function
from fullgraph_server.engine.files import Unreadable, read

if TYPE_CHECKING:
    from collections.abc import Iterable

logger = logging.getLogger(__name__)

_PACKAGES = ("fullgraph_analysis", "fullgraph_vocab", "fullgraph_server.engine")
_LIBRARIES = ("libcst", "tree-sitter", "tree-sitter-python")
_DAYS = 30
"""What other versions of the tool have left is removed when it is that old."""
_DAY = 86_400


@cache
def tool_digest() -> str:
    """Stands for everything that decides what is predicted of a text: our own code and data, and what it runs on."""
    state = blake2b(digest_size=16)
    for package in _PACKAGES:
        spec = find_spec(package)
        for folder in (spec.submodule_search_locations or ()) if spec is not None else ():
            for path in sorted(Path(folder).rglob("*")):
                if path.suffix in {".py", ".json"}:
                    state.update(f"{package}:{path.relative_to(folder)}:".encode())
                    state.update(path.read_bytes())
    state.update(repr([(name, version(name)) for name in _LIBRARIES]).encode())
    state.update(repr(sys.version_info[:3]).encode())
    return state.hexdigest()


def digest(text: str) -> str:
    """Of a text as the analysis sees it."""
    return blake2b(text.encode("utf-8", "surrogatepass"), digest_size=16).hexdigest()


class Digests:
    """Digests of files, each read once. Whoever hears of a change says so with `put`."""

    def __init__(self) -> None:
        self._known: dict[str, str | None] = {}
        self._there: dict[str, bool] = {}

    def of(self, path: str) -> str | None:
        """The digest of the text of a file; None if it has none."""
        if path not in self._known:
            try:
                self._known[path] = digest(read(Path(path)))
            except Unreadable:
                self._known[path] = None
        return self._known[path]

    def there(self, path: str) -> bool:
        """Whether there is such a file."""
        if path not in self._there:
            self._there[path] = Path(path).is_file()
        return self._there[path]

    def put(self, path: str, text: str | None) -> None:
        """The text of a file as it is now; None: what is on the disk, which may have changed."""
        self._there.pop(path, None)
        if text is None:
            self._known.pop(path, None)
        else:
            self._known[path] = digest(text)


class FactsCache:
    """The answers for one configuration of the analysis, which `settings` stands for."""

    def __init__(self, folder: Path, settings: Iterable[object]) -> None:
        self.digests = Digests()
        key = blake2b(repr((tool_digest(), *settings)).encode(), digest_size=16).hexdigest()
        self._folder = folder / key

    def get(self, path: str) -> Facts | None:
        """What was found of a file, if that still holds."""
        try:
            entry = json.loads(self._file(path).read_bytes())
        except (OSError, ValueError):
            return None
        digests = self.digests
        if any(digests.of(name) != known for name, known in entry["reads"].items()):
            return None
        if any(digests.there(name) for name in entry["missing"]):
            return None
        return Facts(tuple(entry["findings"]), tuple(Function(**function) for function in entry["functions"]))

    def put(self, path: str, facts: Facts, reads: Iterable[str], missing: Iterable[str]) -> None:
        """Keep what was found of a file, and what that depends on."""
        entry = {
            "path": path,
            "reads": {name: self.digests.of(name) for name in sorted(reads)},
            "missing": sorted(missing),
            "findings": list(facts.findings),
            "functions": [asdict(function) for function in facts.functions],
        }
        try:
            self._write(self._file(path), entry)
        except OSError as error:
            logger.info("nothing is kept in %s: %s", self._folder, error)

    def _file(self, path: str) -> Path:
        return self._folder / f"{blake2b(path.encode('utf-8', 'surrogatepass'), digest_size=16).hexdigest()}.json"

    def _write(self, file: Path, entry: dict[str, Any]) -> None:
        """At once or not at all: another process may read it meanwhile."""
        if not self._folder.is_dir():
            self._folder.mkdir(parents=True, exist_ok=True)
            _remove_old(self._folder.parent)
        with tempfile.NamedTemporaryFile("w", encoding="utf-8", dir=self._folder, suffix=".new", delete=False) as out:
            json.dump(entry, out, separators=(",", ":"))
        Path(out.name).replace(file)


def _remove_old(folder: Path) -> None:
    for old in folder.iterdir():
        if old.is_dir() and time.time() - old.stat().st_mtime > _DAYS * _DAY:
            shutil.rmtree(old, ignore_errors=True)

"""The analysis, as the server uses it: a project of files, opened and edited, and the facts about each."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING

import fullgraph_analysis.rules.all  # noqa: F401 - registers the rules
from fullgraph_analysis.config import AnalysisConfig
from fullgraph_analysis.documents.document import Document
from fullgraph_analysis.eval.machine import Machine
from fullgraph_analysis.project.analysis import Memory, analyse
from fullgraph_analysis.project.findings import FileFacts, Finding, FunctionFact, KindFact, ParseError, Related
from fullgraph_analysis.project.world import ProjectWorld
from fullgraph_analysis.rules.base import Rules

if TYPE_CHECKING:
    from collections.abc import Sequence

__all__ = ["AnalysisConfig", "FileFacts", "Finding", "FunctionFact", "KindFact", "ParseError", "Project", "Related"]

_DEEP = 20_000


class Project:
    """Files of some folders, and the installed packages that they import, of which only the source is read."""

    def __init__(
        self,
        roots: Sequence[Path | str] = (),
        config: AnalysisConfig | None = None,
        site_packages: Sequence[Path | str] = (),
    ) -> None:
        self.config = config or AnalysisConfig()
        self._world = ProjectWorld(
            tuple(Path(root).resolve() for root in roots), tuple(Path(folder) for folder in site_packages)
        )
        self._machine = Machine(self._world, Rules(), self.config)
        self._world.evaluator = self._machine
        self._facts: dict[str, FileFacts] = {}
        self._memory: dict[str, Memory] = {}
        sys.setrecursionlimit(max(sys.getrecursionlimit(), _DEEP))

    def open(self, path: Path | str, text: str, version: int = 0) -> None:
        """Take over the text of a file from its editor."""
        before = self._world.documents.get(str(path)) or self._world.disk.get(str(path))
        if before is not None:
            self._world.documents[str(path)] = before
            self.change(path, text, version)
            return
        self._world.documents[str(path)] = Document(str(path), text, version)
        self._changed(str(path))

    def change(self, path: Path | str, text: str, version: int) -> None:
        """Take over a new text of an open file."""
        document = self._world.documents.get(str(path))
        if document is None:
            self.open(path, text, version)
            return
        same = document.text == text
        document.update(text, version)
        if same:
            self._facts.pop(str(path), None)
        else:
            self._changed(str(path))

    def close(self, path: Path | str) -> None:
        """From now on the file is what is on the disk, which may be another text than it was, or none."""
        self._world.disk.pop(str(path), None)
        self._world.documents.pop(str(path), None)
        self._changed(str(path))

    def _changed(self, path: str) -> None:
        """Drop what depended on chunks that are no more."""
        document = self._world.documents.get(path)
        kept = set(document.chunks) if document is not None else set()
        self._world.forget(path)
        self._facts.clear()
        for memory in self._memory.values():
            for key, result in list(memory.items()):
                if any(chunk.path == path and chunk not in kept for chunk in result.used):
                    del memory[key]

    def analyse(self, path: Path | str) -> FileFacts:
        """The facts about a file, open or on the disk; raises `OSError` or `UndecodableError` if it cannot be read."""
        key = str(path)
        known = self._facts.get(key)
        if known is not None:
            return known
        document = self._world.document(key)
        module = self._world.module_of(key)
        if document is None or module is None:
            raise FileNotFoundError(key)
        facts = analyse(self._machine, module, document, self.config, self._memory.setdefault(key, {}))
        self._facts[key] = facts
        return facts

    def machine(self) -> tuple[Machine, ProjectWorld]:
        """The evaluator, and the modules that it knows."""
        return self._machine, self._world

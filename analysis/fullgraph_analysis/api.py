"""The analysis, as the server uses it: a project of files, opened and edited, and the facts about each."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING

import fullgraph_analysis.rules.all  # noqa: F401 - registers the rules
from fullgraph_analysis.config import AnalysisConfig
from fullgraph_analysis.documents.document import Document
from fullgraph_analysis.eval.machine import Machine
from fullgraph_analysis.project.analysis import analyse
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
        self._roots = tuple(Path(root).resolve() for root in roots)
        self._site_packages = tuple(Path(folder) for folder in site_packages)
        self._open: dict[str, Document] = {}
        self._facts: dict[str, FileFacts] = {}
        self._disk: dict[str, Document] = {}
        sys.setrecursionlimit(max(sys.getrecursionlimit(), _DEEP))

    def open(self, path: Path | str, text: str, version: int = 0) -> None:
        """Take over the text of a file from its editor."""
        self._open[str(path)] = Document(str(path), text, version)
        self._facts.clear()

    def change(self, path: Path | str, text: str, version: int) -> None:
        """Take over a new text of an open file."""
        document = self._open.get(str(path))
        if document is None:
            self.open(path, text, version)
            return
        if document.text != text:
            self._facts.clear()
        document.update(text, version)

    def close(self, path: Path | str) -> None:
        """From now on the file is what is on the disk."""
        if self._open.pop(str(path), None) is not None:
            self._facts.clear()
        self._disk.pop(str(path), None)

    def analyse(self, path: Path | str) -> FileFacts:
        """The facts about a file, open or on the disk; raises `OSError` or `UndecodableError` if it cannot be read."""
        key = str(path)
        known = self._facts.get(key)
        if known is not None:
            return known
        machine, world = self.machine()
        document = world.document(key)
        module = world.module_of(key)
        if document is None or module is None:
            raise FileNotFoundError(key)
        facts = analyse(machine, module, document, self.config)
        self._facts[key] = facts
        return facts

    def machine(self) -> tuple[Machine, ProjectWorld]:
        """An evaluator over the present texts."""
        world = ProjectWorld(self._roots, self._site_packages)
        world.documents = self._open
        world.disk = self._disk
        machine = Machine(world, Rules(), self.config)
        world.evaluator = machine
        return machine, world

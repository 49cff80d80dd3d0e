"""The analysis, as the server uses it: a project of files, opened and edited, and the facts about each."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING

import fullgraph_analysis.rules.all  # noqa: F401 - registers the rules
from fullgraph_analysis.config import AnalysisConfig
from fullgraph_analysis.project.context import Context
from fullgraph_analysis.project.findings import FileFacts, Finding, FunctionFact, KindFact, ParseError, Related
from fullgraph_analysis.project.sources import Sources

if TYPE_CHECKING:
    from collections.abc import Sequence

    from fullgraph_analysis.project.collecting import Kinds

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
        self._sources = Sources(
            tuple(Path(root).resolve() for root in roots), tuple(Path(folder) for folder in site_packages)
        )
        self._contexts: dict[str, Context] = {}
        sys.setrecursionlimit(max(sys.getrecursionlimit(), _DEEP))

    def open(self, path: Path | str, text: str, version: int = 0) -> None:
        """Take over the text of a file from its editor."""
        if self._sources.take(str(path), text, version):
            self._changed(str(path))

    def change(self, path: Path | str, text: str, version: int) -> None:
        """Take over a new text of an open file."""
        self.open(path, text, version)

    def close(self, path: Path | str) -> None:
        """From now on the file is what is on the disk, which may have changed."""
        if self._sources.release(str(path)) or self._sources.reread(str(path)):
            self._changed(str(path))
        self._contexts.pop(str(path), None)

    def forget(self, path: Path | str) -> None:
        """Let go of what was evaluated for a file; texts that were read from the disk go when they are too many."""
        self._contexts.pop(str(path), None)
        self._sources.shrink(name for context in self._contexts.values() for name in context.reads)

    def known(self, path: Path | str) -> Context | None:
        """What is evaluated for a file, if it is."""
        return self._contexts.get(str(path))

    def _changed(self, path: str) -> None:
        for key in [key for key, context in self._contexts.items() if not context.changed(path)]:
            del self._contexts[key]

    def context(self, path: Path | str) -> Context:
        """What is evaluated for a file, and what that depends on."""
        key = str(path)
        if key not in self._contexts:
            self._contexts[key] = Context(key, self._sources, self.config)
        return self._contexts[key]

    def kinds_from_callers(self, path: Path | str) -> list[Kinds]:
        """What the expressions of a file are tracked as when roots of other files, those evaluated so far, get there.

        A helper's arguments take their kinds from its call sites, which may all lie elsewhere.
        """
        others = [context for key, context in self._contexts.items() if key != str(path)]
        return [kinds for context in others if (kinds := context.kinds_in(str(path))) is not None]

    def analyse(self, path: Path | str) -> FileFacts:
        """The facts about a file, open or on the disk; raises `FileNotFoundError` if it cannot be read."""
        facts = self.context(path).facts()
        if facts is None:
            self.forget(path)
            raise FileNotFoundError(str(path))
        return facts

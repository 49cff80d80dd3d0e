"""The analysis behind the engine's narrow door."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from fullgraph_server.engine.analysis import Facts, KindFact
from fullgraph_server.engine.files import Unreadable, read
from fullgraph_server.engine.outline import marked_functions
from fullgraph_server.engine.text import Text

if TYPE_CHECKING:
    from fullgraph_server.engine.analysis import Analysis
    from fullgraph_server.engine.settings import Settings


class Outline:
    """Only the functions that are marked: until the analysis is connected."""

    def __init__(self) -> None:
        self.texts: dict[str, Text] = {}

    def set_text(self, path: str, text: str | None) -> None:
        """The editor's text of a file; None: what is on disk holds."""
        if text is None:
            self.texts.pop(path, None)
        else:
            self.texts[path] = Text(text)

    def facts(self, path: str) -> Facts:
        """Findings and functions of a file. Never raises for what the file contains."""
        try:
            text = self.texts.get(path) or Text(read(Path(path)))
        except Unreadable:
            return Facts((), ())
        return Facts((), tuple(marked_functions(text)))

    def kind_at(self, path: str, row: int, column: int) -> KindFact | None:  # noqa: ARG002 - the protocol's signature
        """The innermost expression at a place (from 1), if its kind is known."""
        return None

    def configure(self, roots: tuple[str, ...], python: tuple[int, int] | None) -> None:
        """What counts as compiled, and for which Python."""


def make_analysis(folder: Path, settings: Settings) -> Analysis:  # noqa: ARG001 - used once the analysis is connected
    """The analysis of one workspace folder."""
    return Outline()

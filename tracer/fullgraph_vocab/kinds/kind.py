"""What a kind is."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

PAGES = Path(__file__).parent.parent / "pages" / "kinds"


@dataclass(frozen=True, slots=True)
class Kind:
    """What a value is tracked as while tracing: the class of variable that stands for it."""

    name: str
    family: str
    tracks: str
    """One line: which Python value it stands for."""
    graph: str
    """One line: what that means for the captured graph."""

    @property
    def page(self) -> Path:
        """Where its page lies in the installed package."""
        return PAGES / f"{self.name}.md"

    def __str__(self) -> str:
        return self.name


def family(name: str, *rows: tuple[str, str, str]) -> tuple[Kind, ...]:
    """The kinds of one family, from rows of name, what it tracks, and what it means for the graph."""
    return tuple(Kind(kind, name, tracks, graph) for kind, tracks, graph in rows)

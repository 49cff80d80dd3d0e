"""What the engine needs of the analysis: a narrow door, so that the engine can be tested without it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from fullgraph_vocab.wire import Finding, Position, WireError


@dataclass(frozen=True)
class Function:
    """A function or module class that may be compiled, and where its name and its text stand."""

    qualname: str
    name_start: Position
    name_end: Position
    start: Position
    end: Position
    explicit: bool
    """Compiled by the code itself or by a setting, not only an `nn.Module` that may be."""


@dataclass(frozen=True)
class KindFact:
    """What the analysis takes an expression for."""

    start: Position
    end: Position
    kind: str
    detail: str = ""
    value: str | None = None
    """The constant value, as source."""
    python_type: str = ""


@dataclass(frozen=True)
class Facts:
    """What the analysis knows of one file."""

    findings: Sequence[Finding]
    functions: Sequence[Function]
    problem: WireError | None = None
    """A bug of the analysis, because of which it has nothing to say."""


class Analysis(Protocol):
    """Predicts, for texts that the editor holds and for files on disk."""

    @property
    def problems(self) -> Mapping[str, WireError]:
        """The files that the analysis fails for, each with its error."""
        ...

    def set_text(self, path: str, text: str | None) -> None:
        """The editor's text of a file; None: what is on disk holds."""

    def facts(self, path: str) -> Facts:
        """Findings and functions of a file. Never raises for what the file contains."""
        ...

    def kind_at(self, path: str, row: int, column: int) -> KindFact | None:
        """The innermost expression at a place (from 1), if its kind is known."""

    def configure(self, roots: tuple[str, ...], python: tuple[int, int] | None) -> None:
        """What counts as compiled, and for which Python."""

"""What a user may set about the analysis."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class AnalysisConfig:
    """Settings of the analysis. All have defaults that need no change."""

    python: tuple[int, int] = (3, 11)
    """The Python that will run the code: from 3.12 on, comprehensions have no frame of their own."""
    torch: str = "2.13"
    """The torch release whose behaviour is predicted."""
    training: bool | None = None
    """What `self.training` is; None for either."""
    roots: tuple[str, ...] = ()
    """Functions that are compiled, as `path/glob.py::qualname` or as a qualified name."""
    steps: int = 60_000
    """How many expressions are evaluated for one root before the rest is unknown."""
    module_steps: int = 5_000
    """The same for one statement of a module's top level, and for the constructor of an assumed object."""
    unroll: int = 8
    """Loops over that many known items, at most, are followed item by item."""
    depth: int = 40
    """How deep calls are followed."""

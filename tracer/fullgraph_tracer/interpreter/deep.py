"""What is said where the interpreter itself fails: it ran out of Python's stack, or has a bug."""

from __future__ import annotations

from typing import TYPE_CHECKING

from fullgraph_tracer.errors import TracerBug

if TYPE_CHECKING:
    from fullgraph_tracer.interpreter.frame import SymbolicFrame

TOO_DEEP = "calls are nested more deeply than can be traced; torch.compile fails there too"


def bug(frame: SymbolicFrame, error: Exception) -> TracerBug:
    """For an exception that is none of the user's."""
    return TracerBug(f"{type(error).__name__} at {frame.span}: {error}")

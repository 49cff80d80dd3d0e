"""File names as they are shown: relative to where the user stands, if that is shorter."""

from __future__ import annotations

import os
from pathlib import Path


def shown(filename: str) -> str:
    """The path relative to the current folder where the file lies below it."""
    path = Path(filename)
    here = Path.cwd()
    return os.fspath(path.relative_to(here)) if path.is_relative_to(here) else filename

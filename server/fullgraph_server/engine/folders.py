"""Where fullgraph keeps what it can make again."""

from __future__ import annotations

import os
from pathlib import Path


def default_folder() -> Path:
    """Where caches lie by the XDG base directory specification."""
    given = os.environ.get("XDG_CACHE_HOME", "")
    return (Path(given) if given else Path.home() / ".cache") / "fullgraph"

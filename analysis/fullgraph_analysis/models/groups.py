"""Names of torch functions whose results are alike, as data."""

from __future__ import annotations

import json
from pathlib import Path

_PATH = Path(__file__).parent / "data" / "results.json"
GROUPS: dict[str, frozenset[str]] = {
    name: frozenset(names) for name, names in json.loads(_PATH.read_text(encoding="utf-8")).items()
}
"""`same`: shape and dtype of the first tensor; `unshaped`: its dtype; and so on."""

"""`json`: the findings as the protocol has them, one array."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

    from fullgraph_vocab.wire import Finding


def show(findings: Sequence[Finding]) -> str:
    """All findings."""
    return json.dumps(list(findings), indent=2, ensure_ascii=False) + "\n"

"""Compiled regular expressions and their matches."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from fullgraph_tracer.building.registry import builds
from fullgraph_tracer.variables.regex import KINDS

if TYPE_CHECKING:
    from fullgraph_tracer.ports import Tx
    from fullgraph_tracer.sources import Source
    from fullgraph_tracer.variables.base import VariableTracker


@builds(re.Pattern, re.Match)
def regex(tx: Tx, value: Any, source: Source | None) -> VariableTracker:
    """Immutable; a pattern is compared by value, a match by identity."""
    tx.guards.add(source, "EQUALS_MATCH" if isinstance(value, re.Pattern) else "ID_MATCH", value, tx.span)
    return KINDS[type(value)](value, source=source)

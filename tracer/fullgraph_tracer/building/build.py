"""`build`: the entry of the registry, with identity: the same object reached by two ways is one variable."""

from __future__ import annotations

from typing import TYPE_CHECKING

from fullgraph_tracer.building.registry import builder_of
from fullgraph_vocab.breaks import object_model

if TYPE_CHECKING:
    from fullgraph_tracer.ports import Tx
    from fullgraph_tracer.sources import Source
    from fullgraph_tracer.variables.base import VariableTracker


def build(tx: Tx, value: object, source: Source | None) -> VariableTracker:
    """The variable that tracks `value`; a graph break where no kind is there for it."""
    known = tx.effects.known(value)
    if known is not None:
        if known.source is not None and source != known.source:
            tx.guards.add(source, "DUPLICATE_INPUT", known.source, tx.span)
        return known
    builder = builder_of(value)
    if builder is None:
        tx.break_(object_model.UNKNOWN_TYPE, type=type(value).__name__)
    return builder(tx, value, source)

"""Optimizers."""

from __future__ import annotations

from typing import TYPE_CHECKING

import torch

from fullgraph_tracer.building.registry import builds_where
from fullgraph_tracer.variables.optimizer import OptimizerVariable

if TYPE_CHECKING:
    from fullgraph_tracer.ports import Tx
    from fullgraph_tracer.sources import Source
    from fullgraph_tracer.variables.base import VariableTracker


@builds_where(lambda value: isinstance(value, torch.optim.Optimizer), rank=30)
def optimizer(tx: Tx, value: torch.optim.Optimizer, source: Source | None) -> VariableTracker:
    """An optimizer."""
    tx.guards.add(source, "TYPE_MATCH", type(value), tx.span)
    made = OptimizerVariable(type(value), value, source=source)
    tx.effects.track(value, made)
    return made

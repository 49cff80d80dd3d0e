"""Instances of `torch.nn.Module`."""

from __future__ import annotations

from typing import TYPE_CHECKING

from torch import nn

from fullgraph_tracer.building.registry import builds_where
from fullgraph_tracer.variables.nn_module import UnspecializedBuiltinNNModuleVariable, UnspecializedNNModuleVariable

if TYPE_CHECKING:
    from fullgraph_tracer.ports import Tx
    from fullgraph_tracer.sources import Source
    from fullgraph_tracer.variables.base import VariableTracker


@builds_where(lambda value: isinstance(value, nn.Module), rank=30)
def module(tx: Tx, value: nn.Module, source: Source | None) -> VariableTracker:
    """A module, by whether torch or the user wrote its class."""
    tx.guards.add(source, "TYPE_MATCH", type(value), tx.span)
    own = type(value).__module__.startswith(("torch.nn.", "torch.ao."))
    kind = UnspecializedBuiltinNNModuleVariable if own else UnspecializedNNModuleVariable
    made = kind(type(value), value, source=source)
    tx.effects.track(value, made)
    return made

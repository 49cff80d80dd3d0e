"""Modules, and objects of the user's own classes."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from torch import nn

from fullgraph_tracer.building.registry import builds_where
from fullgraph_tracer.variables.nn_module import UnspecializedBuiltinNNModuleVariable, UnspecializedNNModuleVariable
from fullgraph_tracer.variables.user_defined.classes import UserDefinedClassVariable
from fullgraph_tracer.variables.user_defined.objects import UserDefinedObjectVariable

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


@builds_where(lambda value: isinstance(value, type), rank=90)
def user_class(tx: Tx, value: type, source: Source | None) -> VariableTracker:
    """A class that no other builder knows."""
    tx.guards.add(source, "ID_MATCH", value, tx.span)
    made = UserDefinedClassVariable(value, source=source)
    tx.effects.track(value, made)
    return made


@builds_where(lambda _value: True, rank=100)
def user_object(tx: Tx, value: Any, source: Source | None) -> VariableTracker:
    """An object that no other builder knows."""
    tx.guards.add(source, "TYPE_MATCH", type(value), tx.span)
    made = UserDefinedObjectVariable(type(value), value, source=source)
    tx.effects.track(value, made)
    return made

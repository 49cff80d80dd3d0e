"""Literals, enum members and other immutable values."""

from __future__ import annotations

import enum
import types
from typing import TYPE_CHECKING, Any

import torch
from torch.utils import _pytree as pytree

from fullgraph_tracer.building.registry import builds, builds_where
from fullgraph_tracer.building.symbols import floating, integer
from fullgraph_tracer.variables.constant import ConstantVariable, EnumVariable

if TYPE_CHECKING:
    from fullgraph_tracer.ports import Tx
    from fullgraph_tracer.sources import Source
    from fullgraph_tracer.variables.base import VariableTracker


@builds(type(None), type(Ellipsis), type(NotImplemented))
def singleton(tx: Tx, value: Any, source: Source | None) -> VariableTracker:
    """There is one object of the type."""
    tx.guards.add(source, "ID_MATCH", value, tx.span)
    return ConstantVariable(value, source=source)


@builds(int)
def whole_number(tx: Tx, value: int, source: Source | None) -> VariableTracker:
    """An integer, which may vary from call to call."""
    return ConstantVariable(value) if source is None else integer(tx, value, source)


@builds(float)
def real_number(tx: Tx, value: float, source: Source | None) -> VariableTracker:
    """A float, which may vary from call to call."""
    return ConstantVariable(value) if source is None else floating(tx, value, source)


@builds(
    complex,
    bool,
    str,
    bytes,
    types.CodeType,
    torch.finfo,
    torch.iinfo,
    torch.nn.attention.SDPBackend,
    pytree.SequenceKey,
    pytree.MappingKey,
    pytree.GetAttrKey,
)
def literal(tx: Tx, value: Any, source: Source | None) -> VariableTracker:
    """Immutable, and compared by value."""
    tx.guards.add(source, "EQUALS_MATCH", value, tx.span)
    return ConstantVariable(value, source=source)


@builds_where(lambda value: isinstance(value, enum.Enum), rank=5)
def enum_member(tx: Tx, value: enum.Enum, source: Source | None) -> VariableTracker:
    """A member of an enumeration."""
    tx.guards.add(source, "ID_MATCH", value, tx.span)
    made = EnumVariable(value, source=source)
    tx.effects.track(value, made)
    return made

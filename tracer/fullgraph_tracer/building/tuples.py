"""Instances of subclasses of `tuple`."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from torch.utils._pytree import is_structseq_class

from fullgraph_tracer.building.containers import item_variables
from fullgraph_tracer.building.registry import builds_where
from fullgraph_tracer.variables.lists import TupleVariable
from fullgraph_tracer.variables.tensor.structseq import StructSequenceVariable
from fullgraph_tracer.variables.user_defined.tuples import (
    NamedTupleVariable,
    UserDefinedTupleVariable,
    is_namedtuple,
)

if TYPE_CHECKING:
    from fullgraph_tracer.ports import Tx
    from fullgraph_tracer.sources import Source
    from fullgraph_tracer.variables.base import VariableTracker


@builds_where(lambda value: isinstance(value, tuple) and is_namedtuple(type(value)), rank=40)
def namedtuple(tx: Tx, value: tuple[Any, ...], source: Source | None) -> VariableTracker:
    """A namedtuple."""
    return _tracked(tx, value, source, NamedTupleVariable)


@builds_where(lambda value: isinstance(value, tuple) and is_structseq_class(type(value)), rank=42)
def struct_sequence(tx: Tx, value: tuple[Any, ...], source: Source | None) -> VariableTracker:
    """What `torch.max` and its like return, or another C named tuple."""
    tx.guards.add(source, "TYPE_MATCH", type(value), tx.span)
    made = StructSequenceVariable(item_variables(tx, tuple(value), source), type(value), source=source)
    tx.effects.track(value, made)
    return made


@builds_where(lambda value: isinstance(value, tuple), rank=45)
def tuple_subclass(tx: Tx, value: tuple[Any, ...], source: Source | None) -> VariableTracker:
    """Any other subclass."""
    return _tracked(tx, value, source, UserDefinedTupleVariable)


def _tracked(
    tx: Tx, value: tuple[Any, ...], source: Source | None, kind: type[UserDefinedTupleVariable]
) -> VariableTracker:
    tx.guards.add(source, "TYPE_MATCH", type(value), tx.span)
    tx.guards.add(source, "SEQUENCE_LENGTH", len(value), tx.span)
    made = kind(type(value), value, TupleVariable(item_variables(tx, tuple(value), source)), source=source)
    tx.effects.track(value, made)
    return made

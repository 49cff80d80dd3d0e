"""`random.Random`, its instances, and the functions of the module `random`."""

from __future__ import annotations

import random
import types
from typing import TYPE_CHECKING, Any

from fullgraph_tracer.building.registry import builds, builds_object
from fullgraph_tracer.variables.random import RandomClassVariable, RandomFunctionVariable, RandomVariable

if TYPE_CHECKING:
    from fullgraph_tracer.ports import Tx
    from fullgraph_tracer.sources import Source
    from fullgraph_tracer.variables.base import VariableTracker

_FUNCTIONS: tuple[Any, ...] = tuple(
    value
    for value in vars(random).values()
    if isinstance(value, types.MethodType | types.BuiltinMethodType) and isinstance(value.__self__, random.Random)
)


@builds_object(*_FUNCTIONS)
def random_function(tx: Tx, value: Any, source: Source | None) -> VariableTracker:
    """`random.randint` and its like."""
    tx.guards.add(source, "ID_MATCH", value, tx.span)
    return RandomFunctionVariable(value, source=source)


@builds_object(random.Random)
def random_class(tx: Tx, value: type, source: Source | None) -> VariableTracker:
    """The class of generators."""
    tx.guards.add(source, "ID_MATCH", value, tx.span)
    return RandomClassVariable(source=source)


@builds(random.Random)
def generator(tx: Tx, value: random.Random, source: Source | None) -> VariableTracker:
    """A generator with its state; without a source, a copy of it."""
    tx.guards.add(source, "TYPE_MATCH", random.Random, tx.span)
    made = RandomVariable(value, source=source)
    tx.effects.track(value, made)
    return made

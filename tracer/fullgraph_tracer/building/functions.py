"""Functions, methods and cells."""

from __future__ import annotations

import types
from typing import TYPE_CHECKING

from fullgraph_tracer.building.registry import builds
from fullgraph_tracer.sources import AttrSource
from fullgraph_tracer.variables.functions.user import UserFunctionVariable, UserMethodVariable

if TYPE_CHECKING:
    from fullgraph_tracer.ports import Tx
    from fullgraph_tracer.sources import Source
    from fullgraph_tracer.variables.base import VariableTracker


@builds(types.MethodType)
def bound_method(tx: Tx, value: types.MethodType, source: Source | None) -> VariableTracker:
    """A function bound to an object."""
    if source is None:
        return UserMethodVariable(tx.wrap(value.__func__), tx.wrap(value.__self__))
    function = tx.wrap(value.__func__, AttrSource(source, "__func__"))
    return UserMethodVariable(function, tx.wrap(value.__self__, AttrSource(source, "__self__")), source=source)


@builds(types.FunctionType)
def function(tx: Tx, value: types.FunctionType, source: Source | None) -> VariableTracker:
    """A Python function that is interpreted when called."""
    tx.guards.add(source, "CLOSURE_MATCH", value.__code__, tx.span)
    made = UserFunctionVariable(value, source=source)
    tx.effects.track(value, made)
    return made

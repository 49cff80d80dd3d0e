"""Python modules."""

from __future__ import annotations

import types
from typing import TYPE_CHECKING

from fullgraph_tracer.building.registry import builds_where
from fullgraph_tracer.variables.misc.python_modules import PythonModuleVariable

if TYPE_CHECKING:
    from fullgraph_tracer.ports import Tx
    from fullgraph_tracer.sources import Source
    from fullgraph_tracer.variables.base import VariableTracker


@builds_where(lambda value: isinstance(value, types.ModuleType), rank=10)
def python_module(tx: Tx, value: types.ModuleType, source: Source | None) -> VariableTracker:
    """A module, subclasses of the module type too."""
    tx.guards.add(source, "ID_MATCH", value, tx.span)
    made = PythonModuleVariable(value, source=source)
    tx.effects.track(value, made)
    return made

"""Functions that went through `torch.jit.script` or `torch.jit.trace`: what is traced is the Python function."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import torch

from fullgraph_tracer.building.registry import builds_where
from fullgraph_tracer.variables.functions.wrappers import WrapperUserFunctionVariable
from fullgraph_vocab.breaks import modules

if TYPE_CHECKING:
    from fullgraph_tracer.ports import Tx
    from fullgraph_tracer.sources import Source
    from fullgraph_tracer.variables.base import VariableTracker

_INSIDE = "_torchdynamo_inline"


@builds_where(lambda value: isinstance(value, torch.jit.ScriptFunction), rank=15)
def scripted_function(tx: Tx, value: Any, source: Source | None) -> VariableTracker:
    """A scripted function; one that was loaded from a file has no Python function behind it."""
    if not hasattr(value, _INSIDE):
        tx.break_(modules.SCRIPTED)
    tx.guards.add(source, "TYPE_MATCH", type(value), tx.span)
    made = WrapperUserFunctionVariable(value, _INSIDE, source=source)
    tx.effects.track(value, made)
    return made

"""Instances of `torch.nn.Module`: which kind tracks them is decided by where their class is written, as in Dynamo."""

from __future__ import annotations

import inspect
import types
from typing import TYPE_CHECKING, Any

import torch
from torch import nn

from fullgraph_tracer.building.registry import builds_first, builds_where
from fullgraph_tracer.sources import AttrSource
from fullgraph_tracer.variables.functions.user import UserFunctionVariable
from fullgraph_tracer.variables.nn_module import (
    FSDPManagedNNModuleVariable,
    NNModuleVariable,
    UnspecializedBuiltinNNModuleVariable,
    UnspecializedNNModuleVariable,
    original_init,
)
from fullgraph_vocab.breaks import modules, operators

if TYPE_CHECKING:
    from fullgraph_tracer.ports import Tx
    from fullgraph_tracer.sources import Source
    from fullgraph_tracer.variables.base import VariableTracker

_SCRIPTED = torch.jit._script.RecursiveScriptModule  # noqa: SLF001 - the class of scripted modules


def kind_of(value: nn.Module) -> type[UnspecializedNNModuleVariable]:
    """The kind of a module."""
    if getattr(value, "_is_fsdp_managed_module", False):
        return FSDPManagedNNModuleVariable
    if "forward" not in value.__dict__ and inspect.getattr_static(value, "torchdynamo_force_dynamic", True) is False:
        return NNModuleVariable
    written_in = value.__module__
    own = written_in.startswith(("torch.nn.modules", "torch.ao.")) and not written_in.startswith(
        "torch.nn.modules.container"
    )
    if own or getattr(type(value), "_dynamo_marked_static", False):
        return UnspecializedBuiltinNNModuleVariable
    return UnspecializedNNModuleVariable


@builds_where(lambda value: isinstance(value, nn.Module), rank=30)
def module(tx: Tx, value: nn.Module, source: Source | None) -> VariableTracker:
    """A module; recurrent layers, scripted modules and ones without `__init__` are refused."""
    if not value.__dict__:
        tx.break_(modules.UNINITIALIZED_MODULE, gb="GB0119")
    if type(value).__qualname__ == "OptimizedModule" and "_orig_mod" in value._modules:  # noqa: SLF001 - what torch.compile wraps
        inner = value._modules["_orig_mod"]  # noqa: SLF001
        return tx.wrap(inner, None if source is None else AttrSource(source, "_orig_mod"))
    if type(value) is _SCRIPTED:
        tx.break_(modules.SCRIPTED, gb="GB0357")
    if isinstance(value, nn.RNN | nn.GRU | nn.LSTM):
        tx.break_(operators.RNN, gb="GB0014")
    tx.guards.add(source, "TYPE_MATCH", type(value), tx.span)
    made = kind_of(value)(type(value), value, source=source)
    tx.effects.track(value, made)
    return made


@builds_first(lambda value: type(value) is types.FunctionType and value.__name__ == "patched_init")
def patched_init(tx: Tx, value: Any, source: Source | None) -> VariableTracker:  # noqa: ARG001 - the same in every call
    """`nn.Module.__init__`, which torch's own compiler wraps when it is imported: the function inside."""
    return UserFunctionVariable(original_init(value))

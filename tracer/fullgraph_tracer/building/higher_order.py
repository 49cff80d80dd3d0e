"""Operators that take functions, torch.func's transforms, and autograd functions."""

from __future__ import annotations

import types
from typing import TYPE_CHECKING, Any

import torch
from torch._higher_order_ops.base_hop import BaseHOP
from torch._higher_order_ops.invoke_subgraph import invoke_subgraph_placeholder
from torch._ops import HigherOrderOperator
from torch.utils import checkpoint

from fullgraph_tracer import skips
from fullgraph_tracer.building.registry import builds_first, builds_object, builds_where
from fullgraph_tracer.sources import AttrSource, ItemSource
from fullgraph_tracer.variables.autograd_context import AutogradFunctionContextVariable
from fullgraph_tracer.variables.autograd_function import AutogradFunctionVariable
from fullgraph_tracer.variables.higher_order_ops import control_flow, regions, wrap
from fullgraph_tracer.variables.higher_order_ops.base import OPERATORS, TorchHigherOrderOperatorVariable
from fullgraph_tracer.variables.higher_order_ops.functorch import (
    FunctionalCallVariable,
    FunctorchHigherOrderVariable,
    ReparametrizeModuleCallVariable,
)
from fullgraph_tracer.variables.misc.lambdas import GetAttrVariable

if TYPE_CHECKING:
    from fullgraph_tracer.ports import Tx
    from fullgraph_tracer.sources import Source
    from fullgraph_tracer.variables.base import VariableTracker

REGISTERED = (control_flow, regions, wrap)
"""What registers operators."""

_RULES: dict[str, type[FunctorchHigherOrderVariable]] = {
    "functorch": FunctorchHigherOrderVariable,
    "functional_call": FunctionalCallVariable,
    "reparametrize": ReparametrizeModuleCallVariable,
}


@builds_first(lambda value: type(value) is types.FunctionType and skips.rule_of(value) in _RULES)
def transform(tx: Tx, value: Any, source: Source | None) -> VariableTracker:
    """A transform of torch.func."""
    tx.guards.add(source, "CLOSURE_MATCH", value.__code__, tx.span)
    return _RULES[str(skips.rule_of(value))](value, source=source)


@builds_object(checkpoint.checkpoint)
def checkpointing(tx: Tx, value: Any, source: Source | None) -> VariableTracker:
    """`torch.utils.checkpoint.checkpoint`."""
    tx.guards.add(source, "ID_MATCH", value, tx.span)
    return wrap.CheckpointHigherOrderVariable(value, source=source)


@builds_object(invoke_subgraph_placeholder)
def nested_region(tx: Tx, value: Any, source: Source | None) -> VariableTracker:
    """What a function under `torch.compiler.nested_compile_region` calls."""
    tx.guards.add(source, "ID_MATCH", value, tx.span)
    return wrap.InvokeSubgraphHigherOrderVariable(value, source=source)


@builds_where(lambda value: isinstance(value, HigherOrderOperator), rank=15)
def operator(tx: Tx, value: Any, source: Source | None) -> VariableTracker:
    """`torch.ops.higher_order.cond` and its like."""
    tx.guards.add(source, "TYPE_MATCH", type(value), tx.span)
    general = regions.BaseHOPVariable if isinstance(value, BaseHOP) else TorchHigherOrderOperatorVariable
    return OPERATORS.get(value._name, general)(value, source=source)  # noqa: SLF001 - torch's name of it


@builds_where(lambda value: isinstance(value, type) and issubclass(value, torch.autograd.Function), rank=25)
def autograd_function(tx: Tx, value: Any, source: Source | None) -> VariableTracker:
    """A subclass of `torch.autograd.Function`."""
    tx.guards.add(source, "ID_MATCH", value, tx.span)
    return AutogradFunctionVariable(value, source=source)


@builds_where(lambda value: isinstance(value, torch.autograd.function.FunctionCtx), rank=25)
def autograd_context(tx: Tx, value: Any, source: Source | None) -> VariableTracker:
    """`ctx` of a call of an autograd function that runs in eager."""
    tx.guards.add(source, "TYPE_MATCH", type(value), tx.span)
    saved: list[VariableTracker] = []
    tensors = value.saved_tensors
    if source is not None:
        held = AttrSource(source, "saved_tensors")
        tx.guards.add(held, "SEQUENCE_LENGTH", len(tensors), tx.span)
        saved = [tx.wrap(tensor, ItemSource(held, at)) for at, tensor in enumerate(tensors)]
    made = AutogradFunctionContextVariable(type(value), value, saved=saved, source=source)
    tx.effects.track(value, made)
    return made


def _is_apply(value: Any) -> bool:
    owner = getattr(value, "__self__", None)
    if not isinstance(owner, type) or not issubclass(owner, torch.autograd.Function):
        return False
    return bool(getattr(value, "__name__", "") == "apply")


@builds_first(_is_apply)
def apply(tx: Tx, value: Any, source: Source | None) -> VariableTracker:
    """`Function.apply`, held under another name."""
    tx.guards.add(source, "ID_MATCH", value.__self__, tx.span) if source is None else None
    return GetAttrVariable(AutogradFunctionVariable(value.__self__), "apply", types.MethodType, source=source)

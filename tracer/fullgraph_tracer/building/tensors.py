"""Tensors, parameters, ndarrays, numpy numbers, and torch's constants and functions."""

from __future__ import annotations

import re
from types import FunctionType
from typing import TYPE_CHECKING, Any

import torch

from fullgraph_tracer import skips
from fullgraph_tracer.building.registry import builds, builds_first, builds_where
from fullgraph_tracer.building.symbols import guard_symbols
from fullgraph_tracer.guards import TensorFacts, belongs_to_module
from fullgraph_tracer.sources import AttrSource, ItemCallSource, Source
from fullgraph_tracer.variables.constant import ConstantVariable
from fullgraph_tracer.variables.tensor import TensorVariable
from fullgraph_tracer.variables.tensor.numpy_functions import is_numpy_callable
from fullgraph_tracer.variables.torch_functions import (
    SkipFunctionVariable,
    SparseTensorCreationSkipVariable,
    TorchCtxManagerClassVariable,
    TorchInGraphFunctionVariable,
)
from fullgraph_vocab.breaks import operators

if TYPE_CHECKING:
    from fullgraph_tracer.ports import Tx
    from fullgraph_tracer.variables.base import VariableTracker

_SPARSE = (torch.sparse_coo, torch.sparse_csr, torch.sparse_csc, torch.sparse_bsr, torch.sparse_bsc)
_NAME = re.compile(r"[^a-zA-Z0-9]+")

# ---- tensors


@builds(torch.Tensor, torch.nn.Parameter, torch.nn.Buffer)
def tensor(tx: Tx, value: torch.Tensor, source: Source | None) -> VariableTracker:
    """An input of the graph; without a source, a constant that the graph holds."""
    _refuse(tx, value)
    fake = fake_of(tx, value, source)
    if source is None:
        node = tx.graph.constant_attribute("_tensor_constant", value, fake)
        return TensorVariable(node, fake, cls=type(value))
    node = tx.graph.input(value, source, fake, placeholder_name(source))
    variable = TensorVariable(node, fake, cls=type(value), real=value, source=source)
    tx.effects.track(value, variable)
    dynamic = frozenset(dim for dim, size in enumerate(fake.shape) if isinstance(size, torch.SymInt))
    tx.guards.add(source, "TENSOR_MATCH", TensorFacts.of(value, dynamic), tx.span)
    return variable


def fake_of(tx: Tx, value: torch.Tensor, source: Source | None) -> torch.Tensor:
    """The fake of an input: sizes are constants, save those that the user marked as dynamic or that varied before."""
    fakes = tx.graph.fakes
    if source is None:
        return fakes.of(value)
    dims = {
        *getattr(value, "_dynamo_dynamic_indices", ()),  # mark_dynamic
        *getattr(value, "_dynamo_weak_dynamic_indices", ()),  # maybe_mark_dynamic
    }
    if type(value) is not torch.nn.Parameter and not belongs_to_module(source):
        dims |= tx.memory.varying_dims(source, value) - set(getattr(value, "_dynamo_static_indices", ()))
    if not dims:
        fake = fakes.of(value, source.name)
        item = fakes.item_of(fake)
        if item is not None:
            guard_symbols(tx)
            fakes.note_item(item, ItemCallSource(source))
        return fake
    guard_symbols(tx)
    return fakes.of_dynamic(value, [dim in dims for dim in range(value.dim())], source)


def placeholder_name(source: Source) -> str:
    """`L_x_` for `L['x']`, as Dynamo names its inputs."""
    return _NAME.sub("_", source.name)


def _refuse(tx: Tx, value: torch.Tensor) -> None:
    if value.layout in _SPARSE:
        tx.break_(operators.SPARSE_TENSOR, gb="GB0015")
    if value.is_nested and type(value) is torch.Tensor:
        tx.break_(operators.NESTED_TENSOR, gb="GB0016")
    grad = value.grad if value.is_leaf else None
    if grad is not None and grad.dtype != value.dtype:
        tx.break_(operators.DISTRIBUTED, gb="GB0181", detail="a tensor and its gradient have different dtypes")


# ---- torch's constants


@builds(torch.dtype, torch.device, torch.layout, torch.memory_format)
def torch_constant(tx: Tx, value: Any, source: Source | None) -> VariableTracker:
    """Immutable, and compared by value."""
    tx.guards.add(source, "EQUALS_MATCH", value, tx.span)
    return ConstantVariable(value, source=source)


# ---- torch's functions

_KINDS: dict[str, Any] = {
    "in_graph": TorchInGraphFunctionVariable,
    "context_manager": TorchCtxManagerClassVariable,
    "skip": SkipFunctionVariable,
    "sparse_creation": SparseTensorCreationSkipVariable,
}


def _has_torch_rule(value: Any) -> bool:
    if type(value) is FunctionType:  # numpy's files are skipped, but the functions that torch knows are not
        return skips.classify(value) in _KINDS and not is_numpy_callable(value)
    if type(value) is torch.autograd.function.FunctionMeta:
        return False  # whatever the user's marks say of one: its `apply` asks for them
    return skips.rule_of(value) in _KINDS


@builds_first(_has_torch_rule)
def torch_function(tx: Tx, value: Any, source: Source | None) -> VariableTracker:
    """What torch's table names, and every function of a file that is skipped."""
    rule = skips.classify(value) if type(value) is FunctionType else skips.rule_of(value)
    tx.guards.add(source, "CLOSURE_MATCH", getattr(value, "__code__", value), tx.span)
    made: VariableTracker = _KINDS[str(rule)](value, source=source)
    return made


def _compiled(value: Any) -> bool:
    return type(value) is FunctionType and "_torchdynamo_inline" in value.__dict__


@builds_first(_compiled)
def compiled_function(tx: Tx, value: Any, source: Source | None) -> VariableTracker:
    """A function that went through `torch.compile` already: the one inside."""
    inner = value.__dict__["_torchdynamo_inline"]
    return tx.wrap(inner, AttrSource(source, "_torchdynamo_inline") if source is not None else None)


@builds_where(lambda value: isinstance(value, torch._ops.OpOverload | torch._ops.OpOverloadPacket), rank=20)  # noqa: SLF001
def torch_operator(tx: Tx, value: Any, source: Source | None) -> VariableTracker:
    """`torch.ops.aten.add` and its overloads."""
    tx.guards.add(source, "ID_MATCH", value, tx.span)
    return TorchInGraphFunctionVariable(value, source=source)

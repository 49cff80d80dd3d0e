"""Tensors of subclasses, and the subclasses."""

from __future__ import annotations

from dataclasses import dataclass
from types import GetSetDescriptorType, MethodWrapperType
from typing import TYPE_CHECKING, Any

import torch
from torch.utils._python_dispatch import is_traceable_wrapper_subclass, is_traceable_wrapper_subclass_type

from fullgraph_tracer.building.registry import builds, builds_first, builds_where
from fullgraph_tracer.building.tensors import placeholder_name, tensor
from fullgraph_tracer.guards import TensorFacts
from fullgraph_tracer.sources.source import Derived
from fullgraph_tracer.variables.tensor.subclass import (
    AttributeGetter,
    GetSetDescriptorVariable,
    TensorSubclassVariable,
    TensorWithTFOverrideVariable,
)

if TYPE_CHECKING:
    from fullgraph_tracer.ports import Tx
    from fullgraph_tracer.sources import Scope, Source
    from fullgraph_tracer.variables.base import VariableTracker


def as_plain(value: torch.Tensor) -> torch.Tensor:
    """The same tensor, without what its class says."""
    with torch._C.DisableTorchFunctionSubclass():  # noqa: SLF001 - the public name takes no subclasses off
        return value.as_subclass(torch.Tensor)


@dataclass(frozen=True, slots=True)
class PlainTensorSource(Derived):
    """The plain tensor that stands in the graph for one of a subclass at `base`."""

    @property
    def name(self) -> str:
        return f"{self.base.name}.as_subclass(torch.Tensor)"

    def fetch(self, scope: Scope) -> Any:
        return as_plain(self.base.fetch(scope))


def _is_subclass(value: object) -> bool:
    return isinstance(value, torch.Tensor)


@builds_where(_is_subclass, rank=5)
def subclass_tensor(tx: Tx, value: torch.Tensor, source: Source | None) -> VariableTracker:
    """A tensor whose class overrides `__torch_function__`; a wrapper with tensors inside is traced as it is."""
    if source is None or is_traceable_wrapper_subclass(value):
        return tensor(tx, value, source)
    plain = as_plain(value)
    fake = tx.graph.fakes.of(plain)
    node = tx.graph.input(plain, PlainTensorSource(source), fake, placeholder_name(source))
    variable = TensorWithTFOverrideVariable(node, fake, cls=type(value), real=value, source=source)
    tx.effects.track(value, variable)
    with torch._C.DisableTorchFunctionSubclass():  # noqa: SLF001 - facts of the tensor, not of its class
        tx.guards.add(source, "TENSOR_MATCH", TensorFacts.of(value), tx.span)
    return variable


@builds(GetSetDescriptorType)
def descriptor(_tx: Tx, value: GetSetDescriptorType, source: Source | None) -> VariableTracker:
    """An attribute of a C type; these never change, so nothing is guarded."""
    return GetSetDescriptorVariable(value, source=source)


@builds_where(lambda value: isinstance(value, MethodWrapperType) and value.__name__ == "__get__", rank=5)
def getter(_tx: Tx, value: MethodWrapperType, source: Source | None) -> VariableTracker:
    """`torch.Tensor.shape.__get__`, as `torch.overrides` lists it."""
    return AttributeGetter(value, source=source)


def _is_override_class(value: object) -> bool:
    if not isinstance(value, type) or not issubclass(value, torch.Tensor) or value is torch.Tensor:
        return False
    dispatched: Any = value.__torch_dispatch__
    plain: Any = torch.Tensor.__torch_dispatch__
    return dispatched is plain and not is_traceable_wrapper_subclass_type(value)


@builds_first(_is_override_class)
def subclass(_tx: Tx, value: type, source: Source | None) -> VariableTracker:
    """A subclass of `torch.Tensor` that overrides no dispatch."""
    return TensorSubclassVariable(value, source=source)

"""Objects of torch.distributed."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, Any

import torch

from fullgraph_tracer.building.registry import builds_first, builds_where
from fullgraph_tracer.variables.distributed import (
    DeviceMeshVariable,
    DistributedVariable,
    PlacementVariable,
    ProcessGroupVariable,
    WorldMetaClassVariable,
)
from fullgraph_tracer.variables.functions.collectives import CollectiveFunctionRewriteVariable, is_collective

if TYPE_CHECKING:
    from fullgraph_tracer.ports import Tx
    from fullgraph_tracer.sources import Source
    from fullgraph_tracer.variables.base import VariableTracker

_WHERE = (
    ("torch.distributed.distributed_c10d", "ProcessGroup", ProcessGroupVariable),
    ("torch.distributed.device_mesh", "DeviceMesh", DeviceMeshVariable),
    ("torch.distributed.tensor.placement_types", "Placement", PlacementVariable),
)


def kind_of(value: Any) -> type[DistributedVariable] | None:
    """The kind of an object; torch.distributed is not imported for this, since then there is no such object."""
    if not torch.distributed.is_available():
        return None
    for module, name, kind in _WHERE:
        cls = getattr(sys.modules.get(module), name, None)
        if isinstance(cls, type) and isinstance(value, cls):
            return kind
    return None


@builds_first(is_collective)
def collective(tx: Tx, value: Any, source: Source | None) -> VariableTracker:
    """`torch.distributed.all_reduce` and its like."""
    tx.guards.add(source, "CLOSURE_MATCH", value.__code__, tx.span)
    return CollectiveFunctionRewriteVariable(value, source=source)


def _is_world(value: Any) -> bool:
    module = sys.modules.get("torch.distributed.distributed_c10d")
    return isinstance(value, type) and module is not None and type(value) is module._WorldMeta  # noqa: SLF001


@builds_where(_is_world, rank=25)
def world(tx: Tx, value: Any, source: Source | None) -> VariableTracker:
    """`torch.distributed.group`."""
    tx.guards.add(source, "ID_MATCH", value, tx.span)
    return WorldMetaClassVariable(value, source=source)


@builds_where(lambda value: not isinstance(value, type) and kind_of(value) is not None, rank=25)
def distributed_object(tx: Tx, value: Any, source: Source | None) -> VariableTracker:
    """A process group, a mesh, a placement."""
    tx.guards.add(source, "ID_MATCH", value, tx.span)
    kind = kind_of(value)
    assert kind is not None
    return kind(value, source=source)

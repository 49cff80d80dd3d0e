"""Triton's functions that make descriptors, where triton has been imported and torch takes them."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, Any

from torch.utils import _triton

from fullgraph_tracer.building.registry import builds_first
from fullgraph_tracer.variables.functions.tma import (
    EXPERIMENTAL,
    STABLE,
    CreateTMADescriptorExperimentalVariable,
    CreateTMADescriptorStableVariable,
)

if TYPE_CHECKING:
    from fullgraph_tracer.ports import Tx
    from fullgraph_tracer.sources import Source
    from fullgraph_tracer.variables.base import VariableTracker


def _is_from_tensor(value: Any) -> bool:
    """As torch: only where the machine has such an accelerator, or torch says that it has."""
    module = sys.modules.get(STABLE)
    return (
        module is not None
        and value is module.TensorDescriptor.from_tensor
        and bool(_triton.has_triton_tensor_descriptor_host_tma())
    )


@builds_first(_is_from_tensor)
def from_tensor(tx: Tx, value: Any, source: Source | None) -> VariableTracker:
    """`TensorDescriptor.from_tensor`."""
    tx.guards.add(source, "ID_MATCH", value, tx.span)
    return CreateTMADescriptorStableVariable(value, source=source)


def _rank(value: Any) -> int | None:
    module = sys.modules.get(EXPERIMENTAL)
    if module is None or not _triton.has_triton_experimental_host_tma():
        return None
    return next((rank for rank in (1, 2) if value is getattr(module, f"create_{rank}d_tma_descriptor")), None)


@builds_first(lambda value: _rank(value) is not None)
def create_descriptor(tx: Tx, value: Any, source: Source | None) -> VariableTracker:
    """`create_1d_tma_descriptor` and `create_2d_tma_descriptor`."""
    tx.guards.add(source, "ID_MATCH", value, tx.span)
    rank = _rank(value)
    assert rank is not None
    return CreateTMADescriptorExperimentalVariable(value, rank, source=source)

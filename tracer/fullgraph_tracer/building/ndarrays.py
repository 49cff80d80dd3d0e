"""numpy arrays and numbers, and numpy's functions and types."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
import torch

from fullgraph_tracer.building.registry import builds, builds_first, builds_where
from fullgraph_tracer.building.tensors import placeholder_name
from fullgraph_tracer.guards import TensorFacts
from fullgraph_tracer.sources.source import Derived
from fullgraph_tracer.variables.tensor.ndarray import NumpyNdarrayVariable
from fullgraph_tracer.variables.tensor.numpy_functions import (
    NumpyDTypeVariable,
    NumpyTypeInfoVariable,
    NumpyVariable,
    is_numpy_callable,
)
from fullgraph_vocab.breaks import data

if TYPE_CHECKING:
    from fullgraph_tracer.ports import Tx
    from fullgraph_tracer.sources import Scope, Source
    from fullgraph_tracer.variables.base import VariableTracker


def as_tensor(value: Any) -> torch.Tensor:
    """The tensor that stands for an array in the graph; it shares the array's memory where it may be written."""
    array = np.asarray(value)
    return torch.from_numpy(array if array.flags.writeable else array.copy())


@dataclass(frozen=True, slots=True)
class TensorOfArraySource(Derived):
    """The tensor that stands for the array at `base`."""

    @property
    def name(self) -> str:
        return f"torch.from_numpy({self.base.name})"

    def fetch(self, scope: Scope) -> Any:
        return as_tensor(self.base.fetch(scope))


@builds(np.ndarray)
@builds_where(lambda value: isinstance(value, np.generic), rank=5)
def ndarray(tx: Tx, value: Any, source: Source | None) -> VariableTracker:
    """An array, or a numpy number, which is one of no dimensions."""
    try:
        tensor = as_tensor(value)
    except TypeError:
        tx.break_(data.NUMPY_UNSUPPORTED, gb="GB0185", name=f"an array of {value.dtype}")
    fake = tx.graph.fakes.of(tensor, None if source is None else source.name)
    if source is None:
        node = tx.graph.constant_attribute("_tensor_constant", tensor, fake)
        return NumpyNdarrayVariable(node, fake)
    of_array = TensorOfArraySource(source)
    node = tx.graph.input(tensor, of_array, fake, placeholder_name(source))
    variable = NumpyNdarrayVariable(node, fake, source=source)
    tx.effects.track(value, variable)
    tx.guards.add(of_array, "TENSOR_MATCH", TensorFacts.of(tensor), tx.span)
    return variable


@builds_first(is_numpy_callable)
def numpy_callable(tx: Tx, value: Any, source: Source | None) -> VariableTracker:
    """A function or type of numpy."""
    tx.guards.add(source, "ID_MATCH", value, tx.span)
    return NumpyVariable(value, source=source)


@builds_where(lambda value: isinstance(value, np.dtype), rank=5)
def numpy_dtype(tx: Tx, value: Any, source: Source | None) -> VariableTracker:
    tx.guards.add(source, "EQUALS_MATCH", value, tx.span)
    return NumpyDTypeVariable(value, source=source)


@builds(np.finfo, np.iinfo)
def numpy_type_info(tx: Tx, value: Any, source: Source | None) -> VariableTracker:
    tx.guards.add(source, "TYPE_MATCH", type(value), tx.span)
    return NumpyTypeInfoVariable(value, source=source)

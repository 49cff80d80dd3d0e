"""Tensors and what else lives in the graph."""

from fullgraph_tracer.variables.tensor.base import GraphValue, TensorBase
from fullgraph_tracer.variables.tensor.calling import call_in_graph, node_in_graph, raw_call
from fullgraph_tracer.variables.tensor.symbolic import SymNodeVariable
from fullgraph_tracer.variables.tensor.tensor import TensorVariable
from fullgraph_tracer.variables.tensor.wrapping import wrap_fake

__all__ = [
    "GraphValue",
    "SymNodeVariable",
    "TensorBase",
    "TensorVariable",
    "call_in_graph",
    "node_in_graph",
    "raw_call",
    "wrap_fake",
]

"""What must hold for a captured graph to be used again."""

from fullgraph_tracer.guards.dynamic import DynamicMemory, belongs_to_module
from fullgraph_tracer.guards.guard import Guard, Guards, TensorFacts, no_tensor_aliasing
from fullgraph_tracer.guards.state import function_modes, global_state

__all__ = [
    "DynamicMemory",
    "Guard",
    "Guards",
    "TensorFacts",
    "belongs_to_module",
    "function_modes",
    "global_state",
    "no_tensor_aliasing",
]

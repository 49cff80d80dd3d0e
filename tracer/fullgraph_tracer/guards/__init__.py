"""What must hold for a captured graph to be used again."""

from fullgraph_tracer.guards.guard import Guard, Guards, TensorFacts

__all__ = ["Guard", "Guards", "TensorFacts"]

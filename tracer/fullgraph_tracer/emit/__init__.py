"""Rebuilding real objects from variables."""

from fullgraph_tracer.emit.emitter import Emitter, nodes_needed

__all__ = ["Emitter", "nodes_needed"]

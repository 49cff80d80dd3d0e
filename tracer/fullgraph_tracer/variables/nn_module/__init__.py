"""Modules: user-defined and torch's own, traced like other objects; parameters and buffers become graph inputs."""

from fullgraph_tracer.variables.nn_module.modules import (
    UnspecializedBuiltinNNModuleVariable,
    UnspecializedNNModuleVariable,
)

__all__ = ["UnspecializedBuiltinNNModuleVariable", "UnspecializedNNModuleVariable"]

"""Modules: user-defined and torch's own, traced like other objects; parameters and buffers become graph inputs."""

from fullgraph_tracer.variables.nn_module.modules import (
    FSDPManagedNNModuleVariable,
    NNModuleVariable,
    UnspecializedBuiltinNNModuleVariable,
    UnspecializedNNModuleVariable,
    original_init,
)

__all__ = [
    "FSDPManagedNNModuleVariable",
    "NNModuleVariable",
    "UnspecializedBuiltinNNModuleVariable",
    "UnspecializedNNModuleVariable",
    "original_init",
]

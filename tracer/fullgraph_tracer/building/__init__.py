"""Real Python object -> variable. Importing the package registers all builders."""

from fullgraph_tracer.building import functions, tensors
from fullgraph_tracer.building.build import build

REGISTERED = (functions, tensors)

__all__ = ["REGISTERED", "build"]

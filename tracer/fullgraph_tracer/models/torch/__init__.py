"""Rules of torch's functions. Importing the package registers them."""

from fullgraph_tracer.models.torch import checks, creation, distributed, function_modes, queries, shapes

REGISTERED = (checks, creation, distributed, function_modes, queries, shapes)

"""Rules of torch's functions. Importing the package registers them."""

from fullgraph_tracer.models.torch import checks, creation, queries, shapes

REGISTERED = (checks, creation, queries, shapes)

"""How the functions and types of `builtins` behave on variables, one file per idea. Importing registers them."""

from fullgraph_tracer.models.builtins import attributes, containers, frames, iteration, numbers, text, types

REGISTERED = (attributes, containers, frames, iteration, numbers, text, types)

__all__ = ["REGISTERED"]

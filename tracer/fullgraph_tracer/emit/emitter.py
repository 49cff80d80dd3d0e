"""Rebuilding real objects from variables, after the graph has run.

A value with a source is fetched; a tensor of the graph is one of its outputs; everything else is rebuilt by its
variable from its parts. Each variable is rebuilt once, so aliasing survives.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from fullgraph_tracer.effects import is_deleted
from fullgraph_tracer.errors import GraphBreak
from fullgraph_vocab.breaks import side_effects

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from torch.fx import Node

    from fullgraph_tracer.effects.log import Effects
    from fullgraph_tracer.sources import Scope
    from fullgraph_tracer.variables.base import VariableTracker


class Emitter:
    """Rebuilds variables as real objects in one scope; `outputs` are the graph's results by node."""

    def __init__(self, scope: Scope, outputs: dict[Node, Any], effects: Effects) -> None:
        self.scope = scope
        self._effects = effects
        self.outputs = outputs
        self._done: dict[VariableTracker, Any] = {}

    def __call__(self, variable: VariableTracker) -> Any:
        """The real object for `variable`."""
        if variable in self._done:
            return self._done[variable]
        if variable.source is not None:
            value = variable.source.fetch(self.scope)
        elif variable.is_constant:
            value = variable.as_constant()
        else:
            value = variable.reconstruct(self)
        self._done[variable] = value
        return value

    def stored_attrs(self, variable: VariableTracker) -> Mapping[str, Any]:
        """The attributes that were stored (or deleted) on an object while tracing."""
        return self._effects.stored_attrs(variable)

    def remember(self, variable: VariableTracker, value: Any) -> None:
        """`variable` is rebuilt as `value` already: for containers that hold themselves."""
        self._done[variable] = value


def nodes_needed(variables: Iterable[VariableTracker], effects: Effects) -> list[Node]:
    """The graph nodes whose results rebuilding these needs, in order; a GraphBreak where something can't be rebuilt."""
    seen: set[VariableTracker] = set()
    nodes: dict[Node, None] = {}
    waiting = list(variables)[::-1]
    while waiting:
        variable = waiting.pop()
        # As Dynamo: what leaves the graph is looked at, but for a number or text, which is fetched as it is.
        variable = variable.looked_at()
        if variable in seen or variable.source is not None:
            continue
        seen.add(variable)
        node = variable.output_node()
        if node is not None:
            nodes[node] = None
        elif not variable.can_reconstruct():
            raise GraphBreak(side_effects.ESCAPES, type=variable.type_name())
        stored = effects.stored_attrs(variable).values()
        parts = list(variable.parts())
        if not variable.has_type or not issubclass(variable.python_type(), tuple):
            parts = [part.realize() for part in parts]
        waiting.extend([*parts, *(value for value in stored if not is_deleted(value))][::-1])
    return list(nodes)

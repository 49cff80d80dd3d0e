"""Python numbers that no guard fixes: 0-d tensors in the graph, numbers again outside."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import torch

from fullgraph_tracer.protocol.compare import COMPARE
from fullgraph_tracer.variables.tensor.calling import node_in_graph
from fullgraph_tracer.variables.tensor.tensor import TensorVariable
from fullgraph_vocab.breaks import calls

if TYPE_CHECKING:
    from collections.abc import Sequence

    from torch.fx import Node

    from fullgraph_tracer.emit.emitter import Emitter
    from fullgraph_tracer.ports import Tx
    from fullgraph_tracer.sources import Source
    from fullgraph_tracer.variables.base import VariableTracker


_COMPARED = frozenset(COMPARE.values())


class UnspecializedPythonVariable(TensorVariable):
    """A number that stays open, such as a drawn random one. `raw` is its value in this trace."""

    def __init__(
        self, node: Node, fake: torch.Tensor, *, raw: float | None, drawn: Source | None = None, **options: Any
    ) -> None:
        super().__init__(node, fake, **options)
        self.raw = raw
        self.drawn = drawn
        """Where its value is found as a tensor, for an input: it needs no graph to come out again."""

    def python_type(self) -> type:
        return type(self.raw)

    def output_node(self) -> Node | None:
        return super().output_node() if self.drawn is None else None

    def reconstruct(self, emit: Emitter) -> Any:
        found = emit.outputs[self.node] if self.drawn is None else self.drawn.fetch(emit.scope)
        return found.item()

    def operator_call(self, tx: Tx, function: Any, args: Sequence[VariableTracker]) -> VariableTracker:
        """Between numbers the result is such a number too; with a tensor it is a tensor."""
        if not all(isinstance(arg, UnspecializedPythonVariable) or arg.is_constant for arg in args):
            return super().operator_call(tx, function, args)
        drawn = any(isinstance(arg, UnspecializedPythonVariable) and arg.drawn is not None for arg in args)
        if drawn and (function not in _COMPARED or not any(arg.is_constant for arg in args)):
            tx.break_(calls.BUILTIN_CALL, gb="GB0213", name=function.__name__)  # torch does not keep what was drawn
        node = node_in_graph(tx, "call_function", function, args)
        if any(isinstance(arg, FakeItemVariable) for arg in args):
            return tx.wrap_fake(node, node.meta["example_value"], variable=FakeItemVariable, raw=None)
        raw = function(*(_raw(arg) for arg in args))
        return tx.wrap_fake(node, node.meta["example_value"], variable=UnspecializedPythonVariable, raw=raw)

    def py_item(self, tx: Tx) -> VariableTracker | Any:
        """The item of a wrapped number is the number, without a way back to its raw value."""
        return tx.wrap_fake(self.node, self.fake, variable=FakeItemVariable, raw=None)


class FakeItemVariable(UnspecializedPythonVariable):
    """The item of a wrapped number: a 0-d tensor in the graph, a number outside, and its value is not known."""

    def python_type(self) -> type:
        return float if self.fake.dtype.is_floating_point else int


def _raw(variable: VariableTracker) -> Any:
    return variable.raw if isinstance(variable, UnspecializedPythonVariable) else variable.as_constant()


def wrap_number(tx: Tx, value: float, source: Source, name: str) -> UnspecializedPythonVariable:
    """An input of the graph for a number that stays open. `source` must give it as a tensor when the graph runs."""
    tensor = torch.tensor(value)
    fake = tx.graph.fakes.of(tensor)
    node = tx.graph.input(tensor, source, fake, name)
    return UnspecializedPythonVariable(node, fake, raw=value, drawn=source)

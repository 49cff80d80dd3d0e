"""Reading and writing parts of a tensor; iterating over its first dimension."""

from __future__ import annotations

import operator
from typing import TYPE_CHECKING, Any

import torch

from fullgraph_tracer.variables.lists import ListIteratorVariable, ListVariable, SliceVariable, TupleVariable
from fullgraph_tracer.variables.tensor.base import TensorBase
from fullgraph_tracer.variables.tensor.calling import call_in_graph, node_in_graph, raw_call
from fullgraph_tracer.variables.tensor.overrides import dispatch, dispatches
from fullgraph_tracer.variables.tensor.symbolic import SymNodeVariable

if TYPE_CHECKING:
    from collections.abc import Sequence

    from fullgraph_tracer.ports import Tx
    from fullgraph_tracer.variables.base import VariableTracker


class TensorIndexing(TensorBase):
    """mp_subscript, mp_ass_subscript, tp_iter, sq_length, sq_contains."""

    def item_node(self, tx: Tx, index: Any) -> VariableTracker:
        """`self[index]`, for what is known to be a constant index."""
        node = raw_call(tx, "call_function", operator.getitem, (self.as_proxy(tx), index), {})
        return tx.wrap_fake(node, node.meta["example_value"])

    def getitem(self, tx: Tx, key: VariableTracker) -> VariableTracker:
        if dispatches(tx, (self, key), {}):
            return dispatch(tx, tx.wrap(torch.Tensor.__getitem__), (self, key), {})
        if isinstance(key, SymNodeVariable):
            # `__index__` of a symbol would fix its value; select takes it as it is.
            return call_in_graph(tx, "call_function", torch.select, (self, tx.constant(0), key))
        _check_slices(tx, key)
        return call_in_graph(tx, "call_function", operator.getitem, (self, key))

    def setitem(self, tx: Tx, key: VariableTracker, value: VariableTracker) -> None:
        with tx.graph.fakes.fresh_symbols_ignored():
            node_in_graph(tx, "call_function", operator.setitem, (self, key, value.realize()))

    def delitem(self, tx: Tx, key: VariableTracker) -> None:  # noqa: ARG002 - the slot's signature
        tx.raise_(TypeError, "'Tensor' object does not support item deletion")

    def length(self, tx: Tx) -> VariableTracker:
        if self.fake.dim() == 0:
            tx.raise_(TypeError, "len() of a 0-d tensor")
        return self.call_method(tx, "size", (tx.constant(0),), {})

    def rows(self, tx: Tx) -> list[VariableTracker]:
        """`self[0]`, `self[1]` ...: one node each, all at once."""
        if self.fake.dim() == 0:
            tx.raise_(TypeError, "iteration over a 0-d tensor")
        size = self.length(tx)
        count = size.as_constant() if size.is_constant else size.index(tx).as_constant()
        return [self.item_node(tx, index) for index in range(count)]

    def iter(self, tx: Tx) -> VariableTracker:
        return ListIteratorVariable(ListVariable(self.rows(tx)))

    def unpack(self, tx: Tx, count: int) -> Sequence[VariableTracker] | None:  # noqa: ARG002 - the slot's signature
        return self.rows(tx)

    def contains(self, tx: Tx, item: VariableTracker) -> VariableTracker | None:
        equal = call_in_graph(tx, "call_function", torch.eq, (self, item))
        found = call_in_graph(tx, "call_function", torch.any, (equal,))
        return found.call_method(tx, "item", (), {})


def _check_slices(tx: Tx, key: VariableTracker) -> None:
    """`x[:n]` with a tensor `n` asks for its item."""
    parts = key.items if isinstance(key, TupleVariable) else [key]
    for part in parts:
        if isinstance(part, SliceVariable):
            for bound in part.items:
                if isinstance(bound.realize(), TensorBase):
                    bound.realize().index(tx)

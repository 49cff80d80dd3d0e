"""`tuple` and `torch.Size`."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

import torch

from fullgraph_tracer import protocol
from fullgraph_tracer.variables.base import NotConstantError
from fullgraph_tracer.variables.lists.base import BaseListVariable, index_of, sequence_repr
from fullgraph_tracer.variables.lists.iterators import TupleIteratorVariable

if TYPE_CHECKING:
    from collections.abc import Iterable

    from torch.fx import Node

    from fullgraph_tracer.emit.emitter import Emitter
    from fullgraph_tracer.ports import Tx
    from fullgraph_tracer.variables.base import VariableTracker


class TupleVariable(BaseListVariable):
    """A `tuple` whose items are tracked. It never changes; items that are mutable may."""

    py_type: type = tuple
    told_apart = False

    def like(self, items: Iterable[VariableTracker]) -> VariableTracker:
        return TupleVariable(items)

    def hash_key(self, tx: Tx) -> Any:
        return tuple(protocol.hash_key(tx, item) for item in self.items)

    def iter(self, tx: Tx) -> VariableTracker:  # noqa: ARG002 - the slot's signature
        return TupleIteratorVariable(self)

    def same_object(self, tx: Tx, other: VariableTracker) -> bool:  # noqa: ARG002 - the slot's signature
        """There is one empty tuple."""
        return type(self) is TupleVariable and type(other) is TupleVariable and not self.items and not other.items

    def repr(self, tx: Tx) -> VariableTracker:
        return sequence_repr(tx, self, self.items, "(%s,)" if len(self.items) == 1 else "(%s)")

    def reconstruct(self, emit: Emitter) -> Any:
        return self.py_type(emit(item) for item in self.items)

    def py___hash__(self, tx: Tx) -> VariableTracker:
        return tx.constant(hash(self.hash_key(tx)))

    def py___getnewargs__(self, tx: Tx) -> VariableTracker:  # noqa: ARG002 - the method's signature
        return TupleVariable([TupleVariable(self.items)])


class SizeVariable(TupleVariable):
    """A `torch.Size`: numbers, symbols where a dimension is dynamic."""

    py_type: type = torch.Size

    def __init__(self, items: Iterable[VariableTracker] = (), *, node: Node | None = None, **options: Any) -> None:
        super().__init__(items, **options)
        self.node = node
        """What gave it as a whole, where there is a symbol among its numbers."""

    def as_proxy(self, tx: Tx) -> Any:
        """With symbols it is a node of its own: a `torch.Size` holds no nodes."""
        if self.node is not None and self.node.graph is tx.graph.graph:
            return self.node
        sizes = tuple(item.realize().as_proxy(tx) for item in self.items)
        if all(isinstance(size, int) for size in sizes):
            return torch.Size(sizes)
        return tx.graph.call("call_function", torch.Size, (sizes,), {})

    def describe(self) -> str:
        return f"[{', '.join(item.describe() for item in self.items)}]"

    def like(self, items: Iterable[VariableTracker]) -> VariableTracker:
        return SizeVariable(items)

    def getitem(self, tx: Tx, key: VariableTracker) -> VariableTracker:
        index = index_of(tx, key, "tuple")
        if isinstance(index, slice):
            return SizeVariable(self.items[index])
        try:
            return self.items[index].realize()
        except IndexError:
            tx.raise_(IndexError, "tuple index out of range")

    def binary(self, tx: Tx, op: str, other: VariableTracker) -> VariableTracker | Any:
        if op == "+" and isinstance(other, TupleVariable):
            return SizeVariable([*self.items, *other.items])
        return super().binary(tx, op, other)

    def rbinary(self, tx: Tx, op: str, other: VariableTracker) -> VariableTracker | Any:
        if op == "+" and isinstance(other, TupleVariable):
            return SizeVariable([*other.items, *self.items])
        return super().rbinary(tx, op, other)

    def repr(self, tx: Tx) -> VariableTracker:
        return sequence_repr(tx, self, self.items, "torch.Size([%s])")

    def py_numel(self, tx: Tx) -> VariableTracker:
        try:
            return tx.constant(math.prod(item.as_constant() for item in self.items))
        except NotConstantError:
            product = tx.constant(1)
            for item in self.items:
                product = protocol.binary(tx, "*", product, item)
            return product

"""Storages and data pointers of tensors."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import torch

from fullgraph_tracer.graph.fake import has_free_symbols
from fullgraph_tracer.variables.base import VariableTracker
from fullgraph_tracer.variables.builtin_value import BuiltinMethodVariable
from fullgraph_tracer.variables.tensor.calling import call_in_graph, node_in_graph
from fullgraph_vocab.breaks import data

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from torch.fx import Node

    from fullgraph_tracer.emit.emitter import Emitter
    from fullgraph_tracer.ports import Tx
    from fullgraph_tracer.variables.tensor.base import TensorBase


def untyped_storage_size(tensor: torch.Tensor) -> int:
    """The size in bytes of a tensor's storage, as a node."""
    return tensor.untyped_storage().size()


class UntypedStorageVariable(VariableTracker):
    """`x.untyped_storage()`."""

    def __init__(self, tensor: TensorBase, **options: Any) -> None:
        super().__init__(**options)
        self.tensor = tensor

    def python_type(self) -> type:
        return torch.UntypedStorage

    def parts(self) -> Iterable[VariableTracker]:
        return (self.tensor,)

    def reconstruct(self, emit: Emitter) -> Any:
        return emit(self.tensor).untyped_storage()

    def getattr(self, tx: Tx, name: str) -> VariableTracker:
        if not hasattr(torch.UntypedStorage, name):
            tx.raise_(AttributeError, f"'UntypedStorage' object has no attribute '{name}'")
        return BuiltinMethodVariable(self, name)

    def py_size(self, tx: Tx) -> VariableTracker:
        size = self.tensor.fake.untyped_storage().size()
        if has_free_symbols(size):
            return call_in_graph(tx, "call_function", untyped_storage_size, (self.tensor,))
        return tx.constant(int(size))

    def py_resize_(self, tx: Tx, size: VariableTracker) -> VariableTracker:
        node_in_graph(tx, "call_function", torch.ops.inductor.resize_storage_bytes_, (self.tensor, size))
        return self


class DataPtrVariable(VariableTracker):
    """`x.data_ptr()`: a number that is not known, but equal to itself."""

    def __init__(self, tensor: TensorBase, method: str = "data_ptr", **options: Any) -> None:
        super().__init__(**options)
        self.tensor = tensor
        self.method = method
        self.version = tensor.fake._version  # noqa: SLF001 - the counter has no public name

    def python_type(self) -> type:
        return int

    def parts(self) -> Iterable[VariableTracker]:
        return (self.tensor,)

    def reconstruct(self, emit: Emitter) -> Any:
        return getattr(emit(self.tensor), self.method)()

    def getattr(self, tx: Tx, name: str) -> VariableTracker:
        if not hasattr(int, name):
            tx.raise_(AttributeError, f"'int' object has no attribute '{name}'")
        return BuiltinMethodVariable(self, name)

    def richcompare(self, tx: Tx, op: str, other: VariableTracker) -> VariableTracker | Any:
        if op not in ("==", "!="):
            return NotImplemented
        if isinstance(other, DataPtrVariable) and self.version == other.version:
            same = _owner(self.tensor.node) is _owner(other.tensor.node)
            if same:
                return tx.constant(op == "==")
        tx.break_(data.DATA_POINTER)

    def call_method(
        self, tx: Tx, name: str, args: Sequence[VariableTracker], kwargs: dict[str, VariableTracker]
    ) -> VariableTracker:
        if name in ("__eq__", "__ne__") and len(args) == 1 and not kwargs:
            result = self.richcompare(tx, "==" if name == "__eq__" else "!=", args[0])
            return tx.constant(NotImplemented) if result is NotImplemented else result
        return super().call_method(tx, name, args, kwargs)


def _owner(node: Node) -> Node:
    """The node whose memory it is: `detach` shares its tensor's."""
    while node.target in ("detach", torch.ops.aten.detach.default) and len(node.args) == 1:
        (inner,) = node.all_input_nodes
        node = inner
    return node

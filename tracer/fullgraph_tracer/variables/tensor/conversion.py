"""From tensors to Python: truth, `item`, `tolist`, `int()`, `numpy()`: where data would leave the graph."""

from __future__ import annotations

import operator
from typing import TYPE_CHECKING, Any

import torch

from fullgraph_tracer.variables.lists import ListVariable
from fullgraph_tracer.variables.tensor.base import TensorBase
from fullgraph_tracer.variables.tensor.calling import call_in_graph, raw_call
from fullgraph_vocab.breaks import calls, control_flow, data

if TYPE_CHECKING:
    from torch.fx import Node

    from fullgraph_tracer.ports import Tx
    from fullgraph_tracer.variables.base import VariableTracker

_INTEGERS = (torch.int8, torch.int16, torch.int32, torch.int64)


class TensorConversion(TensorBase):
    """What asks for a tensor's data."""

    def truth(self, tx: Tx) -> bool:
        tx.break_(control_flow.TENSOR_BRANCH)

    def logical_not(self, tx: Tx) -> VariableTracker | None:
        return call_in_graph(tx, "call_function", operator.not_, (self,))

    def repr(self, tx: Tx) -> VariableTracker:
        tx.break_(data.TENSOR_TEXT)

    def str(self, tx: Tx) -> VariableTracker:
        tx.break_(calls.BUILTIN_CALL, gb="GB0059", name="str")

    def index(self, tx: Tx) -> VariableTracker:
        if self.fake.dtype.is_floating_point or self.fake.dtype.is_complex:
            tx.raise_(TypeError, "only integer tensors of a single element can be converted to an index")
        return self._cast(tx, torch.sym_int)

    def _cast(self, tx: Tx, function: Any) -> VariableTracker:
        return call_in_graph(tx, "call_function", function, (self.call_method(tx, "item", (), {}),))

    def py___bool__(self, tx: Tx) -> VariableTracker:
        item = self.call_method(tx, "item", (), {})
        if item.is_constant:
            return tx.constant(bool(item.as_constant()))
        if item.python_type() is bool:
            return item
        return call_in_graph(tx, "call_function", operator.ne, (item, tx.constant(0)))

    def py___int__(self, tx: Tx) -> VariableTracker:
        if self.fake.dtype.is_complex:
            tx.raise_(RuntimeError, "value cannot be converted to type int64_t without overflow")
        return self._cast(tx, torch.sym_int)

    def py___float__(self, tx: Tx) -> VariableTracker:
        if self.fake.dtype.is_complex:
            tx.raise_(RuntimeError, "value cannot be converted to type double without overflow")
        return self._cast(tx, torch.sym_float)

    def py___index__(self, tx: Tx) -> VariableTracker:
        return self.index(tx)

    def py___str__(self, tx: Tx) -> VariableTracker:
        return self.str(tx)

    def py___repr__(self, tx: Tx) -> VariableTracker:
        return self.repr(tx)

    def py___format__(self, tx: Tx, spec: VariableTracker) -> VariableTracker:
        return self.format(tx, spec)

    def py_item(self, tx: Tx) -> VariableTracker | Any:
        if not tx.config.capture_scalar_outputs:
            tx.break_(data.ITEM)
        return NotImplemented

    def py_numpy(self, tx: Tx, *, force: VariableTracker | None = None) -> VariableTracker:
        """The same memory as an array: a view in the graph, whose variable is an array's."""
        if not tx.config.trace_numpy:
            tx.break_(data.NUMPY_OFF, gb="GB0105")
        if force is not None and force.as_constant():
            detached = self.call_method(tx, "detach", (), {})
            node = raw_call(tx, "call_method", "cpu", (detached.as_proxy(tx),), {})
        else:
            node = raw_call(tx, "call_method", "view_as", (self.node, self.node), {})
        return tx.wrap_fake(node, node.meta["example_value"], ndarray=True)

    def py_tolist(self, tx: Tx) -> VariableTracker:
        """An item node per element; breaks as `item` does, since each one is."""
        return self._list_of(tx, self.node, self.fake)

    def _list_of(self, tx: Tx, node: Node, value: torch.Tensor) -> VariableTracker:
        if value.dtype not in _INTEGERS:
            tx.break_(data.TOLIST)
        if value.dim() == 0:
            item = raw_call(tx, "call_method", "item", (node,), {})
            return tx.wrap_fake(item, item.meta["example_value"])
        rows = []
        for index in range(value.shape[0]):
            row = raw_call(tx, "call_function", operator.getitem, (node, index), {})
            rows.append(self._list_of(tx, row, row.meta["example_value"]))
            del row.meta["example_value"]  # Dynamo knows no value of it either, so that unused items stay in the graph
        return ListVariable(rows)

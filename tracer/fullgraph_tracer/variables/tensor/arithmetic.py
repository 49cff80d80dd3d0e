"""Operators of tensors: each is one node with the function of `operator` that Python calls."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from fullgraph_tracer.protocol.compare import COMPARE
from fullgraph_tracer.protocol.numbers import BINARY, INPLACE, UNARY
from fullgraph_tracer.variables.constant import ConstantVariable
from fullgraph_tracer.variables.tensor.base import GraphValue, TensorBase
from fullgraph_tracer.variables.tensor.calling import call_in_graph
from fullgraph_tracer.variables.tensor.overrides import dispatch, dispatches, tensor_function

if TYPE_CHECKING:
    from collections.abc import Sequence

    from fullgraph_tracer.ports import Tx
    from fullgraph_tracer.variables.base import VariableTracker

_NUMBERS = (int, float, complex)


class TensorArithmetic(TensorBase):
    """nb_* and tp_richcompare."""

    compares_elementwise = True

    def operator_call(self, tx: Tx, function: Any, args: Sequence[VariableTracker]) -> VariableTracker:
        """The node of an operator."""
        if dispatches(tx, args, {}):
            reflected = not isinstance(args[0], TensorBase)
            told = tx.wrap(tensor_function(function, reflected))
            return dispatch(tx, told, args[::-1] if reflected else args, {})
        return call_in_graph(tx, "call_function", function, args)

    @staticmethod
    def takes_operand(other: VariableTracker) -> bool:
        """Whether an operator of a tensor takes `other` on its other side."""
        if isinstance(other, GraphValue):
            return True
        return isinstance(other, ConstantVariable) and isinstance(other.value, _NUMBERS)

    def binary(self, tx: Tx, op: str, other: VariableTracker) -> VariableTracker | Any:
        if not self.takes_operand(other):
            return NotImplemented
        return self.operator_call(tx, BINARY[op], (self, other))

    def rbinary(self, tx: Tx, op: str, other: VariableTracker) -> VariableTracker | Any:
        if not self.takes_operand(other):
            return NotImplemented
        return self.operator_call(tx, BINARY[op], (other, self))

    def inplace(self, tx: Tx, op: str, other: VariableTracker) -> VariableTracker | Any:
        if not self.takes_operand(other):
            return NotImplemented
        return self.operator_call(tx, INPLACE[op], (self, other))

    def unary(self, tx: Tx, op: str) -> VariableTracker:
        return self.operator_call(tx, UNARY[op], (self,))

    def richcompare(self, tx: Tx, op: str, other: VariableTracker) -> VariableTracker | Any:
        if not isinstance(other, GraphValue | ConstantVariable):
            return NotImplemented
        return self.operator_call(tx, COMPARE[op], (self, other))

"""Symbolic integers, floats and bools: sizes that are not fixed, and items that stay in the graph."""

from __future__ import annotations

import operator
from typing import TYPE_CHECKING, Any

import torch

from fullgraph_tracer.errors import GraphBreak
from fullgraph_tracer.graph.fake import GuardOnDataDependentSymNode, guard_scalar
from fullgraph_tracer.protocol.compare import COMPARE
from fullgraph_tracer.protocol.numbers import BINARY, UNARY
from fullgraph_tracer.variables.builtin_value import BuiltinMethodVariable
from fullgraph_tracer.variables.constant import ConstantVariable
from fullgraph_tracer.variables.tensor.base import GraphValue, TensorBase
from fullgraph_tracer.variables.tensor.calling import call_in_graph
from fullgraph_vocab.breaks import calls, data, object_model

if TYPE_CHECKING:
    from collections.abc import Sequence

    from torch.fx import Node

    from fullgraph_tracer.ports import Tx
    from fullgraph_tracer.variables.base import VariableTracker

Symbol = torch.SymInt | torch.SymFloat | torch.SymBool


class SymNodeVariable(GraphValue):
    """A number whose value is a symbol: operations on it are nodes, a branch on it is a guard."""

    def __init__(self, node: Node, symbol: Symbol, **options: Any) -> None:
        super().__init__(node, **options)
        self.symbol = symbol

    def describe(self) -> str:
        return str(self.symbol)

    def python_type(self) -> type:
        if isinstance(self.symbol, torch.SymInt):
            return int
        return float if isinstance(self.symbol, torch.SymFloat) else bool

    def evaluate(self) -> int | float | bool:
        """Its value, which a guard fixes from now on; a graph break where only data decides it."""
        return _evaluate(self.symbol)

    def settled(self, tx: Tx) -> VariableTracker:
        return tx.constant(self.evaluate())

    # ---- slots

    def truth(self, tx: Tx) -> bool:  # noqa: ARG002 - the slot's signature
        """Whether it is not 0: that alone is guarded, not its value."""
        symbol = self.symbol
        return bool(_evaluate(symbol if isinstance(symbol, torch.SymBool) else symbol != 0))

    def logical_not(self, tx: Tx) -> VariableTracker | None:
        return call_in_graph(tx, "call_function", operator.not_, (self,))

    def index(self, tx: Tx) -> VariableTracker:
        if isinstance(self.symbol, torch.SymFloat):
            tx.raise_(TypeError, "'float' object cannot be interpreted as an integer")
        return tx.constant(int(self.evaluate()))

    def hash_key(self, tx: Tx) -> Any:  # noqa: ARG002 - the slot's signature
        return self.evaluate()

    @staticmethod
    def takes_operand(other: VariableTracker) -> bool:
        """Whether arithmetic with `other` stays a number."""
        if isinstance(other, TensorBase):
            return False
        if isinstance(other, ConstantVariable):
            return isinstance(other.value, int | float)
        return isinstance(other, SymNodeVariable)

    def binary(self, tx: Tx, op: str, other: VariableTracker) -> VariableTracker | Any:
        if not self.takes_operand(other):
            return NotImplemented
        return call_in_graph(tx, "call_function", BINARY[op], (self, other))

    def rbinary(self, tx: Tx, op: str, other: VariableTracker) -> VariableTracker | Any:
        if not self.takes_operand(other):
            return NotImplemented
        return call_in_graph(tx, "call_function", BINARY[op], (other, self))

    def unary(self, tx: Tx, op: str) -> VariableTracker:
        if op == "~":
            tx.break_(calls.BUILTIN_CALL, name="invert")
        return call_in_graph(tx, "call_function", UNARY[op], (self,))

    def richcompare(self, tx: Tx, op: str, other: VariableTracker) -> VariableTracker | Any:
        if isinstance(other, TensorBase) and not issubclass(other.python_type(), torch.Tensor):
            return NotImplemented  # an array compares, by numpy's rules
        if not isinstance(other, GraphValue | ConstantVariable):
            return NotImplemented
        return call_in_graph(tx, "call_function", COMPARE[op], (self, other))

    # ---- methods

    def getattr(self, tx: Tx, name: str) -> VariableTracker:
        if name == "__class__":
            return tx.wrap(self.python_type())
        if not hasattr(self.python_type(), name):
            tx.raise_(AttributeError, f"'{self.type_name()}' object has no attribute '{name}'")
        return self.bound_method(name)

    def bound_method(self, name: str) -> VariableTracker:
        """`value.name`, not called yet."""
        return BuiltinMethodVariable(self, name)

    def call_method(
        self, tx: Tx, name: str, args: Sequence[VariableTracker], kwargs: dict[str, VariableTracker]
    ) -> VariableTracker:
        special = _CASTS.get(name)
        if special is not None and not args:
            return call_in_graph(tx, "call_function", special, (self,))
        if name == "__index__":
            return self.index(tx)
        return call_in_graph(tx, "call_method", name, (self, *args), kwargs)

    # ---- text, last since these hide the builtins of their names

    def str(self, tx: Tx) -> VariableTracker:
        tx.break_(calls.BUILTIN_CALL, name="str")

    def repr(self, tx: Tx) -> VariableTracker:
        tx.break_(object_model.TEXT, gb="GB6053", type=self.type_name())

    def format(self, tx: Tx, spec: VariableTracker) -> VariableTracker:
        # As Dynamo, which takes an input for its own text: an f-string with other pieces then breaks the graph.
        return self if self.source is not None else tx.constant(format(self.evaluate(), spec.as_constant()))


def _evaluate(symbol: Symbol | bool) -> int | float | bool:
    try:
        value: int | float | bool = guard_scalar(symbol)
    except GuardOnDataDependentSymNode as error:
        title = f"Consider annotating your code using torch._check*(). {str(error).partition(chr(10))[0]}"
        detail = "its value is known only when the program runs"
        raise GraphBreak(data.SYMBOL_UNSUPPORTED, title=title, detail=detail) from error
    return value


_CASTS: dict[str, Any] = {
    "__int__": torch.sym_int,
    "__float__": torch.sym_float,
    "__neg__": operator.neg,
    "__pos__": operator.pos,
    "__abs__": operator.abs,
}

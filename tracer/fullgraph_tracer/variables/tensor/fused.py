"""In-place updates with a scaled product: with a factor they are written out, since that may be a tensor."""

from __future__ import annotations

import functools
import importlib
from typing import TYPE_CHECKING, Any

import torch

from fullgraph_tracer.protocol.known import call_model, model_of
from fullgraph_tracer.variables.tensor.base import TensorBase
from fullgraph_tracer.variables.tensor.calling import call_in_graph

if TYPE_CHECKING:
    from fullgraph_tracer.ports import Tx
    from fullgraph_tracer.variables.base import VariableTracker

Answer = Any  # a variable, or NotImplemented: put the call in the graph


@functools.cache
def _fused_multiply_add() -> Any:
    """The operator is registered by a module that is slow to import: only programs that need it wait."""
    return importlib.import_module("torch._inductor.inductor_prims").fma


class FusedUpdates(TensorBase):
    """`add_`, `addcmul_` and `addcdiv_`; and what registers hooks, by its model."""

    def _by_model(self, tx: Tx, name: str, args: tuple[VariableTracker, ...]) -> Answer:
        model = model_of(getattr(torch.Tensor, name))
        return NotImplemented if model is None else call_model(tx, model, name, (self, *args), {})

    def py_register_hook(self, tx: Tx, hook: VariableTracker) -> Answer:
        return self._by_model(tx, "register_hook", (hook,))

    def py_register_post_accumulate_grad_hook(self, tx: Tx, hook: VariableTracker) -> Answer:
        return self._by_model(tx, "register_post_accumulate_grad_hook", (hook,))

    def _update(self, tx: Tx, function: Any, first: VariableTracker, second: VariableTracker, value: Any) -> Answer:
        if value is None:
            return NotImplemented
        product = call_in_graph(tx, "call_function", function, (first, second))
        result = call_in_graph(tx, "call_function", _fused_multiply_add(), (product, value, self))
        return self.call_method(tx, "copy_", (result,), {})

    def py_add_(self, tx: Tx, other: VariableTracker, *, alpha: VariableTracker | None = None) -> Answer:
        if not isinstance(alpha, TensorBase):
            return NotImplemented
        result = call_in_graph(tx, "call_function", _fused_multiply_add(), (other, alpha, self))
        return self.call_method(tx, "copy_", [result], {})

    def py_addcmul_(
        self, tx: Tx, tensor1: VariableTracker, tensor2: VariableTracker, *, value: VariableTracker | None = None
    ) -> Answer:
        return self._update(tx, torch.mul, tensor1, tensor2, value)

    def py_addcdiv_(
        self, tx: Tx, tensor1: VariableTracker, tensor2: VariableTracker, *, value: VariableTracker | None = None
    ) -> Answer:
        return self._update(tx, torch.div, tensor1, tensor2, value)

"""`ctx`, as forward and backward of the user's autograd functions get it."""

from __future__ import annotations

from types import GetSetDescriptorType
from typing import TYPE_CHECKING, Any

import torch

from fullgraph_tracer.protocol.lookup import type_lookup
from fullgraph_tracer.variables.lists import TupleVariable
from fullgraph_tracer.variables.misc.lambdas import LambdaVariable
from fullgraph_tracer.variables.user_defined.objects import UserDefinedObjectVariable
from fullgraph_vocab.breaks import operators

if TYPE_CHECKING:
    from collections.abc import Sequence

    from fullgraph_tracer.ports import Tx
    from fullgraph_tracer.variables.base import VariableTracker

_NOTES = {
    "save_for_backward": ("saved", "to_save"),
    "mark_dirty": ("dirty", "dirty_tensors"),
    "mark_non_differentiable": ("non_differentiable", "non_differentiable"),
}
"""What is kept here by the methods of `ctx`, and the attribute that they set on a real one."""


class AutogradFunctionContextVariable(UserDefinedObjectVariable):
    """One made for a call that is traced; or a real one, where a frame is captured that runs inside `apply`."""

    joins_graphs = False
    """Whether forward and backward are traced as two graphs of one node."""

    def __init__(
        self,
        cls: type = torch.autograd.function.FunctionCtx,
        value: Any = None,
        *,
        needs_input_grad: VariableTracker | None = None,
        saved: Sequence[VariableTracker] = (),
        **options: Any,
    ) -> None:
        super().__init__(cls, value, **options)
        self.needs_input_grad = needs_input_grad
        self.saved = list(saved)
        self.non_differentiable: list[VariableTracker] = []
        self.dirty: list[VariableTracker] = []

    def getattr(self, tx: Tx, name: str) -> VariableTracker:
        if name in _NOTES:
            return LambdaVariable(lambda tx, *args: self._note(tx, name, args))
        if name == "saved_tensors":
            return TupleVariable(list(self.saved))
        if name == "dirty_tensors":
            return TupleVariable(list(self.dirty)) if self.dirty else tx.constant(None)
        if name == "needs_input_grad" and self.needs_input_grad is not None:
            return self.needs_input_grad
        return super().getattr(tx, name)

    def generic_setattr(self, tx: Tx, name: str, value: VariableTracker) -> None:
        """A real one is a node of autograd's graph, whose settings are descriptors written in C."""
        if isinstance(type_lookup(self.cls, name)[0], GetSetDescriptorType):
            tx.effects.store_attr(self, name, value, tx.span)
            return
        super().generic_setattr(tx, name, value)

    def _note(self, tx: Tx, method: str, tensors: tuple[VariableTracker, ...]) -> VariableTracker:
        if method == "mark_dirty" and not self.joins_graphs:
            tx.break_(operators.AUTOGRAD_FUNCTION, gb="GB2019", detail="`mark_dirty` where no gradient is traced")
        kept, attribute = _NOTES[method]
        realized = [tensor.realize() for tensor in tensors]
        tx.journal.set(self, kept, realized)
        if self.source is not None:
            tx.effects.store_attr(self, attribute, TupleVariable(realized), tx.span)
        return tx.constant(None)

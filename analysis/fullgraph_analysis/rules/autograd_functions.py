"""FG612: `Function.apply` with one tensor in two places: as inputs of the traced function the two would be one."""

from __future__ import annotations

from fullgraph_analysis.eval.events import Hit, MethodCall
from fullgraph_analysis.eval.joins import options
from fullgraph_analysis.eval.values import CERTAIN, ClassValue, Tensor
from fullgraph_analysis.rules.base import rule
from fullgraph_vocab.breaks.operators import AUTOGRAD_FUNCTION

_HEAD = """import torch
class Twice(torch.autograd.Function):
    @staticmethod
    def forward(ctx, a, b):
        return a * b
    @staticmethod
    def backward(ctx, grad):
        return grad, grad
def f(x):  # inputs: x=f32[4]
"""
VALID = (f"{_HEAD}    return Twice.apply(x, x + 1)\n",)
INVALID = ((f"{_HEAD}    return Twice.apply(x, x)\n", 10),)


@rule(MethodCall)
def duplicate(event: MethodCall) -> Hit | None:
    """`Twice.apply(x, x)`."""
    if event.name != "apply" or not isinstance(event.owner, ClassValue):
        return None
    if not any(base.startswith("torch.autograd") for base in event.owner.info.externals()):
        return None
    seen: set[str] = set()
    for variable, value in zip(event.variables, event.args.positional, strict=False):
        tensors = [option for option in options(value) if isinstance(option, Tensor)]
        if tensors and variable in seen:
            sure = min(CERTAIN, *(tensor.sure for tensor in tensors))
            return Hit(AUTOGRAD_FUNCTION, {"detail": "one tensor is given twice to `apply`"}, sure=sure, gb="GB6297")
        seen |= {variable} - {""}
    return None

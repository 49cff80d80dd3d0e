"""What `torch.optim` calls on lists of tensors, where Dynamo writes the call so that no number leaves a tensor."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import torch

from fullgraph_tracer import protocol
from fullgraph_tracer.protocol.known import models
from fullgraph_tracer.variables.lists import ListVariable
from fullgraph_tracer.variables.tensor import TensorBase
from fullgraph_tracer.variables.torch_functions import in_graph

if TYPE_CHECKING:
    from fullgraph_tracer.ports import Tx
    from fullgraph_tracer.variables.base import VariableTracker

Answer = Any  # a variable, or NotImplemented: the call is treated as any other


def lerp_in_place(tensors: list[Any], end: list[Any], weight: Any) -> list[Any]:
    """`tensors[i] += weight * (end[i] - tensors[i])`, with one rounding less; from the nearer end, as torch does."""
    difference = torch._foreach_sub(end, tensors)  # noqa: SLF001 - torch's functions on lists have no other name
    if isinstance(weight, torch.Tensor):
        far = weight.abs() >= 0.5
        rest = -(1.0 - weight)
        chosen = torch.where(far, rest, weight)
        bases = [torch.where(far, there, here) for here, there in zip(tensors, end)]  # noqa: B905 - traced as it is
        torch._foreach_addcmul_(bases, [chosen] * len(difference), difference)
        for tensor, base in zip(tensors, bases):  # noqa: B905
            tensor.copy_(base)
    elif (weight if weight >= 0 else -weight) >= 0.5:
        first = tensors[0]
        rest = -(1.0 - torch.tensor(weight, dtype=first.dtype, device=first.device))
        for tensor, there in zip(tensors, end):  # noqa: B905
            tensor.copy_(there)
        torch._foreach_addcmul_(tensors, [rest] * len(difference), difference)
    else:
        weights = [torch.full_like(item, weight) for item in difference]
        torch._foreach_addcmul_(tensors, weights, difference)
    return tensors


@models(torch._foreach_lerp_)
def foreach_lerp(tx: Tx, *args: VariableTracker, **kwargs: VariableTracker) -> Answer:
    """With one weight for all it is written out."""
    if len(args) != 3 or isinstance(args[2], ListVariable) or kwargs:
        return NotImplemented
    return tx.inline(tx.wrap(lerp_in_place), args, {})


@models(torch._foreach_pow)  # noqa: SLF001
def foreach_pow(tx: Tx, *args: VariableTracker, **kwargs: VariableTracker) -> Answer:
    """One tensor to several powers: the tensor as often as there are powers."""
    if len(args) != 2 or not isinstance(args[0], TensorBase) or kwargs:
        return NotImplemented
    count = len(protocol.to_list(tx, args[1]))
    return in_graph(tx, torch._foreach_pow, (ListVariable([args[0]] * count), args[1]), {})  # noqa: SLF001

"""`torch.autograd.Function`: `apply` is traced both ways, with a context that carries values from one to the other."""

from __future__ import annotations

from typing import TYPE_CHECKING

from fullgraph_analysis.eval.functions import Args
from fullgraph_analysis.eval.registry import methods
from fullgraph_analysis.eval.values import (
    NONE,
    UNKNOWN,
    ClassValue,
    Descriptor,
    External,
    Instance,
    Tensor,
    Tuple,
    Value,
)

if TYPE_CHECKING:
    import libcst as cst

    from fullgraph_analysis.eval.evaluator import Evaluator
    from fullgraph_analysis.eval.frames import Frame

CONTEXT = External("torch.autograd.function.FunctionCtx")


@methods(ClassValue)
def class_method(ev: Evaluator, f: Frame, node: cst.CSTNode, owner: Value, name: str, args: Args) -> Value | None:
    """Methods that an outside base class gives a class: `apply` of `torch.autograd.Function`, traced both ways."""
    assert isinstance(owner, ClassValue)
    info = owner.info
    if name == "apply" and any("autograd" in base and base.endswith("Function") for base in info.externals()):
        context = Instance(CONTEXT)
        forward, backward = info.find("forward"), info.find("backward")
        if forward is None:
            return UNKNOWN
        own_context = info.find("setup_context") is None
        result = ev.call(
            f,
            node,
            _plain_function(forward[0]),
            Args([context, *args.positional] if own_context else list(args.positional)),
        )
        if backward is not None and _learns(args):
            grads = list(result.items) if isinstance(result, Tuple) and result.items is not None else [result]
            ev.call(f, node, _plain_function(backward[0]), Args([context, *grads]))
        return result
    return None


def _plain_function(value: Value) -> Value:
    """The function under `@staticmethod`."""
    return value.func if isinstance(value, Descriptor) else value


def _learns(args: Args) -> bool:
    """Whether an argument may require grad, so that the backward function is traced too."""
    return any(isinstance(value, Tensor) and value.grad is True for value in args.positional)


def context_method(ev: Evaluator, owner: Instance, name: str, args: Args) -> Value:
    """What a function says to its context: the tensors that it saves are kept."""
    if name == "save_for_backward":
        ev.state.write(owner, "saved_tensors", Tuple(tuple(args.positional)))
    return NONE

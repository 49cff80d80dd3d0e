"""FG606, FG405, FG607, FG604, FG605: changes of what requires grad, parameters made while tracing, autograd itself."""

from __future__ import annotations

from fullgraph_analysis.eval.events import Call, Hit, MethodCall, SetAttribute
from fullgraph_analysis.eval.values import Const, Tensor
from fullgraph_analysis.rules.base import rule
from fullgraph_vocab.breaks.operators import AUTOGRAD_GRAD, BACKWARD, PARAMETER, REQUIRES_GRAD
from fullgraph_vocab.breaks.side_effects import TENSOR_SETATTR

VALID = (
    """import torch
def f(x):  # inputs: x=f32[4]
    return torch.nn.Parameter(x, requires_grad=False) + 1
""",
    """import torch
def f(x):  # inputs: x=f32[4]
    return torch.ones(4, requires_grad=False) + x
""",
    """def f(x):  # inputs: x=f32[4]
    return x.detach()
""",
    """def f(x):  # inputs: x=f32[4]
    x.data = x * 3
    return x
""",
)
INVALID = (
    (
        """def f(x):  # inputs: x=f32[4]
    y = x.clone()
    y.data = x * 3
    return y
""",
        3,
    ),
    (
        """def f(x):  # inputs: x=f32[4]
    x.retain_grad()
    return x
""",
        2,
    ),
    (
        """def f(x):  # inputs: x=f32[4]
    x.requires_grad = True
    return x
""",
        2,
    ),
    (
        """import torch
def f(x):  # inputs: x=f32[4]
    return torch.ones(4, requires_grad=True) + x
""",
        3,
    ),
    (
        """import torch
def f(x):  # inputs: x=f32[4]
    return torch.nn.Parameter(x.cos())
""",
        3,
    ),
    (
        """def f(x):  # inputs: x=f32[4]
    x.requires_grad_()
    return x
""",
        2,
    ),
)
_FACTORIES = frozenset(
    f"torch.{name}"
    for name in [
        "ones",
        "zeros",
        "rand",
        "randn",
        "empty",
        "full",
        "tensor",
        "arange",
        "linspace",
        "eye",
        "ones_like",
        "zeros_like",
        "rand_like",
        "randn_like",
        "empty_like",
    ]
)


@rule(SetAttribute)
def assigned(event: SetAttribute) -> Hit | None:
    """`x.requires_grad = True`."""
    owner = event.owner
    if isinstance(owner, Tensor) and event.name == "requires_grad":
        return Hit(REQUIRES_GRAD, sure=owner.sure, gb="GB0206")
    if isinstance(owner, Tensor) and event.name == "data" and not owner.source and owner.cls == "tensor":
        return Hit(TENSOR_SETATTR, {"name": "data"}, sure=owner.sure)
    return None


@rule(MethodCall)
def method(event: MethodCall) -> Hit | None:
    """`x.requires_grad_()`, `x.backward()`."""
    owner = event.owner
    if not isinstance(owner, Tensor) or owner.cls == "ndarray":
        return None
    if event.name == "requires_grad_" and event.args.get(0) != Const(False):
        return Hit(REQUIRES_GRAD, sure=owner.sure)
    if event.name == "retain_grad":
        return Hit(REQUIRES_GRAD, sure=owner.sure, gb="GB0108")
    if event.name == "backward":
        return Hit(BACKWARD, {"detail": "`Tensor.backward()` is called"}, sure=owner.sure)
    return None


@rule(Call)
def call(event: Call) -> Hit | None:
    """`torch.ones(4, requires_grad=True)`, `nn.Parameter(x)`, `torch.autograd.grad(...)`."""
    if event.name in _FACTORIES and event.args.keywords.get("requires_grad") == Const(True):
        return Hit(REQUIRES_GRAD, gb="GB0225")
    if event.name == "torch.nn.Parameter":
        data = event.args.get(0, "data")
        return None if isinstance(data, Tensor) and data.source else Hit(PARAMETER)
    if event.name == "torch.autograd.grad":
        return Hit(AUTOGRAD_GRAD, {"detail": "tracing of autograd's own functions is off by default"})
    return None

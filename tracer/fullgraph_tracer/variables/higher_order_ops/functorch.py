"""torch.func's transforms: their own Python code is interpreted, down to the nodes that open and close levels."""

from __future__ import annotations

from fullgraph_tracer.variables.functions.user import UserFunctionVariable


class FunctorchHigherOrderVariable(UserFunctionVariable):
    """The code behind `torch.vmap`, `torch.func.grad`, `jvp`, `vjp`, `jacrev`, `jacfwd`, `hessian`, `linearize`."""

    calls_directly = False  # no frame under a transform is left


class FunctionalCallVariable(FunctorchHigherOrderVariable):
    """`torch.func.functional_call`."""


class ReparametrizeModuleCallVariable(FunctorchHigherOrderVariable):
    """What swaps a module's parameters for the length of a call."""

"""Functions that look at torch's dispatcher: keys, and the interpreters of torch.func's levels."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import torch
from torch._functorch import pyfunctorch

from fullgraph_tracer.protocol.known import models
from fullgraph_tracer.variables.dispatch import (
    DispatchKeySetVariable,
    FuncTorchInterpreterVariable,
    without_fakes,
)
from fullgraph_tracer.variables.tensor import TensorBase
from fullgraph_tracer.variables.user_defined.objects import UserDefinedObjectVariable

if TYPE_CHECKING:
    from fullgraph_tracer.ports import Tx
    from fullgraph_tracer.variables.base import VariableTracker

Answer = Any  # a variable, or NotImplemented: the call is treated as any other


@models(torch._C._dispatch_keys)  # noqa: SLF001 - torch's own name
def dispatch_keys(tx: Tx, tensor: VariableTracker) -> Answer:  # noqa: ARG001 - the signature of a model
    if not isinstance(tensor, TensorBase):
        return NotImplemented
    return DispatchKeySetVariable(without_fakes(torch._C._dispatch_keys(tensor.fake)))  # noqa: SLF001


@models(torch._C._dispatch_tls_local_include_set)  # noqa: SLF001
def included(tx: Tx) -> Answer:  # noqa: ARG001
    return DispatchKeySetVariable(torch._C._dispatch_tls_local_include_set())  # noqa: SLF001


@models(torch._C._dispatch_tls_local_exclude_set)  # noqa: SLF001
def excluded(tx: Tx) -> Answer:  # noqa: ARG001
    return DispatchKeySetVariable(torch._C._dispatch_tls_local_exclude_set())  # noqa: SLF001


@models(torch._C._functorch.peek_interpreter_stack)  # noqa: SLF001
def peek_interpreter_stack(tx: Tx) -> Answer:
    """The innermost level: the trace has really opened it, for the fakes."""
    found = torch._C._functorch.peek_interpreter_stack()  # noqa: SLF001
    return tx.constant(None) if found is None else UserDefinedObjectVariable(type(found), found)


@models(pyfunctorch.coerce_cinterpreter)
def coerce_cinterpreter(tx: Tx, cinterpreter: VariableTracker) -> Answer:  # noqa: ARG001
    if not isinstance(cinterpreter, UserDefinedObjectVariable):
        return NotImplemented
    return FuncTorchInterpreterVariable(pyfunctorch.coerce_cinterpreter(cinterpreter.value))

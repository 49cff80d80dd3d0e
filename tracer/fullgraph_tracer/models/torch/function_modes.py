"""The stack of `TorchFunctionMode`s, as torch's own Python code pushes, pops and reads it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import torch

from fullgraph_tracer.protocol.known import models
from fullgraph_tracer.variables.ctx_manager.function_mode import pop_mode, push_mode
from fullgraph_tracer.variables.tensor.function_modes import active_modes

if TYPE_CHECKING:
    from fullgraph_tracer.ports import Tx
    from fullgraph_tracer.variables.base import VariableTracker

Answer = Any  # a variable, or NotImplemented: the call is treated as any other


@models(torch._C._push_on_torch_function_stack)  # noqa: SLF001 - what `TorchFunctionMode.__enter__` calls
def push(tx: Tx, mode: VariableTracker) -> Answer:
    push_mode(tx, mode)
    return tx.constant(None)


@models(torch._C._pop_torch_function_stack)  # noqa: SLF001 - what `TorchFunctionMode.__exit__` calls
def pop(tx: Tx) -> Answer:
    return pop_mode(tx)


@models(torch._C._len_torch_function_stack)  # noqa: SLF001 - what `torch.overrides` calls
def length(tx: Tx) -> Answer:
    return tx.constant(len(active_modes(tx)))


@models(torch._C._get_function_stack_at)  # noqa: SLF001 - what `torch.overrides` calls
def at(tx: Tx, index: VariableTracker) -> Answer:
    modes, position = active_modes(tx), index.as_constant()
    if not 0 <= position < len(modes):
        tx.raise_(IndexError, "torch function mode stack index out of range")
    return modes[position]

"""Classes of torch.utils.hooks that Dynamo does not interpret."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import torch

from fullgraph_tracer.protocol.known import models
from fullgraph_tracer.variables.backward_hook import BackwardHookVariable
from fullgraph_vocab.breaks import side_effects

if TYPE_CHECKING:
    from fullgraph_tracer.ports import Tx
    from fullgraph_tracer.variables.base import VariableTracker

Answer = Any


@models(torch.utils.hooks.BackwardHook)
def backward_hook(
    tx: Tx, module: VariableTracker, user_hooks: VariableTracker, user_pre_hooks: VariableTracker
) -> Answer:
    """Full-backward hooks of a module need compiled autograd."""
    if tx.config.compiled_autograd:
        return BackwardHookVariable.make(tx, module.realize(), user_hooks, user_pre_hooks)
    tx.break_(side_effects.HOOK, gb="GB0083", detail="module-level backward hooks need compiled autograd")


@models(torch.utils.hooks.RemovableHandle)
def removable_handle(tx: Tx, *_args: VariableTracker, **_kwargs: VariableTracker) -> Answer:
    """A module's hook registered by the traced code: the handle counts itself on its class, which is not followed."""
    tx.break_(side_effects.SETATTR, name="next_id", type="type")

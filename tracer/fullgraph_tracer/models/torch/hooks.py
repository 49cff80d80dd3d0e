"""`Tensor.register_hook`: on an input it is done after the graph has run; on a tensor of the graph it is a node."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import torch
from torch._higher_order_ops.register_hook import register_hook_op

from fullgraph_tracer.protocol.known import models
from fullgraph_tracer.variables.higher_order_ops.bodies import install, leaves_of, stand_in, trace_body
from fullgraph_tracer.variables.hooks import RemovableHandleVariable
from fullgraph_tracer.variables.tensor import TensorBase
from fullgraph_vocab.breaks import side_effects

if TYPE_CHECKING:
    from fullgraph_tracer.ports import Tx
    from fullgraph_tracer.variables.base import VariableTracker

Answer = Any  # a variable, or NotImplemented: the call is treated as any other


def _register(tx: Tx, tensor: VariableTracker, hook: VariableTracker, name: str) -> Answer:
    if not isinstance(tensor, TensorBase):
        return NotImplemented
    hook = hook.realize()
    if tensor.source is None:
        return _in_graph(tx, tensor, hook)
    if any(leaf.source is None for leaf in leaves_of(hook)):
        tx.break_(side_effects.HOOK, gb="GB0029", detail="the hook of an input holds a tensor of the graph")
    handle = RemovableHandleVariable(tensor, hook, name)
    tx.effects.finally_do(lambda emit: None if handle.removed else emit(handle))
    return handle


def _in_graph(tx: Tx, tensor: TensorBase, hook: VariableTracker) -> Answer:
    gradient = stand_in(tx, tensor)
    mark = tx.graph.level
    body = trace_body(tx, hook, [gradient], name="register_hook", inputs=[gradient], flat=False)
    assert tx.graph.level is mark
    module = install(tx, "hook_body", body)
    node = tx.graph.add("call_function", register_hook_op, (tensor.as_proxy(tx), module, *body.lifted), {}, tensor.fake)
    tx.journal.set(tensor, "node", node)
    return RemovableHandleVariable()


@models(torch.Tensor.register_hook)
def register_hook(tx: Tx, tensor: VariableTracker, hook: VariableTracker) -> Answer:
    return _register(tx, tensor, hook, "register_hook")


@models(torch.Tensor.register_post_accumulate_grad_hook)
def register_post_accumulate_grad_hook(tx: Tx, tensor: VariableTracker, hook: VariableTracker) -> Answer:
    return _register(tx, tensor, hook, "register_post_accumulate_grad_hook")

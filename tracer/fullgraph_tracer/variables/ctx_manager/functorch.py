"""Levels of torch.func and forward-mode AD: `grad`, `jvp`, `vmap` and `dual_level` open one around what they call."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import torch
from torch._functorch import eager_transforms, predispatch
from torch.autograd import forward_ad

from fullgraph_tracer.errors import GraphBreak
from fullgraph_tracer.variables.ctx_manager.nodes import NodeCall, NodeContextVariable
from fullgraph_vocab.breaks import side_effects

if TYPE_CHECKING:
    from collections.abc import Callable

    from torch.fx import Node

    from fullgraph_tracer.emit.emitter import Emitter
    from fullgraph_tracer.ports import Tx
    from fullgraph_tracer.variables.base import VariableTracker
    from fullgraph_tracer.variables.ctx_manager.base import ContextWrappingVariable

_C = torch._C._functorch  # noqa: SLF001 - where torch.func itself keeps its levels


class _LevelVariable(NodeContextVariable):
    """A level that `with ... as level` binds the number of."""

    def check_reopen(self) -> None:
        raise GraphBreak(side_effects.ESCAPES, type=type(self).__name__)

    def value(self, tx: Tx, state: Any) -> VariableTracker:
        return tx.constant(state)

    def fresh(self) -> ContextWrappingVariable:
        return type(self)()


class GradIncrementNestingCtxManagerVariable(_LevelVariable):
    """The level of `torch.func.grad` and `vjp`."""

    def python_type(self) -> type:
        return type(eager_transforms.grad_increment_nesting())

    def begin(self) -> Any:
        return _C._grad_increment_nesting()  # noqa: SLF001

    def end(self, state: Any) -> None:  # noqa: ARG002 - levels are a stack
        _C._grad_decrement_nesting()  # noqa: SLF001

    def entry(self) -> NodeCall:
        return NodeCall(_C._grad_increment_nesting)  # noqa: SLF001

    def exit(self, node: Node, state: Any) -> NodeCall:  # noqa: ARG002 - levels are a stack
        return NodeCall(_C._grad_decrement_nesting)  # noqa: SLF001

    def recreate(self, emit: Emitter) -> Callable[[], Any]:  # noqa: ARG002 - needs no part
        return eager_transforms.grad_increment_nesting


class JvpIncrementNestingCtxManagerVariable(_LevelVariable):
    """The level of `torch.func.jvp`."""

    def python_type(self) -> type:
        return type(eager_transforms.jvp_increment_nesting())

    def begin(self) -> Any:
        return eager_transforms.enter_jvp_nesting()

    def end(self, state: Any) -> None:  # noqa: ARG002 - levels are a stack
        eager_transforms.exit_jvp_nesting()

    def entry(self) -> NodeCall:
        return NodeCall(predispatch._jvp_increment_nesting)  # noqa: SLF001

    def exit(self, node: Node, state: Any) -> NodeCall:  # noqa: ARG002 - levels are a stack
        return NodeCall(predispatch._jvp_decrement_nesting)  # noqa: SLF001

    def recreate(self, emit: Emitter) -> Callable[[], Any]:  # noqa: ARG002 - needs no part
        return eager_transforms.jvp_increment_nesting


class VmapIncrementNestingCtxManagerVariable(_LevelVariable):
    """The level of `torch.vmap`."""

    def __init__(self, batch_size: Any, proxy: Any, randomness: str, **options: Any) -> None:
        super().__init__(**options)
        self.batch_size = batch_size
        self.proxy = proxy
        self.randomness = randomness

    def python_type(self) -> type:
        return type(torch._functorch.vmap.vmap_increment_nesting(1, "error"))  # noqa: SLF001

    def begin(self) -> Any:
        return _C._vmap_increment_nesting(self.batch_size, self.randomness)  # noqa: SLF001

    def end(self, state: Any) -> None:  # noqa: ARG002 - levels are a stack
        _C._vmap_decrement_nesting()  # noqa: SLF001

    def entry(self) -> NodeCall:
        return NodeCall(predispatch._vmap_increment_nesting, (self.proxy, self.randomness))  # noqa: SLF001

    def exit(self, node: Node, state: Any) -> NodeCall:  # noqa: ARG002 - levels are a stack
        return NodeCall(predispatch._vmap_decrement_nesting)  # noqa: SLF001

    def fresh(self) -> ContextWrappingVariable:
        return VmapIncrementNestingCtxManagerVariable(self.batch_size, self.proxy, self.randomness)

    def recreate(self, emit: Emitter) -> Callable[[], Any]:  # noqa: ARG002 - needs no part
        size, randomness = self.batch_size, self.randomness
        return lambda: torch._functorch.vmap.vmap_increment_nesting(size, randomness)  # noqa: SLF001


class DualLevelContextManager(_LevelVariable):
    """`torch.autograd.forward_ad.dual_level()`."""

    def python_type(self) -> type:
        return forward_ad.dual_level

    def begin(self) -> Any:
        return forward_ad.enter_dual_level()  # type: ignore[no-untyped-call]

    def end(self, state: Any) -> None:
        forward_ad.exit_dual_level(level=state)  # type: ignore[no-untyped-call]

    def entry(self) -> NodeCall:
        return NodeCall(predispatch._enter_dual_level)  # noqa: SLF001

    def exit(self, node: Node, state: Any) -> NodeCall:  # noqa: ARG002 - the level is a constant of the graph
        return NodeCall(predispatch._exit_dual_level, (), {"level": state})  # noqa: SLF001

    def recreate(self, emit: Emitter) -> Callable[[], Any]:  # noqa: ARG002 - needs no part
        return forward_ad.dual_level


class SetFwdGradEnabledContextManager(NodeContextVariable):
    """`torch.autograd.forward_ad._set_fwd_grad_enabled(mode)`."""

    def __init__(self, mode: bool, **options: Any) -> None:
        super().__init__(**options)
        self.mode = mode

    def python_type(self) -> type:
        return forward_ad._set_fwd_grad_enabled  # noqa: SLF001 - a class that jvp uses

    def begin(self) -> Any:
        before = torch._C._is_fwd_grad_enabled()  # noqa: SLF001
        torch._C._set_fwd_grad_enabled(self.mode)  # noqa: SLF001
        return before

    def end(self, state: Any) -> None:
        torch._C._set_fwd_grad_enabled(state)  # noqa: SLF001

    def entry(self) -> NodeCall:
        return NodeCall(torch._C._set_fwd_grad_enabled, (self.mode,))  # noqa: SLF001

    def exit(self, node: Node, state: Any) -> NodeCall:  # noqa: ARG002 - the old mode is a constant of the graph
        return NodeCall(torch._C._set_fwd_grad_enabled, (state,))  # noqa: SLF001

    def fresh(self) -> ContextWrappingVariable:
        return SetFwdGradEnabledContextManager(self.mode)

    def recreate(self, emit: Emitter) -> Callable[[], Any]:  # noqa: ARG002 - needs no part
        return lambda: forward_ad._set_fwd_grad_enabled(self.mode)  # noqa: SLF001


class GradInplaceRequiresGradCtxManagerVariable(NodeContextVariable):
    """`torch._functorch.eager_transforms.enable_inplace_requires_grad(enabled)`."""

    def __init__(self, enabled: bool, **options: Any) -> None:
        super().__init__(**options)
        self.enabled = enabled

    def python_type(self) -> type:
        return type(eager_transforms.enable_inplace_requires_grad(True))

    def begin(self) -> Any:
        before = _C.get_inplace_requires_grad_allowed()
        _C.set_inplace_requires_grad_allowed(self.enabled)
        return before

    def end(self, state: Any) -> None:
        _C.set_inplace_requires_grad_allowed(state)

    def entry(self) -> NodeCall:
        return NodeCall(_C.set_inplace_requires_grad_allowed, (self.enabled,))

    def exit(self, node: Node, state: Any) -> NodeCall:  # noqa: ARG002 - the old mode is a constant of the graph
        return NodeCall(_C.set_inplace_requires_grad_allowed, (state,))

    def fresh(self) -> ContextWrappingVariable:
        return GradInplaceRequiresGradCtxManagerVariable(self.enabled)

    def recreate(self, emit: Emitter) -> Callable[[], Any]:  # noqa: ARG002 - needs no part
        return lambda: eager_transforms.enable_inplace_requires_grad(self.enabled)


class TemporarilyPopInterpreterStackCtxManagerVariable(NodeContextVariable):
    """`torch._functorch.pyfunctorch.temporarily_pop_interpreter_stack()`."""

    def python_type(self) -> type:
        return type(torch._functorch.pyfunctorch.temporarily_pop_interpreter_stack())  # noqa: SLF001

    def begin(self) -> Any:
        return _C.pop_dynamic_layer_stack()

    def end(self, state: Any) -> None:
        _C.push_dynamic_layer_stack(state)

    def entry(self) -> NodeCall:
        return NodeCall(_C.pop_dynamic_layer_stack)

    def exit(self, node: Node, state: Any) -> NodeCall:  # noqa: ARG002 - the node's value is the state
        return NodeCall(_C.push_dynamic_layer_stack, (node,))

    def fresh(self) -> ContextWrappingVariable:
        return TemporarilyPopInterpreterStackCtxManagerVariable()

    def recreate(self, emit: Emitter) -> Callable[[], Any]:  # noqa: ARG002 - needs no part
        return torch._functorch.pyfunctorch.temporarily_pop_interpreter_stack  # noqa: SLF001

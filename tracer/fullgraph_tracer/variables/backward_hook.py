"""A module's full-backward hooks under compiled autograd: nodes mark where they run, and a state holds them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from torch.fx.experimental._backward_state import BackwardState
from torch.utils import hooks

from fullgraph_tracer import protocol
from fullgraph_tracer.sources import ConstantSource
from fullgraph_tracer.variables.tensor.base import GraphValue
from fullgraph_tracer.variables.tensor.calling import call_in_graph
from fullgraph_tracer.variables.user_defined.objects import UserDefinedObjectVariable
from fullgraph_vocab.breaks import calls, side_effects

if TYPE_CHECKING:
    from collections.abc import Sequence

    from fullgraph_tracer.emit.emitter import Emitter
    from fullgraph_tracer.ports import Tx
    from fullgraph_tracer.variables.base import VariableTracker


def _in_graph_bw_hooks(state: Any) -> hooks.BackwardHook:
    """What the node calls, named as torch's: the real object, for one module."""
    return hooks.BackwardHook(state.module, state.user_hooks, state.user_pre_hooks)


class BackwardHookVariable(GraphValue):
    """`torch.utils.hooks.BackwardHook(module, hooks, pre_hooks)`, as a module's `__call__` makes it."""

    def describe(self) -> str:
        return "backward hook"

    def python_type(self) -> type:
        return hooks.BackwardHook

    def truth(self, tx: Tx) -> bool:  # noqa: ARG002 - an object without `__bool__`
        return True

    def hash_key(self, tx: Tx) -> Any:  # noqa: ARG002 - compared by identity
        return self

    def getattr(self, tx: Tx, name: str) -> VariableTracker:
        if not hasattr(hooks.BackwardHook, name):
            tx.raise_(AttributeError, f"'BackwardHook' object has no attribute '{name}'")
        return tx.bind_method(self, name)

    def call_method(
        self, tx: Tx, name: str, args: Sequence[VariableTracker], kwargs: dict[str, VariableTracker]
    ) -> VariableTracker:
        if name not in ("setup_input_hook", "setup_output_hook") or len(args) != 1 or kwargs:
            tx.break_(calls.UNSUPPORTED_METHOD, name=name, type="BackwardHook")
        return call_in_graph(tx, "call_method", name, [self, args[0].realize()])

    @classmethod
    def make(
        cls, tx: Tx, module: VariableTracker, user_hooks: VariableTracker, pre_hooks: VariableTracker
    ) -> BackwardHookVariable:
        """The node that makes it. The hooks are filled in when the graph has run: they are for the backward pass."""
        if not isinstance(module, UserDefinedObjectVariable) or module.value is None:
            tx.break_(side_effects.HOOK, gb="GB0083", detail="the module of a backward hook is made while tracing")
        state: Any = BackwardState()
        state.module, state.user_hooks, state.user_pre_hooks = module.value, [], []
        source = ConstantSource("<backward state>", state, id(state))
        given = tx.graph.input(state, source, state, "dynamo_backward_state")
        node = tx.graph.add("call_function", _in_graph_bw_hooks, (given,), {}, hooks.BackwardHook(None, (), ()))
        lists = [(state.user_hooks, user_hooks), (state.user_pre_hooks, pre_hooks)]
        found = [(real, protocol.to_list(tx, hook_list)) for real, hook_list in lists]

        def fill(emit: Emitter) -> None:
            for real, held in found:
                real[:] = [emit(hook) for hook in held]

        tx.effects.finally_do(fill)
        return cls(node)

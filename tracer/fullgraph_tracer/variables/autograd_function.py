"""The user's autograd functions: forward and backward become two graphs of one node."""

from __future__ import annotations

import types
from typing import TYPE_CHECKING, Any

import torch
from torch import fx
from torch._functorch import autograd_function as functorch_function

from fullgraph_tracer import protocol, skips
from fullgraph_tracer.errors import GraphBreak, UserRaised
from fullgraph_tracer.protocol.lookup import MISSING, type_lookup
from fullgraph_tracer.sources import AttrSource
from fullgraph_tracer.variables.autograd_context import AutogradFunctionContextVariable
from fullgraph_tracer.variables.base import VariableTracker
from fullgraph_tracer.variables.functions.user import UserMethodVariable
from fullgraph_tracer.variables.higher_order_ops.bodies import Body, install, leaves_of, stand_in, unpack_results
from fullgraph_tracer.variables.higher_order_ops.confined import Confined
from fullgraph_tracer.variables.lists import BaseListVariable
from fullgraph_tracer.variables.misc.lambdas import GetAttrVariable
from fullgraph_tracer.variables.tensor.base import TensorBase
from fullgraph_tracer.variables.tensor.calling import call_in_graph, raw_call
from fullgraph_vocab.breaks import operators

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from fullgraph_tracer.emit.emitter import Emitter
    from fullgraph_tracer.graph.output import Level
    from fullgraph_tracer.ports import Tx

_BASE = torch.autograd.Function
_NAME = "autograd.Function"


class AutogradFunctionVariable(VariableTracker):
    """A subclass of `torch.autograd.Function`, or an instance of one, good for nothing but the class's `apply`."""

    def __init__(self, fn_cls: Any, *, is_instance: bool = False, **options: Any) -> None:
        super().__init__(**options)
        self.fn_cls = fn_cls
        self.is_instance = is_instance

    def describe(self) -> str:
        return str(self.fn_cls.__qualname__)

    def python_type(self) -> type:
        return type

    @property
    def is_constant(self) -> bool:
        return not self.is_instance

    def as_constant(self) -> Any:
        return self.fn_cls

    def reconstruct(self, emit: Emitter) -> Any:  # noqa: ARG002 - the class itself
        return self.fn_cls

    def can_reconstruct(self) -> bool:
        return not self.is_instance

    def truth(self, tx: Tx) -> bool:  # noqa: ARG002 - a class is true
        return True

    def hash_key(self, tx: Tx) -> Any:  # noqa: ARG002 - classes compare by identity
        return self.fn_cls

    def getattr(self, tx: Tx, name: str) -> VariableTracker:
        found, _ = type_lookup(self.fn_cls, name)
        if found is MISSING:
            if not hasattr(self.fn_cls, name):
                tx.raise_(AttributeError, f"type object '{self.fn_cls.__name__}' has no attribute '{name}'")
            found = getattr(self.fn_cls, name)
        if name == "apply" or isinstance(found, staticmethod | classmethod | types.FunctionType):
            return GetAttrVariable(self, name, type(getattr(self.fn_cls, name)))
        return tx.wrap(getattr(self.fn_cls, name), None if self.source is None else AttrSource(self.source, name))

    def call(self, tx: Tx, args: Sequence[VariableTracker], kwargs: dict[str, VariableTracker]) -> VariableTracker:  # noqa: ARG002
        return AutogradFunctionVariable(self.fn_cls, is_instance=True)

    def call_method(
        self, tx: Tx, name: str, args: Sequence[VariableTracker], kwargs: dict[str, VariableTracker]
    ) -> VariableTracker:
        args = [arg.realize() for arg in args]
        named = {key: value.realize() for key, value in kwargs.items()}
        if name == "apply":
            if skips.rule_of(self.fn_cls) == "in_graph":
                return call_in_graph(tx, "call_function", _whole(self.fn_cls), args, named)
            return self.apply(tx, args, named)
        found, _ = type_lookup(self.fn_cls, name)
        if isinstance(found, staticmethod):
            return protocol.call(tx, tx.wrap(found.__func__), args, named)
        if isinstance(found, classmethod):
            return protocol.call(tx, UserMethodVariable(tx.wrap(found.__func__), self), args, named)
        tx.break_(operators.AUTOGRAD_FUNCTION, gb="GB0140", detail=f"`{name}` of an autograd.Function is not traced")

    # ---- apply

    def apply(self, tx: Tx, args: list[VariableTracker], kwargs: dict[str, VariableTracker]) -> VariableTracker:
        """With a gradient to come, forward and backward are traced; else forward alone, as a plain function."""
        args = self._positional(tx, args, kwargs)
        needs = tx.constant(tuple(isinstance(arg, TensorBase) and arg.fake.requires_grad for arg in args))
        context = AutogradFunctionContextVariable(needs_input_grad=needs)
        if torch.is_grad_enabled() and any(leaf.fake.requires_grad for arg in args for leaf in _tensors(arg)):
            if self.fn_cls.vjp is not _BASE.vjp or self.fn_cls.jvp is not _BASE.jvp:
                which, gb = ("vjp", "GB0145") if self.fn_cls.vjp is not _BASE.vjp else ("jvp", "GB0144")
                tx.break_(operators.AUTOGRAD_FUNCTION, gb=gb, detail=f"an autograd.Function with its own `{which}`")
            return self._apply_traced(tx, context, args)
        function = self._forward(tx)
        takes_context = self.fn_cls.setup_context is torch.autograd.function._SingleLevelFunction.setup_context  # noqa: SLF001
        return protocol.call(tx, function, [context, *args] if takes_context else args)

    def _positional(
        self, tx: Tx, args: list[VariableTracker], kwargs: dict[str, VariableTracker]
    ) -> list[VariableTracker]:
        if not kwargs:
            return args
        code = self.fn_cls.forward.__code__
        names = code.co_varnames[1 : code.co_argcount]
        given = list(args)
        for name in names[len(args) :]:
            if name not in kwargs:
                break
            given.append(kwargs[name])
        if len(given) != len(args) + len(kwargs):
            tx.break_(
                operators.AUTOGRAD_FUNCTION,
                gb="GB4372",
                detail="an autograd.Function called with keyword-only arguments",
            )
        return given

    def _forward(self, tx: Tx) -> VariableTracker:
        forward = self.fn_cls.forward
        if not isinstance(forward, types.FunctionType | types.MethodType):
            tx.break_(operators.AUTOGRAD_FUNCTION, gb="GB0085", detail="forward is no Python function")
        return tx.wrap(forward, None if self.source is None else AttrSource(self.source, "forward"))

    def _apply_traced(
        self, tx: Tx, context: AutogradFunctionContextVariable, args: list[VariableTracker]
    ) -> VariableTracker:
        tensors = [arg for arg in args if isinstance(arg, TensorBase)]
        if len({id(tensor.fake) for tensor in tensors}) != len(tensors):
            tx.break_(operators.AUTOGRAD_FUNCTION, gb="GB6297", detail="the same tensor is passed twice")
        forward_level = tx.graph.enter()
        context.joins_graphs = True
        try:
            value = self._trace_forward(tx, context, args)
            return self._two_graphs(tx, context, args, value, forward_level)
        except (GraphBreak, UserRaised):
            if tx.graph.level is not forward_level.parent:
                tx.graph.abandon(forward_level)
            raise

    def _two_graphs(
        self,
        tx: Tx,
        context: AutogradFunctionContextVariable,
        args: list[VariableTracker],
        value: VariableTracker,
        forward_level: Level,
    ) -> VariableTracker:
        """The forward graph is traced; trace backward, and join both at their inputs and results."""
        tensors = [arg for arg in args if isinstance(arg, TensorBase)]
        results = [leaf for leaf in leaves_of(value) if isinstance(leaf, TensorBase)]
        outputs = [tx.graph.lift(leaf.node) for leaf in results]
        for tensor in tensors:
            tx.graph.lift(tensor.node)  # a gradient for each, used or not
        gradients, saved, backward = self._trace_backward(tx, context, value)
        given = _by_input(args, gradients, backward, forward_level)
        tx.graph.put_output(backward.graph, tuple(given))
        kept = [forward_level.lifted.get(node, node) for node in saved]
        tx.graph.put_output(forward_level.graph, (tuple(outputs), tuple(kept)))
        tx.graph.leave()
        bodies = [
            Body(level.graph, value, list(results), [], dict(level.lifted)) for level in (forward_level, backward)
        ]
        return self._node(tx, context, bodies, saved, value)

    def _trace_forward(self, tx: Tx, context: VariableTracker, args: list[VariableTracker]) -> VariableTracker:
        """Under no_grad, an input that is returned as a view of itself: by torch's own helper for it."""
        forward: Any = self.fn_cls.forward
        if self.fn_cls.setup_context is not torch.autograd.function._SingleLevelFunction.setup_context:  # noqa: SLF001
            forward = functorch_function.autograd_function_forward_rewritten(forward, self.fn_cls.setup_context)
        elif not isinstance(forward, types.FunctionType | types.MethodType):
            tx.break_(operators.AUTOGRAD_FUNCTION, gb="GB0346", detail="forward is no Python function")
        helper = functorch_function.DynamoAutogradFunctionTraceHelper.fwd_trace_helper
        wrapped = protocol.call(tx, tx.wrap(helper), [tx.wrap(forward)])
        value = protocol.call(tx, wrapped, [*_bound(tx, forward), context, *args]).realize()
        if "_materialize_non_diff_grads" in tx.effects.stored_attrs(context):
            tx.break_(operators.AUTOGRAD_FUNCTION, gb="GB0347", detail="`ctx._materialize_non_diff_grads` is set")
        return value

    def _trace_backward(
        self, tx: Tx, context: VariableTracker, value: VariableTracker
    ) -> tuple[VariableTracker, list[fx.Node], Level]:
        backward: Any = self.fn_cls.backward
        if not isinstance(backward, types.FunctionType | types.MethodType):
            tx.break_(operators.AUTOGRAD_FUNCTION, gb="GB0348", detail="backward is no Python function")
        level = tx.graph.enter()
        items = [item.realize() for item in value.items] if isinstance(value, BaseListVariable) else [value]
        given: list[VariableTracker] = []
        for at, item in enumerate(items):
            if not isinstance(item, TensorBase):
                given.append(tx.constant(None))
                continue
            gradient = stand_in(tx, item, _like(tx, item.fake))
            assert isinstance(gradient, TensorBase)
            node = level.graph.placeholder(f"grad_{at}")
            node.meta["example_value"] = gradient.fake
            gradient.node = node
            given.append(gradient)
        mode = tx.process.enter(_grad_off, torch.set_grad_enabled)
        with Confined(tx, _NAME):
            gradients = protocol.call(tx, tx.wrap(backward), [*_bound(tx, backward), context, *given]).realize()
        tx.process.leave(mode)
        for leaf in leaves_of(gradients):
            tx.graph.lift(leaf.node)
        tx.graph.leave()
        return gradients, list(level.lifted), level

    def _node(
        self,
        tx: Tx,
        context: AutogradFunctionContextVariable,
        bodies: list[Body],
        saved: list[fx.Node],
        value: VariableTracker,
    ) -> VariableTracker:
        forward = bodies[0]
        saved_nodes = {tensor.node for tensor in context.saved if isinstance(tensor, TensorBase)}
        items = list(value.items) if isinstance(value, BaseListVariable) else [value]
        fixed = {tensor.node for tensor in context.non_differentiable if isinstance(tensor, TensorBase)}
        settings: dict[str, Any] = {
            "non_differentiable_idx": [
                i for i, item in enumerate(items) if getattr(item.realize(), "node", None) in fixed
            ],
            "saved_for_backward_idx": [i for i, node in enumerate(saved) if node in saved_nodes],
        }
        dirty = {tensor.node for tensor in context.dirty if isinstance(tensor, TensorBase)}
        if dirty:
            places = [i for i, item in enumerate(items) if getattr(item.realize(), "node", None) in dirty]
            if len(places) < len(dirty):
                tx.break_(
                    operators.AUTOGRAD_FUNCTION, gb="GB2464", detail="mark_dirty names an input that is not returned"
                )
            settings["dirty_idx"] = places
        modules = [install(tx, prefix, body) for prefix, body in zip(("fwd_body", "bwd_body"), bodies, strict=True)]
        target = functorch_function.autograd_function_apply
        node = raw_call(tx, "call_function", target, (*modules, *forward.lifted), settings)
        found = node.meta["example_value"]
        return unpack_results(tx, node, list(found) if isinstance(found, tuple | list) else [found], forward)


def _whole(fn_cls: Any) -> Any:
    """What a graph calls for a function that the user allowed in it: `apply` with all that it does in eager."""

    def trampoline_autograd_apply(*args: Any, **kwargs: Any) -> Any:
        return fn_cls.apply(*args, **kwargs)

    return trampoline_autograd_apply


def _bound(tx: Tx, method: Any) -> list[VariableTracker]:
    """Torch hands a class method its class once more, so that the call does not bind; then it runs in eager."""
    return [tx.wrap(method.__self__)] if isinstance(method, types.MethodType) else []


def _grad_off() -> bool:
    before = torch.is_grad_enabled()
    torch.set_grad_enabled(False)
    return before


def _like(tx: Tx, fake: torch.Tensor) -> torch.Tensor:
    with tx.graph.fakes.mode:
        return torch.empty_like(fake, requires_grad=False)


def _tensors(value: VariableTracker) -> Iterable[TensorBase]:
    return (leaf for leaf in leaves_of(value) if isinstance(leaf, TensorBase))


def _by_input(
    args: list[VariableTracker], gradients: VariableTracker, backward: Level, forward: Level
) -> list[fx.Node | None]:
    """The gradients in the order of the forward graph's inputs."""
    items = [item.realize() for item in gradients.items] if isinstance(gradients, BaseListVariable) else [gradients]
    by_node: dict[fx.Node, fx.Node] = {}
    for arg, gradient in zip(args, items, strict=False):
        if isinstance(arg, TensorBase) and isinstance(gradient, TensorBase):
            node = gradient.node
            by_node[arg.node] = node if node.graph is backward.graph else backward.lifted[node]
    return [by_node.get(node) for node in forward.lifted]

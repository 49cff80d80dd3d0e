"""Operators that call one function as a unit: activation checkpointing, `wrap`, nested compile regions."""

from __future__ import annotations

import operator
from typing import TYPE_CHECKING, Any

import torch
from torch import fx
from torch._higher_order_ops.wrap import TagActivationCheckpoint

from fullgraph_tracer import protocol
from fullgraph_tracer.variables.higher_order_ops.base import TorchHigherOrderOperatorVariable, operates
from fullgraph_tracer.variables.higher_order_ops.bodies import Body, install, trace_body

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from fullgraph_tracer.ports import Tx
    from fullgraph_tracer.variables.base import VariableTracker


def call_wrapped(
    tx: Tx,
    target: Any,
    prefix: str,
    body: Body,
    kwargs: dict[str, Any],
    *,
    pack: Callable[[tuple[fx.Node, ...]], tuple[Any, ...]] = lambda lifted: lifted,
    module: fx.Node | None = None,
    before: tuple[Any, ...] = (),
) -> VariableTracker:
    """A node that calls the body as a unit. What it yields is known from tracing the body.

    The variables stay those of the body, inputs that it returns among them; from now on they are the node's items.
    `pack` says how the operator takes what the body uses: as its arguments after the body, if nothing else is said.
    `module` is a body like this one, if there is one already; `before` are constants that the operator takes first.
    """
    module = module or install(tx, prefix, body)
    fakes = [leaf.node.meta["example_value"] for leaf in body.leaves]
    arguments = pack(tuple(map(tx.graph.lift, body.lifted)))
    node = tx.graph.add("call_function", target, (*before, module, *arguments), kwargs, tuple(fakes))
    graph_module: fx.GraphModule = module.meta["example_value"]
    results = list(fakes)

    def give_out(inner: fx.Node) -> fx.Node:
        """One more result, for a tensor of the body that something outside holds."""
        output = next(reversed(graph_module.graph.nodes))
        its_own = list(graph_module.graph.nodes)[list(body.graph.nodes).index(inner)]
        output.args = ((*output.args[0], its_own),)
        graph_module.recompile()
        fake = inner.meta["example_value"]
        results.append(fake)
        node.meta["example_value"] = tuple(results)
        with node.graph.inserting_after(_last_item(node)):
            item = node.graph.call_function(operator.getitem, (node, len(results) - 1))
        item.meta["example_value"] = fake
        return item

    tx.graph.close(body.graph, give_out)
    for at, (leaf, fake) in enumerate(zip(body.leaves, fakes, strict=True)):
        tx.journal.set(leaf, "node", tx.graph.add("call_function", operator.getitem, (node, at), {}, fake))
    return body.value


def _last_item(node: fx.Node) -> fx.Node:
    """The last of the items that stand right after a node."""
    while node.next.target is operator.getitem and node.next.op == "call_function":
        node = node.next
    return node


@operates("wrap")
class WrapHigherOrderVariable(TorchHigherOrderOperatorVariable):
    """`wrap(function, *args)`."""

    prefix = "wrap_body"

    def call(self, tx: Tx, args: Sequence[VariableTracker], kwargs: dict[str, VariableTracker]) -> VariableTracker:
        body = trace_body(tx, args[0], args[1:], kwargs, name=self.name)
        return call_wrapped(tx, self.value, self.prefix, body, {})


class CheckpointHigherOrderVariable(WrapHigherOrderVariable):
    """`torch.utils.checkpoint.checkpoint(function, *args, use_reentrant=...)`: recomputed in backward."""

    def call(self, tx: Tx, args: Sequence[VariableTracker], kwargs: dict[str, VariableTracker]) -> VariableTracker:
        settings, named = TagActivationCheckpoint.divide_kwargs(kwargs)  # type: ignore[no-untyped-call]
        context = settings.pop("context_fn", None)
        body = trace_body(tx, args[0], args[1:], named, name="torch.utils.checkpoint.checkpoint")
        constants = {name: value.as_constant() for name, value in settings.items()}
        target = torch._higher_order_ops.wrap.tag_activation_checkpoint  # noqa: SLF001 - the operator that checkpoint is in a graph
        result = call_wrapped(tx, target, "wrap_body", body, constants)
        if context is not None:
            next(reversed(tx.graph.attributes.values())).meta["_checkpoint_context_fn"] = context.as_constant()
        return result


@operates("invoke_subgraph")
class InvokeSubgraphHigherOrderVariable(TorchHigherOrderOperatorVariable):
    """A function under `torch.compiler.nested_compile_region`: one graph, called as often as the function is."""

    def call(self, tx: Tx, args: Sequence[VariableTracker], kwargs: dict[str, VariableTracker]) -> VariableTracker:
        name = "torch.ops.higher_order.invoke_subgraph"
        body = trace_body(tx, args[0], args[1:], kwargs, name=name, confined=False)
        module = _known_region(tx, args[0], body) or install(tx, "subgraph", body)
        module.meta["example_value"].meta["region"] = args[0]

        def pack(lifted: tuple[fx.Node, ...]) -> tuple[Any, ...]:
            return (module.target, *lifted)

        target = torch.ops.higher_order.invoke_subgraph
        return call_wrapped(tx, target, "subgraph", body, {}, pack=pack, module=module)


def _known_region(tx: Tx, function: VariableTracker, body: Body) -> fx.Node | None:
    """The graph that an earlier call of the same function gave, if this one gives the same."""
    for name, known in tx.graph.attributes.items():
        region = known.meta.get("region") if isinstance(known, fx.GraphModule) else None
        if region is not None and protocol.identical(tx, region, function) and _same_graph(known.graph, body.graph):
            return tx.graph.add("get_attr", name, (), {}, known)
    return None


def _same_graph(left: fx.Graph, right: fx.Graph) -> bool:
    """Whether two graphs do the same to inputs of the same facts."""
    return _steps(left) == _steps(right)


def _steps(graph: fx.Graph) -> list[tuple[Any, ...]]:
    """The nodes of a graph, without names: those that each uses by their places."""
    places = {node: at for at, node in enumerate(graph.nodes)}

    def step(node: fx.Node) -> tuple[Any, ...]:
        if node.op == "placeholder":
            return _facts(node)
        used = fx.node.map_arg((node.args, node.kwargs), lambda one: f"%{places[one]}")
        return (node.op, node.target, str(used))

    return list(map(step, graph.nodes))


def _facts(node: fx.Node) -> tuple[Any, ...]:
    """What a graph may depend on of one of its inputs."""
    value = node.meta["example_value"]
    if isinstance(value, torch.Tensor):
        return (value.shape, value.stride(), value.dtype, value.device, value.requires_grad)
    return (type(value), str(value))

"""Operators that call one function as a unit: activation checkpointing, `wrap`, nested compile regions."""

from __future__ import annotations

import operator
from typing import TYPE_CHECKING, Any

import torch
from torch._higher_order_ops.wrap import TagActivationCheckpoint

from fullgraph_tracer.variables.higher_order_ops.base import TorchHigherOrderOperatorVariable, operates
from fullgraph_tracer.variables.higher_order_ops.bodies import Body, install, trace_body

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from torch import fx

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
) -> VariableTracker:
    """A node that calls the body as a unit. What it yields is known from tracing the body.

    The variables stay those of the body, inputs that it returns among them; from now on they are the node's items.
    `pack` says how the operator takes what the body uses: as its arguments after the body, if nothing else is said.
    """
    module = install(tx, prefix, body)
    fakes = [leaf.node.meta["example_value"] for leaf in body.leaves]
    arguments = pack(tuple(map(tx.graph.lift, body.lifted)))
    node = tx.graph.add("call_function", target, (module, *arguments), kwargs, tuple(fakes))
    graph_module: fx.GraphModule = module.meta["example_value"]
    results = list(fakes)

    def give_out(inner: fx.Node) -> fx.Node:
        """One more result, for a tensor of the body that something outside holds."""
        output = next(reversed(graph_module.graph.nodes))
        output.args = ((*output.args[0], inner),)
        graph_module.recompile()
        fake = inner.meta["example_value"]
        results.append(fake)
        node.meta["example_value"] = tuple(results)
        item = node.graph.call_function(operator.getitem, (node, len(results) - 1))
        item.meta["example_value"] = fake
        return item

    tx.graph.close(body.graph, give_out)
    for at, (leaf, fake) in enumerate(zip(body.leaves, fakes, strict=True)):
        tx.journal.set(leaf, "node", tx.graph.add("call_function", operator.getitem, (node, at), {}, fake))
    return body.value


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
        body = trace_body(tx, args[0], args[1:], kwargs, name="torch.ops.higher_order.invoke_subgraph")
        count = sum(1 for name in tx.graph.attributes if name.startswith("subgraph"))
        target = torch.ops.higher_order.invoke_subgraph
        return call_wrapped(tx, target, "subgraph", body, {}, pack=lambda lifted: (f"subgraph_{count}", *lifted))

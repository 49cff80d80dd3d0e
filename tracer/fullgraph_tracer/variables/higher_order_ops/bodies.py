"""Tracing a function into a graph of its own: the body of a higher-order operator."""

from __future__ import annotations

import contextlib
import copy
import operator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import torch
from torch import fx

from fullgraph_tracer import protocol
from fullgraph_tracer.errors import GraphBreak, UserRaised
from fullgraph_tracer.variables.dicts import ConstDictVariable
from fullgraph_tracer.variables.higher_order_ops.confined import Confined
from fullgraph_tracer.variables.lists import BaseListVariable
from fullgraph_tracer.variables.tensor.base import GraphValue, TensorBase
from fullgraph_tracer.variables.tensor.symbolic import SymNodeVariable
from fullgraph_vocab.breaks import higher_order

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from fullgraph_tracer.ports import Tx
    from fullgraph_tracer.variables.base import VariableTracker


@dataclass(eq=False)
class Body:
    """A traced function: its graph, what it returned, and what it takes from outside."""

    graph: fx.Graph
    value: VariableTracker
    leaves: list[GraphValue]
    """The tensors and symbols in what it returned, each once, in order: the results of the graph."""
    inputs: list[fx.Node]
    """The placeholders that stand for its explicit arguments."""
    lifted: dict[fx.Node, fx.Node]
    """Nodes outside that it uses, and the placeholder for each."""

    def module(self, tx: Tx) -> fx.GraphModule:
        """The graph as a module."""
        root = torch.nn.Module()
        for name, value in tx.graph.attributes.items():
            setattr(root, name, value)
        return fx.GraphModule(root, self.graph)


def trace_body(
    tx: Tx,
    function: VariableTracker,
    args: Sequence[VariableTracker],
    kwargs: dict[str, VariableTracker] | None = None,
    *,
    name: str,
    inputs: Sequence[VariableTracker] | None = None,
    flat: bool = True,
    confined: bool = True,
) -> Body:
    """Trace a call of `function` into a graph of its own.

    `inputs`: the arguments that get a placeholder each, in this order, used or not (see `stand_in`); that of a constant
    is never used; everything else
    that the function uses from outside becomes a placeholder when it is used. Changing what exists outside is a break
    where the function is `confined`.
    Without `flat`, the graph gives its one result bare, not in a tuple.
    """
    level = tx.graph.enter()
    held = list(inputs or ())
    placeholders = [_placeholder(tx, variable, at) for at, variable in enumerate(held)]
    for variable, node in zip(held, placeholders, strict=True):
        if isinstance(variable, GraphValue):
            tx.journal.set(variable, "node", node)
    try:
        with Confined(tx, name) if confined else contextlib.nullcontext():
            value = protocol.call(tx, function, args, kwargs).realize()
    except (GraphBreak, UserRaised):
        tx.graph.abandon(level)
        raise
    found = leaves_of(value)
    results = tuple(tx.graph.lift(leaf.node) for leaf in found)
    tx.graph.put_output(level.graph, results if flat or len(results) != 1 else results[0])
    tx.graph.leave()
    return Body(level.graph, value, found, placeholders, dict(level.lifted))


def stand_in(tx: Tx, like: VariableTracker, fake: Any = None) -> GraphValue:
    """A variable to be an input of a body, with the facts of `like` (or of `fake`); it gets its placeholder later."""
    like = like.realize()
    if not isinstance(like, GraphValue):
        tx.break_(
            higher_order.HOP_ARGUMENT,
            gb="GB0042",
            detail=f"a {like.type_name()} cannot be an input of an operator's function",
        )
    made = copy.copy(like)
    made.source = None
    if isinstance(made, TensorBase):
        made.fake = made.fake if fake is None else fake
        made.cls = torch.Tensor
        if hasattr(made, "real"):
            made.real = None
    return made


def _placeholder(tx: Tx, variable: VariableTracker, at: int) -> fx.Node:
    graph = tx.graph.graph
    node = graph.placeholder(f"child_{at}")
    node.meta["example_value"] = _example(variable)
    tx.journal.note(lambda: graph.erase_node(node))
    return node


def _example(variable: VariableTracker) -> Any:
    if isinstance(variable, TensorBase):
        return variable.fake
    return variable.symbol if isinstance(variable, SymNodeVariable) else variable.as_constant()


def leaves_of(value: VariableTracker) -> list[GraphValue]:
    """The tensors and symbols that a value holds, each variable once, in order."""
    found: dict[GraphValue, None] = {}
    seen: set[VariableTracker] = set()
    waiting = [value]
    while waiting:
        variable = waiting.pop().realize()
        if variable in seen:
            continue
        seen.add(variable)
        if isinstance(variable, GraphValue):
            found[variable] = None
        else:
            waiting.extend(list(variable.parts())[::-1])
    return list(found)


def map_leaves(value: VariableTracker, change: Callable[[GraphValue], VariableTracker]) -> VariableTracker:
    """The same containers with other tensors in them."""
    value = value.realize()
    if isinstance(value, GraphValue):
        return change(value)
    if isinstance(value, BaseListVariable):
        items = [map_leaves(item, change) for item in value.items]
        made = copy.copy(value)
        made.items = items if isinstance(value.items, list) else type(value.items)(items)
        return made
    if isinstance(value, ConstDictVariable):
        held = copy.copy(value)
        held.entries = {key: (name, map_leaves(item, change)) for key, (name, item) in value.entries.items()}
        return held
    return value


def install(tx: Tx, prefix: str, body: Body) -> fx.Node:
    """A `get_attr` node for a traced body."""
    module = body.module(tx)
    return tx.graph.constant_attribute(prefix, module, module)


def with_inputs(body: Body, outer: Sequence[fx.Node]) -> None:
    """Give a body exactly these lifted inputs, in this order, after its explicit ones; what it lacks goes unused."""
    made = fx.Graph()
    copied: dict[fx.Node, fx.Node] = {}
    for node in body.inputs:
        copied[node] = made.placeholder(node.name)
        copied[node].meta = node.meta
    lifted: dict[fx.Node, fx.Node] = {}
    for node in outer:
        inner = body.lifted.get(node)
        lifted[node] = made.placeholder(node.name if inner is None else inner.name)
        lifted[node].meta = (inner or node).meta
        if inner is not None:
            copied[inner] = lifted[node]
    for node in body.graph.nodes:
        if node.op != "placeholder":
            copied[node] = made.node_copy(node, lambda used: copied[used])
    body.graph, body.inputs, body.lifted = made, [copied[node] for node in body.inputs], lifted


def unpack_results(tx: Tx, node: fx.Node, fakes: Sequence[Any], body: Body, *, rebind: bool = True) -> VariableTracker:
    """What the operator gives: the body's value, its tensors being items of the operator's node.

    `rebind`: tensors made in the body keep their variable, which others may hold; else new ones take their place.
    """
    made: dict[GraphValue, VariableTracker] = {}
    for at, (leaf, fake) in enumerate(zip(body.leaves, fakes, strict=True)):
        item = tx.graph.add("call_function", operator.getitem, (node, at), {}, fake)
        if rebind and leaf.source is None and isinstance(leaf, TensorBase) and leaf.node.graph is not node.graph:
            tx.journal.set(leaf, "node", item)
            tx.journal.set(leaf, "fake", fake)
            made[leaf] = leaf
        else:
            made[leaf] = tx.wrap_fake(item, fake)
    return map_leaves(body.value, lambda leaf: made[leaf])

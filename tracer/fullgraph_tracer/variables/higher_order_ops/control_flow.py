"""`torch.cond`, `while_loop`, `map`, `scan` and `associative_scan`: control flow that stays in the graph."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import torch

from fullgraph_tracer import protocol
from fullgraph_tracer.variables.higher_order_ops.base import TorchHigherOrderOperatorVariable, operates
from fullgraph_tracer.variables.higher_order_ops.bodies import (
    Body,
    install,
    stand_in,
    trace_body,
    unpack_results,
    with_inputs,
)
from fullgraph_tracer.variables.lists import BaseListVariable
from fullgraph_tracer.variables.tensor.base import GraphValue, TensorBase
from fullgraph_tracer.variables.tensor.calling import raw_call
from fullgraph_tracer.variables.tensor.symbolic import SymNodeVariable
from fullgraph_vocab.breaks import higher_order

if TYPE_CHECKING:
    from collections.abc import Sequence

    from torch import fx

    from fullgraph_tracer.ports import Tx
    from fullgraph_tracer.variables.base import VariableTracker


def same_inputs(*bodies: Body) -> list[fx.Node]:
    """Give all bodies the same lifted inputs; the nodes outside that these are."""
    outer = list(dict.fromkeys(node for body in bodies for node in body.lifted))
    for body in bodies:
        with_inputs(body, outer)
    return outer


def finish(tx: Tx, target: Any, args: tuple[Any, ...], body: Body) -> VariableTracker:
    """The operator's node, run on fakes, and what it gives in the shape of `body`'s value."""
    node = raw_call(tx, "call_function", target, args, {})
    value = node.meta["example_value"]
    fakes = list(value) if isinstance(value, tuple | list) else [value]
    return unpack_results(tx, node, fakes, body)


def _items(tx: Tx, value: VariableTracker) -> list[VariableTracker]:
    return [item.realize() for item in protocol.to_list(tx, value)]


def _proxies(tx: Tx, values: Sequence[VariableTracker]) -> list[Any]:
    return [value.as_proxy(tx) for value in values]


@operates("cond")
class CondHigherOrderVariable(TorchHigherOrderOperatorVariable):
    """`cond(pred, true_fn, false_fn, operands)`."""

    def call(self, tx: Tx, args: Sequence[VariableTracker], kwargs: dict[str, VariableTracker]) -> VariableTracker:
        given = [
            *args,
            *(kwargs[name] for name in ("pred", "true_fn", "false_fn", "operands")[len(args) :] if name in kwargs),
        ]
        if len(given) != 4 or len(args) + len(kwargs) != 4:
            tx.break_(higher_order.COND, gb="GB0309", detail="torch.cond takes a condition, two functions and operands")
        pred, on_true, on_false, operands = given
        if pred.is_constant:
            return protocol.call(tx, on_true if pred.as_constant() else on_false, _items(tx, operands))
        if not isinstance(pred, TensorBase | SymNodeVariable):
            tx.break_(higher_order.COND, gb="GB0310", detail="the condition is no bool and no boolean tensor")
        if not isinstance(operands, BaseListVariable):
            tx.break_(higher_order.COND, gb="GB0311", detail="the operands are no list and no tuple")
        values = _items(tx, operands)
        bodies = [trace_body(tx, function, values, name="torch.cond") for function in (on_true, on_false)]
        if len(bodies[0].leaves) != len(bodies[1].leaves):
            tx.break_(higher_order.COND, gb="GB0350", detail="the branches return different structures")
        outer = same_inputs(*bodies)
        modules = [install(tx, prefix, body) for prefix, body in zip(("cond_true", "cond_false"), bodies, strict=True)]
        return finish(tx, self.value, (pred.as_proxy(tx), *modules, tuple(outer)), bodies[0])


@operates("while_loop")
class WhileLoopHigherOrderVariable(TorchHigherOrderOperatorVariable):
    """`while_loop(cond_fn, body_fn, carried, additional)`."""

    def call(self, tx: Tx, args: Sequence[VariableTracker], kwargs: dict[str, VariableTracker]) -> VariableTracker:
        if len(args) != 4 or kwargs:
            tx.break_(
                higher_order.WHILE_LOOP,
                gb="GB0303",
                detail="torch.while_loop takes two functions and the carried values",
            )
        test, step, carried, additional = args
        values = [*_items(tx, carried), *_items(tx, additional)]
        if not all(isinstance(value, GraphValue) for value in values):
            tx.break_(higher_order.WHILE_LOOP, gb="GB0304", detail="a carried value is no tensor")
        bodies = []
        for function in (test, step):
            inputs = [stand_in(tx, value, _fresh(tx, value)) for value in values]
            flat = function is not test
            bodies.append(trace_body(tx, function, inputs, name="torch.while_loop", inputs=inputs, flat=flat))
            if function is test and bodies[0].value.is_constant:
                if bodies[0].value.as_constant():
                    tx.break_(higher_order.WHILE_LOOP, gb="GB0308", detail="the condition is always true")
                return carried
        outer = same_inputs(*bodies)
        modules = [install(tx, prefix, body) for prefix, body in zip(("cond_fn", "body_fn"), bodies, strict=True)]
        count = len(_items(tx, carried))
        proxies = _proxies(tx, values)
        arguments = (*modules, tuple(proxies[:count]), (*proxies[count:], *outer))
        return finish(tx, self.value, arguments, bodies[1])


def _fresh(tx: Tx, value: VariableTracker) -> Any:
    """A fake with the facts of a value and no history."""
    if not isinstance(value, TensorBase):
        return None
    with tx.graph.fakes.mode:
        return value.fake.clone()


def _slice(tx: Tx, value: VariableTracker) -> Any:
    if not isinstance(value, TensorBase) or not value.fake.dim() or value.fake.shape[0] == 0:
        tx.break_(higher_order.MAP, gb="GB0325", detail="what is mapped over is no tensor with a first dimension")
    with tx.graph.fakes.mode:
        return value.fake.select(0, 0).clone()


@operates("map_impl")
class MapHigherOrderVariable(TorchHigherOrderOperatorVariable):
    """`map_impl(function, xs, args)`: over the first dimension."""

    def call(self, tx: Tx, args: Sequence[VariableTracker], kwargs: dict[str, VariableTracker]) -> VariableTracker:
        if kwargs:
            tx.break_(higher_order.MAP, gb="GB0326", detail="torch.map takes no keyword arguments")
        xs, rest = _items(tx, args[1]), _items(tx, args[2])
        inputs: list[VariableTracker] = [stand_in(tx, x, _slice(tx, x)) for x in xs]
        inputs += [value if value.is_constant else stand_in(tx, value) for value in rest]
        body = trace_body(tx, args[0], inputs, name="torch.ops.higher_order.map_impl", inputs=inputs)
        module = install(tx, "map_body", body)
        return finish(tx, self.value, (module, _proxies(tx, xs), [*_proxies(tx, rest), *body.lifted]), body)


@operates("scan")
class ScanHigherOrderVariable(TorchHigherOrderOperatorVariable):
    """`scan(combine_fn, init, xs, additional)`."""

    def call(self, tx: Tx, args: Sequence[VariableTracker], kwargs: dict[str, VariableTracker]) -> VariableTracker:
        names = ("combine_fn", "init", "xs", "additional_inputs")
        given = [*args, *(kwargs[name] for name in names[len(args) :])]
        function, init, xs, additional = given
        starts, items, rest = _items(tx, init), _items(tx, xs), _items(tx, additional)
        if not starts:
            tx.break_(higher_order.SCAN, gb="GB0323", detail="there is nothing to start from")
        inputs = [stand_in(tx, start, _fresh(tx, start)) for start in starts]
        inputs += [stand_in(tx, item, _slice(tx, item)) for item in items]
        inputs += [stand_in(tx, value) for value in rest]
        body = trace_body(tx, function, inputs, name="torch.ops.higher_order.scan", inputs=inputs)
        module = install(tx, "scan_combine_fn", body)
        arguments = (module, _proxies(tx, starts), _proxies(tx, items), [*_proxies(tx, rest), *body.lifted])
        return finish(tx, self.value, arguments, body)


@operates("associative_scan")
class AssociativeScanHigherOrderVariable(TorchHigherOrderOperatorVariable):
    """`associative_scan(combine_fn, xs, additional)`."""

    def call(self, tx: Tx, args: Sequence[VariableTracker], kwargs: dict[str, VariableTracker]) -> VariableTracker:
        names = ("combine_fn", "xs", "additional_inputs")
        function, xs, additional = [*args, *(kwargs[name] for name in names[len(args) :])]
        items, rest = _items(tx, xs), _items(tx, additional)
        inputs = [stand_in(tx, item, _slice(tx, item)) for _ in range(2) for item in items]
        inputs += [stand_in(tx, value) for value in rest]
        body = trace_body(tx, function, inputs, name="torch.ops.higher_order.associative_scan", inputs=inputs)
        module = install(tx, "associative_scan_combine_fn", body)
        arguments = (module, _proxies(tx, items), (*_proxies(tx, rest), *body.lifted))
        return finish(tx, self.value, arguments, body)


NO_BUFFERS: tuple[Any, ...] = ()


@operates("flex_attention")
class FlexAttentionHigherOrderVariable(TorchHigherOrderOperatorVariable):
    """`flex_attention(query, key, value, score_mod, block_mask, scale, kernel_options)`."""

    def call(self, tx: Tx, args: Sequence[VariableTracker], kwargs: dict[str, VariableTracker]) -> VariableTracker:
        query, key, value, score_mod, block_mask, scale, options = [*args, *kwargs.values()]
        if not isinstance(query, TensorBase) or not isinstance(block_mask, BaseListVariable):
            tx.break_(higher_order.HOP_ARGUMENT, gb="GB0301", detail="flex_attention takes tensors and a block mask")
        mask = block_mask.items[-1].realize()
        if mask.is_constant and mask.as_constant() is None:
            mask = tx.wrap(torch.nn.attention.flex_attention.noop_mask)
        score = self._trace(tx, query, score_mod, "score_mod")
        masked = self._trace(tx, query, mask, "mask_fn")
        mask_args = tuple(item.realize().as_proxy(tx) for item in block_mask.items[:-1])
        arguments = (
            *_proxies(tx, (query, key, value)),
            install(tx, "score_mod", score),
            (*mask_args, install(tx, "mask_fn", masked)),
            scale.as_proxy(tx),
            options.as_proxy(tx),
            tuple(score.lifted),
            tuple(masked.lifted),
        )
        node = raw_call(tx, "call_function", self.value, arguments, {})
        return tx.wrap_fake(node, node.meta["example_value"])

    def _trace(self, tx: Tx, query: TensorBase, function: VariableTracker, kind: str) -> Body:
        with tx.graph.fakes.mode:
            fakes = [query.fake.new_empty([], dtype=torch.int32) for _ in range(4)]
            if kind == "score_mod":
                fakes.insert(0, query.fake.new_empty([], requires_grad=query.fake.requires_grad))
        inputs = [stand_in(tx, query, fake) for fake in fakes]
        with torch._dynamo._trace_wrapped_higher_order_op.TransformGetItemToIndex():  # noqa: SLF001 - indexing by a 0-d tensor
            return trace_body(tx, function, inputs, name=f"{self.name}: {kind}", inputs=inputs, flat=False)

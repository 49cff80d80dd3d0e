"""Putting a call in the graph."""

from __future__ import annotations

import contextlib
from typing import TYPE_CHECKING, Any

from fullgraph_tracer.skips import NamedTable, facts
from fullgraph_tracer.variables.tensor.faults import break_for

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from torch.fx import Node

    from fullgraph_tracer.ports import Tx
    from fullgraph_tracer.variables.base import VariableTracker


def _scalar_readers() -> tuple[NamedTable, frozenset[str]]:
    names = facts()["consume_unbacked"]
    short = {name.rpartition(".")[2] for name in names}
    return NamedTable.of(dict.fromkeys(names, True)), frozenset(short | {f"{name}_" for name in short})


_FUNCTIONS, _METHODS = _scalar_readers()


def call_in_graph(
    tx: Tx, op: str, target: Any, args: Sequence[VariableTracker], kwargs: Mapping[str, VariableTracker] | None = None
) -> VariableTracker:
    """Add a call to the graph and give the variable of its result. A graph break where torch can't run it on fakes."""
    node = node_in_graph(tx, op, target, args, kwargs)
    return tx.wrap_fake(node, node.meta["example_value"])


def node_in_graph(
    tx: Tx, op: str, target: Any, args: Sequence[VariableTracker], kwargs: Mapping[str, VariableTracker] | None = None
) -> Node:
    """The same, as the bare node; its `example_value` is what it yields."""
    proxies = tuple([arg.as_proxy(tx) for arg in args])
    named = {name: arg.as_proxy(tx) for name, arg in kwargs.items()} if kwargs else {}
    return raw_call(tx, op, target, proxies, named)


def raw_call(tx: Tx, op: str, target: Any, args: tuple[Any, ...], kwargs: dict[str, Any]) -> Node:
    """A call on nodes and constants."""
    try:
        if _reads_scalar(tx, op, target):
            with tx.graph.fakes.fresh_symbols_ignored():
                return tx.graph.call(op, target, args, kwargs)
        return tx.graph.call(op, target, args, kwargs)
    except RecursionError:
        raise  # of the interpreter itself, which stands as deep as the user's program
    except Exception as error:
        failure = break_for(tx, op, target, error)
        if failure is error:
            raise
        raise failure from error


def _reads_scalar(tx: Tx, op: str, target: Any) -> bool:
    if not tx.config.capture_scalar_outputs:
        return False
    if op == "call_method":
        return target in _METHODS
    with contextlib.suppress(TypeError):
        return bool(_FUNCTIONS.get(target))
    return False

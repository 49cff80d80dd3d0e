"""Two functions of torch's pytree that every tree operation calls for every node: answered at once."""

from __future__ import annotations

import collections
from typing import TYPE_CHECKING, Any

from torch.utils import _pytree

from fullgraph_tracer.variables.functions.user import UserFunctionVariable

if TYPE_CHECKING:
    from collections.abc import Sequence

    from fullgraph_tracer.ports import Tx
    from fullgraph_tracer.variables.base import VariableTracker


class PyTreeGetNodeTypeFunctionVariable(UserFunctionVariable):
    """`_get_node_type(tree)`: the type, or `namedtuple` for every class that it makes."""

    def call(self, tx: Tx, args: Sequence[VariableTracker], kwargs: dict[str, VariableTracker]) -> VariableTracker:
        if len(args) != 1 or kwargs:
            return super().call(tx, args, kwargs)
        return tx.wrap(_node_type(args[0].realize().python_type()))


class PyTreeTreeIsLeafFunctionVariable(UserFunctionVariable):
    """`tree_is_leaf(tree, is_leaf=None)`: interpreted only where the user gives a function."""

    def call(self, tx: Tx, args: Sequence[VariableTracker], kwargs: dict[str, VariableTracker]) -> VariableTracker:
        given = kwargs.get("is_leaf", args[1] if len(args) > 1 else None)
        if given is not None:
            given = given.realize()
        if not args or (given is not None and not (given.is_constant and given.as_constant() is None)):
            return super().call(tx, args, kwargs)
        return tx.constant(_node_type(args[0].realize().python_type()) not in _pytree.SUPPORTED_NODES)


def _node_type(cls: type) -> Any:
    return collections.namedtuple if _pytree.is_namedtuple_class(cls) else cls  # noqa: PYI024

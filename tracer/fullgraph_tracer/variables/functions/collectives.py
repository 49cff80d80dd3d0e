"""Collectives of torch.distributed, which are called in the functional form that the graph can hold."""

from __future__ import annotations

import functools
import importlib
import inspect
from typing import TYPE_CHECKING, Any, cast

from fullgraph_tracer.variables.functions.user import UserFunctionVariable
from fullgraph_vocab.breaks import operators

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from fullgraph_tracer.ports import Tx
    from fullgraph_tracer.variables.base import VariableTracker


@functools.cache
def _functional() -> Any:
    """Torch's module of functional collectives. A program without collectives does not need it imported."""
    return importlib.import_module("torch.distributed._functional_collectives")


def is_collective(value: Any) -> bool:
    """Whether torch has a functional form for this function."""
    if getattr(value, "__module__", None) != "torch.distributed.distributed_c10d":
        return False
    return inspect.isfunction(value) and value in _functional().traceable_collective_remaps


class CollectiveFunctionRewriteVariable(UserFunctionVariable):
    """`dist.all_reduce` and its like."""

    def call(self, tx: Tx, args: Sequence[VariableTracker], kwargs: dict[str, VariableTracker]) -> VariableTracker:
        signature = inspect.signature(self.fn)
        try:
            given: dict[str, VariableTracker] = dict(signature.bind(*args, **kwargs).arguments)
        except TypeError as error:
            tx.raise_(TypeError, *error.args)
        if "async_op" in given and given["async_op"].realize().as_constant():
            tx.break_(operators.DISTRIBUTED, gb="GB0172", detail=f"`{self.fn.__name__}` returns before it is done")
        point_to_point = _POINT_TO_POINT.get(self.fn.__name__)
        if point_to_point is not None:
            tx.break_(operators.DISTRIBUTED, gb=point_to_point, detail="messages to one other process are not compiled")
        if "op" in signature.parameters:
            reduction = given["op"].realize().value if "op" in given else signature.parameters["op"].default  # type: ignore[attr-defined]
            given["op"] = tx.constant(_functional().REDUCE_OP_TO_STR[reduction])
        replacement = cast("Callable[..., Any]", _functional().traceable_collective_remaps[self.fn])
        return tx.wrap(replacement).call(tx, [], given)


_POINT_TO_POINT = {"isend": "GB2696", "irecv": "GB2696", "batch_isend_irecv": "GB9300"}
"""What torch compiles only where `torch._dynamo.config.enable_p2p_compilation` is set."""

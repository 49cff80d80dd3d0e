"""What torch.distributed says of process groups, which do not change in a run: it is asked while tracing."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import torch

from fullgraph_tracer.protocol.known import models

if TYPE_CHECKING:
    from collections.abc import Callable

    from fullgraph_tracer.ports import Tx
    from fullgraph_tracer.variables.base import VariableTracker

_QUERIES = (
    "_get_group_size_by_name",
    "_get_group_tag",
    "_rank_not_in_group",
    "_resolve_group_name_by_ranks_and_tag",
    "get_process_group_ranks",
    "get_rank",
    "get_world_size",
)


def _asking(query: Callable[..., Any]) -> Callable[..., Any]:
    def model(tx: Tx, *args: VariableTracker, **kwargs: VariableTracker) -> VariableTracker:
        given = [arg.realize().as_constant() for arg in args]
        named = {name: value.realize().as_constant() for name, value in kwargs.items()}
        try:
            return tx.wrap(query(*given, **named))
        except Exception as error:  # noqa: BLE001 - whatever the question raises belongs to the user's program
            tx.raise_(type(error), *error.args)

    return model


if torch.distributed.is_available():
    for _name in _QUERIES:
        _query = getattr(torch.distributed.distributed_c10d, _name)
        models(_query)(_asking(_query))

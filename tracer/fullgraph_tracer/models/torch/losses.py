"""`nn.CrossEntropyLoss`, which torch takes for its functional form when it is made while tracing."""

from __future__ import annotations

from typing import TYPE_CHECKING

import torch

from fullgraph_tracer.protocol.known import models
from fullgraph_tracer.variables.misc.lambdas import LambdaVariable
from fullgraph_tracer.variables.tensor.calling import call_in_graph

if TYPE_CHECKING:
    from fullgraph_tracer.ports import Tx
    from fullgraph_tracer.variables.base import VariableTracker


@models(torch.nn.CrossEntropyLoss)
def cross_entropy_loss(
    tx: Tx,
    weight: VariableTracker | None = None,
    size_average: VariableTracker | None = None,
    ignore_index: VariableTracker | None = None,
    reduce: VariableTracker | None = None,
    reduction: VariableTracker | None = None,
    label_smoothing: VariableTracker | None = None,
) -> VariableTracker:
    """The loss as a function of input and target; one node for each call of it, none for making it."""
    settings = [
        (weight, None),
        (size_average, None),
        (ignore_index, -100),
        (reduce, None),
        (reduction, "mean"),
        (label_smoothing, 0.0),
    ]
    given = [tx.constant(default) if value is None else value for value, default in settings]

    def loss(tx: Tx, input: VariableTracker, target: VariableTracker) -> VariableTracker:  # noqa: A002 - torch's name
        values = [input.realize(), target.realize(), *given]
        return call_in_graph(tx, "call_function", torch.nn.functional.cross_entropy, values, {})

    return LambdaVariable(loss)

"""`functools.partial` and `functools.reduce`; the rest of the module is Python code, and interpreted."""

from __future__ import annotations

import functools
from typing import TYPE_CHECKING

from fullgraph_tracer import protocol
from fullgraph_tracer.protocol.known import models
from fullgraph_tracer.variables.functions.partial import make_partial
from fullgraph_vocab.breaks import calls

if TYPE_CHECKING:
    from fullgraph_tracer.ports import Tx
    from fullgraph_tracer.variables.base import VariableTracker


@models(functools.partial)
def partial(tx: Tx, *args: VariableTracker, **keywords: VariableTracker) -> VariableTracker:
    """`functools.partial(func, *args, **keywords)`."""
    if not args:
        tx.break_(calls.FUNCTOOLS, gb="GB0260", detail="`functools.partial` needs a function")
    return make_partial(args[0], args[1:], keywords)


@models(functools.reduce)
def reduce(
    tx: Tx, function: VariableTracker, iterable: VariableTracker, initial: VariableTracker | None = None, /
) -> VariableTracker:
    """From the left."""
    total = initial
    for item in protocol.iterate(tx, iterable):
        total = item.realize() if total is None else protocol.call(tx, function, [total, item])
    if total is None:
        tx.raise_(TypeError, "reduce() of empty iterable with no initial value")
    return total

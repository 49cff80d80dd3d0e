"""`functools.partial`; the rest of the module is Python code, and interpreted."""

from __future__ import annotations

import functools
from typing import TYPE_CHECKING

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

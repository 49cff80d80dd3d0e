"""The functions of `re`: computed from constants."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from fullgraph_tracer.protocol.known import models
from fullgraph_tracer.variables.builtin import fold_call

if TYPE_CHECKING:
    from collections.abc import Callable

    from fullgraph_tracer.ports import Tx
    from fullgraph_tracer.variables.base import VariableTracker

FOLDED = (re.compile, re.match, re.fullmatch, re.search, re.sub, re.subn, re.split, re.findall, re.escape)
"""What torch computes while tracing; `finditer` and `purge` leave the graph."""


def _folding(function: Callable[..., Any]) -> Callable[..., Any]:
    def model(tx: Tx, *args: VariableTracker, **kwargs: VariableTracker) -> Any:
        folded = fold_call(tx, function, args, kwargs)
        return NotImplemented if folded is None else folded

    return model


for _function in FOLDED:
    models(_function)(_folding(_function))

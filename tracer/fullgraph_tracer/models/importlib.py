"""`importlib`: what is known of a package is the same in every call."""

from __future__ import annotations

import importlib.metadata
import importlib.util
from typing import TYPE_CHECKING, Any

from fullgraph_tracer.protocol.known import models
from fullgraph_tracer.protocol.numbers import fold

if TYPE_CHECKING:
    from collections.abc import Callable

    from fullgraph_tracer.ports import Tx
    from fullgraph_tracer.variables.base import VariableTracker


def _folded(function: Callable[..., Any]) -> None:
    @models(function)
    def model(tx: Tx, *args: VariableTracker) -> Any:
        return fold(tx, function, *args) if all(arg.is_constant for arg in args) else NotImplemented


_folded(importlib.util.find_spec)
_folded(importlib.metadata.version)

"""`struct.pack` and `struct.unpack`, of constants."""

from __future__ import annotations

import struct
from typing import TYPE_CHECKING, Any

from fullgraph_tracer.protocol.known import models
from fullgraph_tracer.variables.builtin import fold_call

if TYPE_CHECKING:
    from collections.abc import Callable

    from fullgraph_tracer.ports import Tx
    from fullgraph_tracer.variables.base import VariableTracker


def _folded(function: Callable[..., Any]) -> None:
    @models(function)
    def model(tx: Tx, *args: VariableTracker) -> Any:
        return fold_call(tx, function, args, {}) or NotImplemented


_folded(struct.pack)
_folded(struct.unpack)

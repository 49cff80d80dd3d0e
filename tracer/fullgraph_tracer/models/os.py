"""`os`: what a path is as text."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

from fullgraph_tracer.protocol.known import models

if TYPE_CHECKING:
    from fullgraph_tracer.ports import Tx
    from fullgraph_tracer.variables.base import VariableTracker


@models(os.fspath)
def fspath(tx: Tx, path: VariableTracker, /) -> VariableTracker:
    """PyOS_FSPath: text as it is, of other objects what `__fspath__` says."""
    if issubclass(path.python_type(), str | bytes):
        return path
    if not hasattr(path.python_type(), "__fspath__"):
        tx.raise_(TypeError, f"expected str, bytes or os.PathLike object, not {path.type_name()}")
    return path.call_method(tx, "__fspath__", (), {})

"""Tracebacks: that there is one is known, what it shows is not followed."""

from __future__ import annotations

import types
from typing import TYPE_CHECKING

from fullgraph_tracer.variables.base import VariableTracker
from fullgraph_vocab.breaks import exceptions

if TYPE_CHECKING:
    from fullgraph_tracer.ports import Tx


class TracebackVariable(VariableTracker):
    """The `__traceback__` of an exception that was raised while tracing."""

    def python_type(self) -> type:
        return types.TracebackType

    def truth(self, tx: Tx) -> bool:  # noqa: ARG002 - a traceback is true
        return True

    def getattr(self, tx: Tx, name: str) -> VariableTracker:
        if not hasattr(types.TracebackType, name):
            return super().getattr(tx, name)
        gb = "GB9625" if name == "tb_lasti" else None
        tx.break_(exceptions.EXCEPTION_ATTRIBUTE, gb=gb, detail=f"`{name}` of a traceback is not followed")

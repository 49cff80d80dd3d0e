"""Tracebacks: the lines that an exception came by."""

from __future__ import annotations

import types
from typing import TYPE_CHECKING

from fullgraph_tracer.variables.base import VariableTracker
from fullgraph_tracer.variables.misc.lambdas import GetAttrVariable
from fullgraph_vocab.breaks import exceptions

if TYPE_CHECKING:
    from fullgraph_tracer.ports import Tx


class TracebackVariable(VariableTracker):
    """One entry of the `__traceback__` of an exception that was raised while tracing, and the entries below it."""

    def __init__(self, file: str, line: int, below: TracebackVariable | None) -> None:
        super().__init__()
        self.file = file
        self.line = line
        self.below = below

    def describe(self) -> str:
        return f"line {self.line}"

    def python_type(self) -> type:
        return types.TracebackType

    def truth(self, tx: Tx) -> bool:  # noqa: ARG002 - a traceback is true
        return True

    def hash_key(self, tx: Tx) -> object:  # noqa: ARG002 - by identity
        return self

    def getattr(self, tx: Tx, name: str) -> VariableTracker:
        if name == "tb_next":
            return tx.constant(None) if self.below is None else self.below
        if name == "tb_lineno":
            return tx.constant(self.line)
        if name == "tb_lasti":
            tx.break_(exceptions.EXCEPTION_ATTRIBUTE, gb="GB9625", detail="`tb_lasti` of a traceback is not followed")
        if not hasattr(types.TracebackType, name):
            return super().getattr(tx, name)
        return GetAttrVariable(self, name)

    def setattr(self, tx: Tx, name: str, value: VariableTracker) -> None:
        value = value.realize()
        if name != "tb_next":
            super().setattr(tx, name, value)
            return
        none = value.is_constant and value.as_constant() is None
        if not (none or isinstance(value, TracebackVariable)):
            tx.raise_(TypeError, f"expected traceback object or None, got '{value.type_name()}'")
        entry = value
        while isinstance(entry, TracebackVariable):
            if entry is self:
                tx.raise_(ValueError, "traceback loop detected")
            entry = entry.below  # type: ignore[assignment]
        tx.journal.set(self, "below", None if none else value)

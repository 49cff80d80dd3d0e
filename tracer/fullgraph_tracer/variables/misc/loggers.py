"""Loggers: what is logged leaves the graph."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from fullgraph_tracer.variables.base import VariableTracker
from fullgraph_tracer.variables.misc.lambdas import GetAttrVariable
from fullgraph_vocab.breaks import object_model, side_effects

if TYPE_CHECKING:
    import logging
    from collections.abc import Sequence

    from fullgraph_tracer.emit.emitter import Emitter
    from fullgraph_tracer.ports import Tx


class LoggerAttributeVariable(GetAttrVariable):
    """A logger's `handlers`, `level` ...: torch never looks what it is, so that it has no slots."""

    @property
    def kind(self) -> str:
        return "GetAttrVariable"

    def length(self, tx: Tx) -> VariableTracker:
        tx.break_(object_model.UNKNOWN_TYPE, gb="GB4841", type=self.describe())


class LoggingLoggerVariable(VariableTracker):
    """A `logging.Logger`. Every call of a method ends the graph, whether anything would be written or not."""

    def __init__(self, value: logging.Logger, **options: Any) -> None:
        super().__init__(**options)
        self.value = value

    def describe(self) -> str:
        return self.value.name

    def python_type(self) -> type:
        return type(self.value)

    def truth(self, tx: Tx) -> bool:  # noqa: ARG002 - a logger is true
        return True

    def reconstruct(self, emit: Emitter) -> logging.Logger:  # noqa: ARG002 - it is its own real object
        return self.value

    def getattr(self, tx: Tx, name: str) -> VariableTracker:
        if callable(getattr(type(self.value), name, None)):
            return tx.bind_method(self, name)
        if name in self.value.__dict__:
            return LoggerAttributeVariable(self, name, type(self.value.__dict__[name]))
        return super().getattr(tx, name)

    def call_method(
        self, tx: Tx, name: str, args: Sequence[VariableTracker], kwargs: dict[str, VariableTracker]
    ) -> VariableTracker:
        if not hasattr(self.value, name):
            return super().call_method(tx, name, args, kwargs)
        tx.break_(side_effects.LOGGING)

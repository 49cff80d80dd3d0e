"""Loggers."""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING

from fullgraph_tracer.building.registry import builds_where
from fullgraph_tracer.variables.misc.loggers import LoggingLoggerVariable

if TYPE_CHECKING:
    from fullgraph_tracer.ports import Tx
    from fullgraph_tracer.sources import Source
    from fullgraph_tracer.variables.base import VariableTracker


@builds_where(lambda value: isinstance(value, logging.Logger), rank=10)
def logger(tx: Tx, value: logging.Logger, source: Source | None) -> VariableTracker:
    """A logger, of any class of loggers."""
    tx.guards.add(source, "TYPE_MATCH", type(value), tx.span)
    made = LoggingLoggerVariable(value, source=source)
    tx.effects.track(value, made)
    return made

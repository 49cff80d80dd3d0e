"""`super`."""

from __future__ import annotations

from typing import TYPE_CHECKING

from fullgraph_tracer.protocol.known import models
from fullgraph_tracer.variables.misc.super import SuperVariable

if TYPE_CHECKING:
    from fullgraph_tracer.ports import Tx
    from fullgraph_tracer.variables.base import VariableTracker


@models(super)
def super_(tx: Tx, cls: VariableTracker | None = None, obj: VariableTracker | None = None, /) -> VariableTracker:
    """`super()`, `super(cls, obj)`, `super(cls)`."""
    if cls is None:
        cls, obj = tx.implicit_super()
    cls = cls.realize()
    if not issubclass(cls.python_type(), type):
        tx.raise_(TypeError, f"super() argument 1 must be a type, not {cls.type_name()}")
    return SuperVariable(cls, None if obj is None else obj.realize())

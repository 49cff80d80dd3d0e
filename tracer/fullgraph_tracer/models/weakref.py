"""`weakref.ref`."""

from __future__ import annotations

import weakref
from typing import TYPE_CHECKING

from fullgraph_tracer.protocol.known import models
from fullgraph_tracer.variables.misc.weak_references import WeakRefVariable

if TYPE_CHECKING:
    from fullgraph_tracer.ports import Tx
    from fullgraph_tracer.variables.base import VariableTracker


@models(weakref.ref)
def ref(tx: Tx, referent: VariableTracker, callback: VariableTracker | None = None, /) -> VariableTracker:
    """`weakref.ref(referent, callback)`."""
    if getattr(referent.python_type(), "__weakrefoffset__", 0) == 0:
        tx.raise_(TypeError, f"cannot create weak reference to '{referent.type_name()}' object")
    return WeakRefVariable(referent, tx.constant(None) if callback is None else callback)

"""`traceback`: the frames of what was raised while tracing are not there to be cleared."""

from __future__ import annotations

import traceback
from typing import TYPE_CHECKING

from fullgraph_tracer.protocol.known import models

if TYPE_CHECKING:
    from fullgraph_tracer.ports import Tx
    from fullgraph_tracer.variables.base import VariableTracker


@models(traceback.clear_frames)
def clear_frames(tx: Tx, tb: VariableTracker) -> VariableTracker:  # noqa: ARG001 - nothing is held
    """`traceback.clear_frames(tb)`."""
    return tx.constant(None)

"""`sys`: interned text, and limits read while tracing."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

from fullgraph_tracer.protocol.known import models

if TYPE_CHECKING:
    from collections.abc import Callable

    from fullgraph_tracer.ports import Tx
    from fullgraph_tracer.variables.base import VariableTracker


@models(sys.intern)
def intern(tx: Tx, text: VariableTracker, /) -> VariableTracker:
    """The same text."""
    return tx.constant(sys.intern(text.as_constant()))


def _limit(limit: Callable[[], int]) -> None:
    @models(limit)
    def model(tx: Tx) -> VariableTracker:
        return tx.constant(limit())


_limit(sys.getrecursionlimit)
_limit(sys.get_int_max_str_digits)

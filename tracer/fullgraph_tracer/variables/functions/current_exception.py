"""`sys.exc_info` and `sys.exception`: the exception that is being handled."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

from fullgraph_tracer import protocol
from fullgraph_tracer.variables.lists import TupleVariable
from fullgraph_tracer.variables.torch_functions import RealCallable

if TYPE_CHECKING:
    from collections.abc import Sequence

    from fullgraph_tracer.ports import Tx
    from fullgraph_tracer.variables.base import VariableTracker


class SysFunctionVariable(RealCallable):
    """One of the two."""

    def call(self, tx: Tx, args: Sequence[VariableTracker], kwargs: dict[str, VariableTracker]) -> VariableTracker:
        if args or kwargs:
            tx.raise_(TypeError, f"sys.{self.value.__name__}() takes no arguments ({len(args) + len(kwargs)} given)")
        handled = tx.handled
        if self.value is not sys.exc_info:
            return tx.constant(None) if handled is None else handled
        if handled is None:
            return TupleVariable([tx.constant(None)] * 3)
        traceback = protocol.get_attribute(tx, handled, "__traceback__")
        return TupleVariable([tx.wrap(handled.python_type()), handled, traceback])

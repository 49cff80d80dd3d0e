"""Built-in exception classes: calling one makes an instance."""

from __future__ import annotations

import builtins
from typing import TYPE_CHECKING

from fullgraph_tracer.protocol.known import models
from fullgraph_tracer.variables.misc.exceptions import ExceptionVariable
from fullgraph_vocab.breaks import control_flow, exceptions

if TYPE_CHECKING:
    from collections.abc import Callable

    from fullgraph_tracer.ports import Tx
    from fullgraph_tracer.variables.base import VariableTracker

BUILTIN_EXCEPTIONS: tuple[type[BaseException], ...] = tuple(
    {
        value: None
        for value in vars(builtins).values()
        if isinstance(value, type) and issubclass(value, BaseException) and not issubclass(value, BaseExceptionGroup)
    }
)


def _maker(cls: type[BaseException]) -> Callable[..., VariableTracker]:
    def make(tx: Tx, *args: VariableTracker, **kwargs: VariableTracker) -> VariableTracker:
        if cls is AssertionError and not all(arg.is_constant and isinstance(arg.as_constant(), str) for arg in args):
            tx.break_(control_flow.TENSOR_ASSERT, gb="GB0171")
        if kwargs:
            tx.break_(exceptions.EXCEPTION_ATTRIBUTE, gb="GB0273", detail="its constructor takes keyword arguments")
        return ExceptionVariable(cls, args)

    return make


for _cls in BUILTIN_EXCEPTIONS:
    models(_cls)(_maker(_cls))

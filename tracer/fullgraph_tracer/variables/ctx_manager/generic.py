"""Context managers of the user's classes and of `contextlib.contextmanager`: interpreted like other objects."""

from __future__ import annotations

import contextlib
from typing import TYPE_CHECKING, Any

import torch

from fullgraph_tracer.variables.ctx_manager.ignored import ProfilerRecordFunctionContextVariable
from fullgraph_tracer.variables.user_defined.objects import OBJECT_KINDS, UserDefinedObjectVariable

if TYPE_CHECKING:
    from fullgraph_tracer.ports import Tx
    from fullgraph_tracer.variables.base import VariableTracker


class GenericContextWrappingVariable(UserDefinedObjectVariable):
    """A manager made while tracing. A break inside its block leaves the whole frame to eager."""

    def enter_context(self, tx: Tx) -> tuple[VariableTracker, VariableTracker]:
        leave = self.getattr(tx, "__exit__")
        return leave, self.getattr(tx, "__enter__").call(tx, [], {})


class RecordFunctionVariable(GenericContextWrappingVariable):
    """A `torch.profiler.record_function` that exists before the trace."""

    def __init__(self, cls: type, value: Any, **options: Any) -> None:
        super().__init__(cls, value, **options)
        self.record = ProfilerRecordFunctionContextVariable(value.name, value.args)

    def enter_context(self, tx: Tx) -> tuple[VariableTracker, VariableTracker]:
        return self.record.enter_context(tx)


_REFUSED = (
    contextlib._AsyncGeneratorContextManager,  # noqa: SLF001 - what `asynccontextmanager` makes
    contextlib.closing,
    contextlib.redirect_stdout,
    contextlib.redirect_stderr,
    contextlib.AsyncExitStack,
)


def is_context_manager(cls: type) -> bool:
    """Whether instances that a trace makes of this class can be entered by it."""
    if cls in _REFUSED or issubclass(cls, torch.nn.Module | dict | list | tuple):
        return False
    return hasattr(cls, "__enter__") and hasattr(cls, "__exit__")


OBJECT_KINDS.append((is_context_manager, GenericContextWrappingVariable))

"""Functions that a context manager wraps while tracing: `torch.no_grad()(f)`, or a decorated inner `def`."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from fullgraph_tracer.variables.base import VariableTracker
from fullgraph_tracer.variables.functions.user import (
    BaseUserFunctionVariable,
    NestedUserFunctionVariable,
    UserMethodVariable,
)
from fullgraph_tracer.variables.torch_functions import SkipFunctionVariable
from fullgraph_vocab.breaks import exceptions

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from fullgraph_tracer.emit.emitter import Emitter
    from fullgraph_tracer.ports import Tx
    from fullgraph_tracer.variables.ctx_manager.base import ContextWrappingVariable


class _WrappedVariable(VariableTracker):
    """Calling it is entering the manager, calling the function, and leaving."""

    def __init__(self, wrapped: VariableTracker, manager: ContextWrappingVariable, **options: Any) -> None:
        super().__init__(**options)
        self.wrapped = wrapped
        self.manager = manager

    lazy_args = True
    calls_directly = True

    def describe(self) -> str:
        return self.wrapped.describe()

    def python_type(self) -> type:
        return self.wrapped.python_type()

    def parts(self) -> Iterable[VariableTracker]:
        return (self.wrapped, self.manager)

    def reconstruct(self, emit: Emitter) -> Any:
        return self.manager.recreate(emit)()(emit(self.wrapped))

    def truth(self, tx: Tx) -> bool:  # noqa: ARG002 - a function is true
        return True

    def hash_key(self, tx: Tx) -> Any:  # noqa: ARG002 - functions compare by identity
        return self

    def getattr(self, tx: Tx, name: str) -> VariableTracker:
        return self.wrapped.getattr(tx, name)

    def call(self, tx: Tx, args: Sequence[VariableTracker], kwargs: dict[str, VariableTracker]) -> VariableTracker:
        if tx.config.nested_graph_breaks:
            return tx.inline(tx.wrap(call_within), [self.manager, self.wrapped, *args], kwargs)
        self.manager.enter(tx)
        result = self.wrapped.call(tx, args, kwargs)
        self.manager.leave(tx)
        return result


def call_within(manager: Any, function: Any, /, *args: Any, **kwargs: Any) -> Any:
    """Interpreted for such a call where the frame of it may be left and resumed."""
    with manager:
        return function(*args, **kwargs)


class WrappedUserFunctionVariable(_WrappedVariable):
    """Around a function that exists before the trace."""


class WrappedUserMethodVariable(_WrappedVariable):
    """Around a bound method."""


class WrappedNestedUserFunctionVariable(_WrappedVariable):
    """Around a function made while tracing."""


class WrappedSkipFunctionVariable(_WrappedVariable):
    """Around a function that is not traced: calling it leaves the graph."""


def wrap_function(tx: Tx, manager: ContextWrappingVariable, function: VariableTracker) -> VariableTracker:
    """`manager(function)`: the manager as a decorator, applied while tracing."""
    function = function.realize()
    if isinstance(function, NestedUserFunctionVariable):
        return WrappedNestedUserFunctionVariable(function, manager)
    if isinstance(function, SkipFunctionVariable):
        return WrappedSkipFunctionVariable(function, manager)
    if isinstance(function, UserMethodVariable):
        return WrappedUserMethodVariable(function, manager)
    if isinstance(function, BaseUserFunctionVariable):
        return WrappedUserFunctionVariable(function, manager)
    tx.break_(exceptions.CONTEXT_MANAGER, type=manager.type_name())

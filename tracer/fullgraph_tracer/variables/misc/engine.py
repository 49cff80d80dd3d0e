"""The autograd engine, and torch's hook for running code while it traces."""

from __future__ import annotations

import types
from typing import TYPE_CHECKING, Any

from fullgraph_tracer.variables.base import VariableTracker
from fullgraph_tracer.variables.functions.user import NestedUserFunctionVariable, UserFunctionVariable
from fullgraph_tracer.variables.user_defined.objects import UserDefinedObjectVariable
from fullgraph_vocab.breaks import calls, operators

if TYPE_CHECKING:
    from collections.abc import Sequence

    from fullgraph_tracer.ports import Tx


class AutogradEngineVariable(UserDefinedObjectVariable):
    """`torch.autograd.Variable._execution_engine`: only compiled autograd can do anything with it."""

    def call_method(
        self, tx: Tx, name: str, args: Sequence[VariableTracker], kwargs: dict[str, VariableTracker]
    ) -> VariableTracker:
        if not hasattr(self.cls, name):
            return super().call_method(tx, name, args, kwargs)
        gb = "GB0166" if name == "queue_callback" else "GB0165"
        tx.break_(operators.COMPILED_AUTOGRAD, gb=gb, detail=f"`{name}` of the autograd engine is not traced")

    def getattr(self, tx: Tx, name: str) -> VariableTracker:
        if isinstance(getattr(self.cls, name, None), types.FunctionType):
            return tx.bind_method(self, name)
        return super().getattr(tx, name)


class ComptimeVariable(VariableTracker):
    """`torch._dynamo.comptime.comptime`: its function is for looking into torch's own tracer, and does nothing here."""

    def __init__(self, value: Any, **options: Any) -> None:
        super().__init__(**options)
        self.value = value

    def describe(self) -> str:
        return "comptime"

    def python_type(self) -> type:
        return type(self.value)

    def truth(self, tx: Tx) -> bool:  # noqa: ARG002 - an object without `__bool__`
        return True

    def getattr(self, tx: Tx, name: str) -> VariableTracker:
        found = getattr(self.value, name, None)
        if found is None:
            tx.raise_(AttributeError, f"'{self.type_name()}' object has no attribute '{name}'")
        return _Accessor(found)

    def call(self, tx: Tx, args: Sequence[VariableTracker], kwargs: dict[str, VariableTracker]) -> VariableTracker:
        if kwargs or not 1 <= len(args) <= 2:
            tx.raise_(TypeError, "comptime() takes one or two functions")
        function = args[0].realize()
        if not isinstance(function, UserFunctionVariable | NestedUserFunctionVariable):
            tx.break_(calls.UNSUPPORTED_CALL, name="comptime")
        if isinstance(function, NestedUserFunctionVariable) and function.code.co_freevars:
            free = f"these variables were free: {function.code.co_freevars}"
            tx.raise_(TypeError, f"comptime function must not have free variables, but {free}")
        return tx.constant(None)


class _Accessor(ComptimeVariable):
    """`comptime.print_graph` and its like: shorthands for a call of `comptime`."""

    @property
    def kind(self) -> str:
        return "UserFunctionVariable"

    def describe(self) -> str:
        return str(self.value.__name__)

    def call(self, tx: Tx, args: Sequence[VariableTracker], kwargs: dict[str, VariableTracker]) -> VariableTracker:  # noqa: ARG002 - it prints, in torch's tracer
        return tx.constant(None)

"""Callables that exist only inside the tracer, and attributes that nobody has asked the meaning of yet."""

from __future__ import annotations

import types
from typing import TYPE_CHECKING, Any, ClassVar

from fullgraph_tracer import protocol
from fullgraph_tracer.errors import GraphBreak
from fullgraph_tracer.variables.base import NotConstantError, VariableTracker
from fullgraph_tracer.variables.constant import ConstantVariable
from fullgraph_vocab.breaks import object_model

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

    from fullgraph_tracer.emit.emitter import Emitter
    from fullgraph_tracer.ports import Tx


class LambdaVariable(VariableTracker):
    """A callable of the tracer's own: `fn(tx, *args, **kwargs)`. It never leaves the traced code."""

    def __init__(self, fn: Callable[..., VariableTracker], **options: Any) -> None:
        super().__init__(**options)
        self.fn = fn

    def python_type(self) -> type:
        return types.FunctionType

    def truth(self, tx: Tx) -> bool:  # noqa: ARG002 - a function is true
        return True

    def call(self, tx: Tx, args: Sequence[VariableTracker], kwargs: dict[str, VariableTracker]) -> VariableTracker:
        return self.fn(tx, *args, **kwargs)


class NothingVariable(ConstantVariable):
    """None, as the result of `super().__init__()` that leads to `object.__init__`: torch shows its own lambda there."""

    def __init__(self, **options: Any) -> None:
        super().__init__(None, **options)

    @property
    def kind(self) -> str:
        return "LambdaVariable"


class GetAttrVariable(VariableTracker):
    """`obj.name`, looked up only when it is called: what `super().name` is before the call.

    Without a `py_type` nothing is known of the value: attributes of built-in objects that torch does not model either.
    """

    lazy_args: ClassVar[bool] = True

    def __init__(self, obj: VariableTracker, name: str, py_type: type | None = None, **options: Any) -> None:
        super().__init__(**options)
        self.obj = obj
        self.name = name
        self.py_type = py_type

    def describe(self) -> str:
        return f"{self.obj.describe()}.{self.name}"

    @property
    def calls_directly(self) -> bool:  # type: ignore[override]  # most kinds know it of the class
        return self.py_type in (types.FunctionType, staticmethod, classmethod)

    @property
    def has_type(self) -> bool:
        return self.py_type is not None

    def python_type(self) -> type:
        if self.py_type is None:
            raise GraphBreak(object_model.UNKNOWN_TYPE, gb="GB4841", type=f"`{self.name}`")
        return self.py_type

    def parts(self) -> Iterable[VariableTracker]:
        return (self.obj,)

    def reconstruct(self, emit: Emitter) -> Any:
        return getattr(emit(self.obj), self.name)

    def truth(self, tx: Tx) -> bool:
        if self.py_type is None:
            return super().truth(tx)
        return True  # functions, methods and descriptors are

    def hash_key(self, tx: Tx) -> Any:
        try:
            return getattr(self.obj.as_constant(), self.name)
        except NotConstantError:
            tx.break_(object_model.HASH, gb="GB0682", type=self.type_name())

    def richcompare(self, tx: Tx, op: str, other: VariableTracker) -> VariableTracker | Any:  # noqa: ARG002
        tx.break_(object_model.COMPARE, gb="GB6215")

    def getattr(self, tx: Tx, name: str) -> VariableTracker:
        if name == "__self__":
            return protocol.get_attribute(tx, self.obj, "__self__")
        if name == "__name__":
            return tx.constant(self.name)
        if self.py_type is None:
            return GetAttrVariable(self, name)
        tx.break_(object_model.ATTRIBUTE, name=name, type=self.type_name())

    def call(self, tx: Tx, args: Sequence[VariableTracker], kwargs: dict[str, VariableTracker]) -> VariableTracker:
        return self.obj.call_method(tx, self.name, args, kwargs)


class LinearizationVariable(GetAttrVariable):
    """`int.__mro__`: torch knows the items of a built-in type's one by one, and does not iterate it."""

    def __init__(self, obj: VariableTracker) -> None:
        super().__init__(obj, "__mro__", tuple)

    @property
    def kind(self) -> str:
        return "GetAttrVariable"

    def iter(self, tx: Tx) -> VariableTracker:
        tx.break_(object_model.ITERATE, type=self.describe())

    def length(self, tx: Tx) -> VariableTracker:
        tx.raise_(TypeError, f"object of type '{self.describe()}' has no len()")

    def getitem(self, tx: Tx, key: VariableTracker) -> VariableTracker:
        return tx.wrap(self.obj.as_constant().__mro__[key.as_constant()])

"""Objects that the graph holds as they are: TorchScript's, and those of classes that were registered as opaque."""

from __future__ import annotations

import inspect
from typing import TYPE_CHECKING, Any, NoReturn

from torch._library import opaque_object

from fullgraph_tracer.protocol.lookup import MISSING
from fullgraph_tracer.sources import AttrSource
from fullgraph_tracer.variables.base import NotConstantError, VariableTracker
from fullgraph_tracer.variables.misc.lambdas import LambdaVariable
from fullgraph_tracer.variables.real_object import RealObject
from fullgraph_vocab.breaks import calls, modules

if TYPE_CHECKING:
    from collections.abc import Sequence

    from fullgraph_tracer.ports import Tx

_Member = opaque_object.MemberType


class FixedObject(RealObject):
    """An object that does not change in a run: a constant of the graph, whose methods are asked while tracing."""

    folded: frozenset[str] = frozenset()
    """The methods whose answer is a constant."""

    def describe(self) -> str:
        return type(self.value).__name__

    def as_proxy(self, tx: Tx) -> Any:  # noqa: ARG002 - the object itself
        return self.value

    def truth(self, tx: Tx) -> bool:  # noqa: ARG002 - none of these has `__bool__`
        return True

    def same_object(self, tx: Tx, other: VariableTracker) -> bool:  # noqa: ARG002 - the slot's signature
        return isinstance(other, FixedObject) and other.value is self.value

    def richcompare(self, tx: Tx, op: str, other: VariableTracker) -> VariableTracker | Any:
        if op not in ("==", "!=") or not isinstance(other, FixedObject):
            return NotImplemented
        return tx.constant(bool(self.value == other.value) is (op == "=="))

    def getattr(self, tx: Tx, name: str) -> VariableTracker:
        found = getattr(self.value, name, MISSING)
        if found is MISSING:
            tx.raise_(AttributeError, f"'{self.type_name()}' object has no attribute '{name}'")
        if name == "__class__":
            return tx.wrap(type(self.value))
        if callable(found) and not isinstance(found, type):
            return LambdaVariable(lambda tx, *args, **kwargs: self.call_method(tx, name, args, kwargs))
        return tx.wrap(found)

    def call_method(
        self, tx: Tx, name: str, args: Sequence[VariableTracker], kwargs: dict[str, VariableTracker]
    ) -> VariableTracker:
        if name not in self.folded:
            return super().call_method(tx, name, args, kwargs)
        return self.ask(tx, name, args, kwargs)

    def ask(
        self, tx: Tx, name: str, args: Sequence[VariableTracker], kwargs: dict[str, VariableTracker]
    ) -> VariableTracker:
        """Call the real method, now."""
        try:
            given = [arg.realize().as_constant() for arg in args]
            named = {key: value.realize().as_constant() for key, value in kwargs.items()}
        except NotConstantError:
            tx.break_(calls.UNSUPPORTED_METHOD, name=name, type=self.type_name())
        try:
            result = getattr(self.value, name)(*given, **named)
        except Exception as error:  # noqa: BLE001 - whatever the method raises belongs to the user's program
            tx.raise_(type(error), *error.args)
        return tx.wrap(result)


class TorchScriptObjectVariable(FixedObject):
    """An object of a class registered as opaque: its registration says which members may be asked while tracing."""

    def getattr(self, tx: Tx, name: str) -> VariableTracker:
        cls = type(self.value)
        member = opaque_object.get_member_type(cls, name)
        if member is None and not opaque_object.is_opaque_value_type(cls):
            self._unregistered(tx, name)
        found = getattr(self.value, name, MISSING)
        if member == _Member.INLINED and inspect.ismethod(found):
            source = None if self.source is None else AttrSource(self.source, name)
            return tx.wrap(found, source)
        return super().getattr(tx, name)

    def call_method(
        self, tx: Tx, name: str, args: Sequence[VariableTracker], kwargs: dict[str, VariableTracker]
    ) -> VariableTracker:
        cls = type(self.value)
        if opaque_object.get_member_type(cls, name) is None and not opaque_object.is_opaque_value_type(cls):
            self._unregistered(tx, name)
        return self.ask(tx, name, args, kwargs)

    def _unregistered(self, tx: Tx, name: str) -> NoReturn:
        tx.break_(modules.OPAQUE_OBJECT, gb="GB2078", detail=f"`{name}` of {self.type_name()} is not registered")


class OpaqueObjectClassVariable(RealObject):
    """A class that was registered as opaque: an object of a value type is made at once, from constants."""

    def describe(self) -> str:
        return str(self.value.__name__)

    def truth(self, tx: Tx) -> bool:  # noqa: ARG002 - a class is true
        return True

    def getattr(self, tx: Tx, name: str) -> VariableTracker:
        if inspect.getattr_static(self.value, name, MISSING) is MISSING and not hasattr(type(self.value), name):
            tx.break_(modules.OPAQUE_OBJECT, gb="GB8656", detail=f"{self.describe()} has no attribute `{name}`")
        source = None if self.source is None else AttrSource(self.source, name)
        return tx.wrap(getattr(self.value, name), source)

    def call(self, tx: Tx, args: Sequence[VariableTracker], kwargs: dict[str, VariableTracker]) -> VariableTracker:
        if opaque_object.is_opaque_reference_type(self.value):
            detail = f"a {self.describe()} is made in the middle of the program"
            tx.break_(modules.OPAQUE_OBJECT, gb="GB0363", detail=detail)
        try:
            given = [arg.realize().as_constant() for arg in args]
            named = {name: value.realize().as_constant() for name, value in kwargs.items()}
        except NotConstantError:
            tx.break_(calls.UNSUPPORTED_CALL, name=self.describe())
        try:
            made = self.value(*given, **named)
        except Exception as error:  # noqa: BLE001 - whatever the class raises belongs to the user's program
            tx.raise_(type(error), *error.args)
        return tx.wrap(made)

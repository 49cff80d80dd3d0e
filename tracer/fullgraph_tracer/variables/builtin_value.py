"""Values of built-in types, and their bound methods: attribute lookup ends at the type, which no code changes."""

from __future__ import annotations

import collections
import types
from typing import TYPE_CHECKING, Any

from fullgraph_tracer.variables.base import NotConstantError, VariableTracker
from fullgraph_vocab.breaks import calls

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from fullgraph_tracer.emit.emitter import Emitter
    from fullgraph_tracer.ports import Tx

_BOUND = (types.MethodDescriptorType, types.WrapperDescriptorType, types.ClassMethodDescriptorType, types.FunctionType)
_MISSING = object()


class BuiltinValue(VariableTracker):
    """Base of the values whose type is built in: `value.name` is a bound method, or data that the type computes."""

    def getattr(self, tx: Tx, name: str) -> VariableTracker:
        cls = self.python_type()
        found = getattr(cls, name, _MISSING)
        if found is _MISSING:
            tx.raise_(AttributeError, f"'{cls.__name__}' object has no attribute '{name}'")
        if name == "__class__":
            return tx.wrap(cls)
        if isinstance(found, _BOUND) or callable(getattr(self, f"py_{name}", None)):
            return BuiltinMethodVariable(self, name)
        return self.data_attribute(tx, name)

    def data_attribute(self, tx: Tx, name: str) -> VariableTracker:
        """An attribute that is no method: `range.start`, `complex.imag`, `__doc__`."""
        if self.is_constant:
            return tx.wrap(getattr(self.as_constant(), name))
        found = getattr(self.python_type(), name)
        if isinstance(found, types.GetSetDescriptorType | types.MemberDescriptorType | property):
            self.missing_method(tx, name)
        return BuiltinMethodVariable(self, name) if callable(found) else tx.wrap(found)

    def setattr(self, tx: Tx, name: str, value: VariableTracker) -> None:  # noqa: ARG002 - the slot's signature
        self._refuse_change(tx, name)

    def delattr(self, tx: Tx, name: str) -> None:
        self._refuse_change(tx, name)

    def _refuse_change(self, tx: Tx, name: str) -> None:
        if hasattr(self.python_type(), name):
            tx.raise_(AttributeError, f"'{self.type_name()}' object attribute '{name}' is read-only")
        tx.raise_(AttributeError, f"'{self.type_name()}' object has no attribute '{name}'")

    def unpack(self, tx: Tx, count: int) -> Sequence[VariableTracker] | None:  # noqa: ARG002 - the slot's signature
        return self.known_items(tx)

    # ---- what every built-in type has, by the slot of the same name

    def py___len__(self, tx: Tx) -> VariableTracker:
        return self.length(tx)

    def py___iter__(self, tx: Tx) -> VariableTracker:
        return self.iter(tx)

    def py___next__(self, tx: Tx) -> VariableTracker:
        return self.next(tx)

    def py___getitem__(self, tx: Tx, key: VariableTracker) -> VariableTracker:
        return self.getitem(tx, key)

    def py___setitem__(self, tx: Tx, key: VariableTracker, value: VariableTracker) -> None:
        self.setitem(tx, key, value)

    def py___delitem__(self, tx: Tx, key: VariableTracker) -> None:
        self.delitem(tx, key)


class BuiltinMethodVariable(VariableTracker):
    """`value.name` of a built-in type, bound: what `x.append` or `"".join` is before it is called."""

    def __init__(self, obj: VariableTracker, name: str, **options: Any) -> None:
        super().__init__(**options)
        self.obj = obj
        self.name = name

    def describe(self) -> str:
        return f"{self.obj.type_name()}.{self.name}"

    def python_type(self) -> type:
        try:
            return type(getattr(self.as_constant_owner(), self.name))
        except (NotConstantError, AttributeError):
            return types.BuiltinMethodType

    def as_constant_owner(self) -> Any:
        """The object that it is bound to, where that is known while tracing."""
        return self.obj.as_constant()

    @property
    def is_constant(self) -> bool:
        return self.obj.is_constant

    def as_constant(self) -> Any:
        return getattr(self.as_constant_owner(), self.name)

    def parts(self) -> Iterable[VariableTracker]:
        return (self.obj,)

    def reconstruct(self, emit: Emitter) -> Any:
        return getattr(emit(self.obj), self.name)

    def call(self, tx: Tx, args: Sequence[VariableTracker], kwargs: dict[str, VariableTracker]) -> VariableTracker:
        if self.of_instances() and args:
            if self.obj.as_constant() is collections.deque and not self.name.startswith("__"):
                tx.break_(
                    calls.UNSUPPORTED_METHOD, name=self.name, type="deque"
                )  # torch does not trace `deque.append(items, x)`
            return args[0].realize().call_base_method(tx, self.name, args[1:], kwargs)
        return self.obj.call_method(tx, self.name, args, kwargs)

    def of_instances(self) -> bool:
        """Whether it is a method of a C class outside `builtins`, not bound: it takes its instance first."""
        if not issubclass(self.obj.python_type(), type) or not self.obj.is_constant:
            return False
        cls = self.obj.as_constant()
        if cls.__module__ == "builtins":
            return False
        return isinstance(getattr(cls, self.name), types.MethodDescriptorType | types.WrapperDescriptorType)

    def getattr(self, tx: Tx, name: str) -> VariableTracker:
        if name == "__self__":
            return self.obj
        if name == "__name__":
            return tx.constant(self.name)
        if name == "__qualname__":
            return tx.constant(f"{self.obj.type_name()}.{self.name}")
        if name == "__call__":
            return self
        method = self.as_constant() if self.is_constant else getattr(self.obj.python_type(), self.name)
        found = getattr(method, name, _MISSING)
        if found is _MISSING:
            tx.raise_(AttributeError, f"'{self.type_name()}' object has no attribute '{name}'")
        return tx.wrap(found)

    def hash_key(self, tx: Tx) -> Any:  # noqa: ARG002 - the slot's signature
        return (BuiltinMethodVariable, id(self.obj), self.name)

    def richcompare(self, tx: Tx, op: str, other: VariableTracker) -> VariableTracker | Any:
        """meth_richcompare: equal where bound to the same object and of one name."""
        if op not in ("==", "!=") or not isinstance(other, BuiltinMethodVariable):
            return NotImplemented
        same = self.obj is other.obj and self.name == other.name
        return tx.constant(same is (op == "=="))


class BoundBuiltinMethodVariable(BuiltinMethodVariable):
    """A C method that was bound before the trace, such as a global `append = items.append`."""

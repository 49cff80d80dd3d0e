"""The user's own classes."""

from __future__ import annotations

import enum
import types
from typing import TYPE_CHECKING, Any

from fullgraph_tracer import protocol, skips
from fullgraph_tracer.effects import is_deleted, is_stored
from fullgraph_tracer.protocol import known
from fullgraph_tracer.protocol.lookup import MISSING, overrides, type_lookup
from fullgraph_tracer.sources import AttrSource
from fullgraph_tracer.variables.base import NotConstantError, VariableTracker
from fullgraph_tracer.variables.builtin import fold_call
from fullgraph_tracer.variables.functions.user import UserMethodVariable
from fullgraph_tracer.variables.misc.lambdas import GetAttrVariable
from fullgraph_tracer.variables.user_defined.changed import change_class, stored_on_class
from fullgraph_tracer.variables.user_defined.new import new_instance
from fullgraph_tracer.variables.user_defined.objects import UserDefinedObjectVariable, UserDefinedVariable
from fullgraph_vocab.breaks import calls, object_model, side_effects

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from fullgraph_tracer.emit.emitter import Emitter
    from fullgraph_tracer.ports import Tx


_GENERIC_MODULES = ("collections.abc", "collections", "typing", "builtins")
"""Where classes are made generic in C, or by code that there is no use in following."""


class UserDefinedClassVariable(UserDefinedVariable):
    """A class. Calling it makes an instance while tracing: `__new__`, then `__init__`, interpreted."""

    was_made = False
    """Whether it was made while tracing: torch makes no instances of it, save of what keeps them by value."""

    def __init__(self, value: type, **options: Any) -> None:
        super().__init__(**options)
        self.value = value

    def describe(self) -> str:
        return self.value.__qualname__

    def python_type(self) -> type:
        return type(self.value)

    @property
    def is_constant(self) -> bool:
        return True

    def as_constant(self) -> type:
        return self.value

    def reconstruct(self, emit: Emitter) -> type:  # noqa: ARG002 - the class is its own real object
        return self.value

    def truth(self, tx: Tx) -> bool:
        if overrides(type(self.value), "__bool__", type) or overrides(type(self.value), "__len__", type):
            return super().truth(tx)
        return True

    def hash_key(self, tx: Tx) -> Any:
        if overrides(type(self.value), "__hash__", type) is not None:
            tx.break_(object_model.HASH, type=self.type_name())
        return self.value

    def call(self, tx: Tx, args: Sequence[VariableTracker], kwargs: dict[str, VariableTracker]) -> VariableTracker:
        model = known.model_of(self.value)
        if model is not None:
            return known.call_model(tx, model, self.value.__name__, args, kwargs)
        if issubclass(self.value, enum.Enum):  # a look-up of a member, or a new enumeration
            folded = fold_call(tx, self.value, args, kwargs)
            if folded is not None:
                return folded
        metacall = overrides(type(self.value), "__call__", type)
        if isinstance(metacall, types.FunctionType):
            return tx.wrap(metacall).call(tx, [self, *args], kwargs)
        if self.was_made and type_lookup(self.value, "__new__")[0] is object.__new__:
            tx.break_(calls.UNSUPPORTED_CALL, name=self.value.__name__)
        return self.instantiate(tx, args, kwargs)

    def instantiate(
        self, tx: Tx, args: Sequence[VariableTracker], kwargs: dict[str, VariableTracker]
    ) -> VariableTracker:
        """`type.__call__`. See https://docs.python.org/3/reference/datamodel.html#object.__new__ for the steps."""
        cls = self.value
        new, _ = type_lookup(cls, "__new__")
        if isinstance(new, staticmethod):
            new = new.__func__
        if isinstance(new, types.FunctionType):
            made = tx.wrap(new).call(tx, [self, *args], kwargs).realize()
        else:
            made = new_instance(tx, self, new, args, kwargs, called=True)
        if not issubclass(made.python_type(), cls):
            return made
        init, _ = type_lookup(cls, "__init__")
        if isinstance(init, types.FunctionType):
            function = tx.wrap(init)
            if skips.skips_inlining(getattr(function, "fn", init).__code__):
                tx.break_(calls.SKIPPED_INLINE, name=init.__qualname__)
            result = function.call(tx, [made, *args], kwargs)
            if not (result.is_constant and result.as_constant() is None):
                tx.raise_(TypeError, f"__init__() should return None, not '{result.type_name()}'")
        elif init is not object.__init__:
            if not isinstance(made, UserDefinedObjectVariable):
                tx.break_(calls.UNSUPPORTED_CALL, name=cls.__name__)
            made.init_builtin(tx, args, kwargs)
        elif (args or kwargs) and not isinstance(new, types.FunctionType) and new is object.__new__:
            tx.raise_(TypeError, f"{cls.__name__}() takes no arguments")
        return made

    def getattr(self, tx: Tx, name: str) -> VariableTracker:
        """type.__getattribute__: the metaclass's data descriptors, the class's own MRO, the metaclass's rest."""
        stored = stored_on_class(tx, self.value, name)
        if is_stored(stored):
            return stored
        cls, meta = self.value, type(self.value)
        source = None if self.source is None else AttrSource(self.source, name)
        found, _owner = type_lookup(cls, name)
        if found is MISSING or name in ("__dict__", "__class__", "__mro__", "__bases__", "__name__", "__qualname__"):
            return self._from_metaclass(tx, name, meta, source)
        if isinstance(found, staticmethod):
            return tx.wrap(found.__func__, source)
        if isinstance(found, classmethod):
            function = tx.wrap(found.__func__, None if source is None else AttrSource(source, "__func__"))
            return UserMethodVariable(function, self, source=source)
        getter = getattr(type(found), "__get__", None)
        if getter is None:
            return tx.wrap(found) if source is None else tx.wrap_lazy(found, source)
        if isinstance(found, types.FunctionType | property):
            return tx.wrap(found, source)
        if isinstance(getter, types.FunctionType):
            descriptor = tx.wrap(found)
            return tx.wrap(getter).call(tx, [descriptor, tx.constant(None), self], {})
        return tx.wrap(getattr(cls, name), source)

    def _from_metaclass(self, tx: Tx, name: str, meta: type, source: Any) -> VariableTracker:
        found, _ = type_lookup(meta, name)
        if found is MISSING:
            fallback = overrides(meta, "__getattr__", type)
            if isinstance(fallback, types.FunctionType):
                return tx.wrap(fallback).call(tx, [self, tx.constant(name)], {})
            tx.raise_(AttributeError, f"type object '{self.value.__name__}' has no attribute '{name}'")
        if isinstance(found, property) and found.fget is not None:
            return tx.wrap(found.fget).call(tx, [self], {})
        if isinstance(found, types.FunctionType):
            return GetAttrVariable(self, name, types.MethodType)
        value = getattr(self.value, name)
        return tx.wrap(value) if source is None else tx.wrap_lazy(value, source)

    def setattr(self, tx: Tx, name: str, value: VariableTracker) -> None:
        if overrides(type(self.value), "__setattr__", type) is not None:
            tx.break_(side_effects.SETATTR, name=name, type=self.type_name())
        change_class(tx, self, name, value)

    def delattr(self, tx: Tx, name: str) -> None:
        if overrides(type(self.value), "__delattr__", type) is not None:
            tx.break_(side_effects.SETATTR, name=name, type=self.type_name())
        if name not in self.value.__dict__ and tx.effects.load_attr(self, name) is None:
            tx.raise_(AttributeError, f"type object '{self.value.__name__}' has no attribute '{name}'")
        change_class(tx, self, name, None)

    def write_attributes(self, emit: Emitter, real: Any, stored: Mapping[str, Any]) -> None:
        for name, value in stored.items():
            if not is_deleted(value):
                type.__setattr__(real, name, emit(value))
            elif name in real.__dict__:  # else it was made while tracing, too
                type.__delattr__(real, name)

    def call_method(
        self, tx: Tx, name: str, args: Sequence[VariableTracker], kwargs: dict[str, VariableTracker]
    ) -> VariableTracker:
        method = overrides(type(self.value), name, type)
        if isinstance(method, types.FunctionType):
            return tx.wrap(method).call(tx, [self, *args], kwargs)
        if name in ("__repr__", "__str__") and method is None:
            return tx.constant(repr(self.value))
        if method is not None:
            tx.break_(calls.UNSUPPORTED_METHOD, name=name, type=self.type_name())
        return super().call_method(tx, name, args, kwargs)

    def getitem(self, tx: Tx, key: VariableTracker) -> VariableTracker:
        """`Class[...]`: the metaclass's `__getitem__`, else `__class_getitem__`."""
        if overrides(type(self.value), "__getitem__", type) is not None:
            return self.call_method(tx, "__getitem__", [key], {})
        if type_lookup(self.value, "__class_getitem__")[0] is MISSING:
            tx.raise_(TypeError, f"type '{self.value.__name__}' is not subscriptable")
        if self.value.__module__ in _GENERIC_MODULES:
            try:
                return tx.wrap(self.value[key.as_constant()])  # type: ignore[index]
            except NotConstantError:
                tx.break_(object_model.ATTRIBUTE, name="__getitem__", type=self.type_name())
        return protocol.call(tx, self.getattr(tx, "__class_getitem__"), [key])

    def richcompare(self, tx: Tx, op: str, other: VariableTracker) -> Any:  # noqa: ARG002 - identity decides
        return NotImplemented

"""`super()`: attributes of the classes that come after one in an object's MRO."""

from __future__ import annotations

import types
from typing import TYPE_CHECKING, Any

import torch

from fullgraph_tracer import skips
from fullgraph_tracer.sources import AttrSource, ClassDictSource, MroSource, TypeSource
from fullgraph_tracer.variables.base import VariableTracker
from fullgraph_tracer.variables.constant import ConstantVariable
from fullgraph_tracer.variables.misc.lambdas import GetAttrVariable, NothingVariable
from fullgraph_tracer.variables.user_defined.classes import UserDefinedClassVariable
from fullgraph_tracer.variables.user_defined.new import new_instance
from fullgraph_tracer.variables.user_defined.objects import UserDefinedObjectVariable
from fullgraph_vocab.breaks import object_model

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from fullgraph_tracer.emit.emitter import Emitter
    from fullgraph_tracer.ports import Tx
    from fullgraph_tracer.sources import Source

_LITERALS = (int, float, bool, str, type(None), bytes, complex, type(Ellipsis), torch.dtype, torch.device)


class SuperVariable(VariableTracker):
    """`super(cls, obj)`: what it finds is bound to `obj` when it is called, as torch does."""

    def __init__(self, cls: VariableTracker, obj: VariableTracker | None, **options: Any) -> None:
        super().__init__(**options)
        self.cls = cls
        self.obj = obj

    def python_type(self) -> type:
        return super

    def describe(self) -> str:
        return self.cls.describe()

    def truth(self, tx: Tx) -> bool:  # noqa: ARG002 - no class of the program is asked
        return True

    def parts(self) -> Iterable[VariableTracker]:
        return (self.cls,) if self.obj is None else (self.cls, self.obj)

    def reconstruct(self, emit: Emitter) -> Any:
        return super(emit(self.cls)) if self.obj is None else super(emit(self.cls), emit(self.obj))

    def resolve(self, tx: Tx, name: str) -> tuple[Any, Source | None]:
        """What stands in the dictionary of the first class that has it, not bound, and where that is."""
        obj = self.obj
        if obj is None:
            tx.break_(object_model.SUPER, gb="GB0280", name=name)
        start = self.cls.as_constant()
        value = obj.as_constant() if issubclass(obj.python_type(), type) else None
        of_class = value is not None and start in value.__mro__
        used: Any = value if of_class else obj.python_type()
        base = obj.source if of_class or obj.source is None else TypeSource(obj.source)
        if start not in used.__mro__:
            tx.raise_(TypeError, "super(type, obj): obj must be an instance or subtype of type")
        first = used.__mro__.index(start) + 1
        for position, cls in enumerate(used.__mro__[first:], first):
            found = cls.__dict__.get(name)
            if found:  # torch takes an attribute that is false for none at all
                return found, None if base is None else ClassDictSource(MroSource(base, position), name)
        tx.break_(object_model.SUPER, gb="GB0113", name=name)

    def getattr(self, tx: Tx, name: str) -> VariableTracker:
        found, source = self.resolve(tx, name)
        if not isinstance(found, _LITERALS):
            return GetAttrVariable(self, name, type(found))
        tx.guards.add(source, "EQUALS_MATCH", found, tx.span)
        return ConstantVariable(found, source=source)

    def call_method(
        self, tx: Tx, name: str, args: Sequence[VariableTracker], kwargs: dict[str, VariableTracker]
    ) -> VariableTracker:
        found, source = self.resolve(tx, name)
        obj = self.obj
        assert obj is not None
        if found is object.__init__:
            return NothingVariable()
        if isinstance(found, staticmethod | classmethod):
            function = tx.wrap(found.__func__, None if source is None else AttrSource(source, "__func__"))
            first = [] if isinstance(found, staticmethod) else [self._class_of(tx, obj)]
            return function.call(tx, [*first, *args], kwargs)
        if isinstance(found, types.FunctionType):
            if found is torch.nn.Module.__init__ and (obj.source is not None or args or kwargs):
                tx.break_(object_model.SUPER, gb="GB0162", name=name)
            return tx.wrap(found, source).realize().call(tx, [obj, *args], kwargs)
        if name == "__new__" and isinstance(found, types.BuiltinFunctionType) and args:
            return new_instance(tx, args[0].realize(), found, [arg.realize() for arg in args[1:]], kwargs)
        return self._call_builtin(tx, name, found, [arg.realize() for arg in args], kwargs)

    @staticmethod
    def _class_of(tx: Tx, obj: VariableTracker) -> VariableTracker:
        if issubclass(obj.python_type(), type):
            return obj
        return tx.wrap(obj.python_type(), None if obj.source is None else TypeSource(obj.source))

    def _call_builtin(
        self, tx: Tx, name: str, found: Any, args: Sequence[VariableTracker], kwargs: dict[str, VariableTracker]
    ) -> VariableTracker:
        obj = self.obj
        assert obj is not None
        if isinstance(obj, UserDefinedObjectVariable):
            if found in _OBJECT_ATTRIBUTES or obj.inherits(found):
                return obj.call_builtin_method(tx, name, args, kwargs)
        elif name in _ATTRIBUTE_SLOTS or (
            isinstance(found, types.MethodDescriptorType) and skips.rule_of(found) == "in_graph"
        ):
            return obj.call_method(tx, name, args, kwargs)
        if found is _INSTANTIATE and isinstance(obj, UserDefinedClassVariable):
            return obj.instantiate(tx, args, kwargs)
        if isinstance(found, types.BuiltinFunctionType):
            return tx.wrap(found).call(tx, args, kwargs)
        tx.break_(object_model.SUPER, gb="GB0006", name=name)


_INSTANTIATE = type.__call__  # what a metaclass's `__call__` leads to; torch passes it by and makes the instance
_ATTRIBUTE_SLOTS = ("__getattribute__", "__setattr__", "__delattr__")
_OBJECT_ATTRIBUTES = (object.__getattribute__, object.__setattr__, object.__delattr__)

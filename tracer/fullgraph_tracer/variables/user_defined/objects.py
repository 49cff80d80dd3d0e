"""Instances of the user's classes: attribute lookup as `object.__getattribute__` does it, and special methods."""

from __future__ import annotations

import copyreg
import inspect
import threading
import types
from typing import TYPE_CHECKING, Any

import torch

from fullgraph_tracer import protocol
from fullgraph_tracer.effects import is_deleted, is_stored
from fullgraph_tracer.errors import UserRaised
from fullgraph_tracer.protocol.lookup import MISSING, is_data_descriptor, overrides, type_lookup
from fullgraph_tracer.sources import AttrSource, DictItemSource, InstanceDictSource, TypeSource, instance_dict
from fullgraph_tracer.variables.base import VariableTracker
from fullgraph_tracer.variables.builtin_value import BoundBuiltinMethodVariable
from fullgraph_tracer.variables.functions.user import BaseUserFunctionVariable, UserMethodVariable
from fullgraph_tracer.variables.functions.wrappers import WrapperUserMethodVariable, is_lru_cache
from fullgraph_tracer.variables.iter import sequence_iterator
from fullgraph_tracer.variables.lists import TupleVariable
from fullgraph_tracer.variables.misc.descriptors import MethodWrapperVariable
from fullgraph_tracer.variables.misc.lambdas import GetAttrVariable
from fullgraph_tracer.variables.user_defined.changed import stored_on_class
from fullgraph_tracer.variables.user_defined.dunder_dict import dict_given, dunder_dict, give_dict
from fullgraph_tracer.variables.user_defined.new import makes
from fullgraph_vocab.breaks import calls, object_model, side_effects

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

    from fullgraph_tracer.emit.emitter import Emitter
    from fullgraph_tracer.ports import Tx
    from fullgraph_tracer.sources import Source

    Keywords = dict[str, VariableTracker]  # `str` is a slot below

OPERATORS = {
    "+": "add",
    "-": "sub",
    "*": "mul",
    "/": "truediv",
    "//": "floordiv",
    "%": "mod",
    "**": "pow",
    "@": "matmul",
    "<<": "lshift",
    ">>": "rshift",
    "&": "and",
    "|": "or",
    "^": "xor",
}
_COMPARISONS = {"<": "__lt__", "<=": "__le__", "==": "__eq__", "!=": "__ne__", ">": "__gt__", ">=": "__ge__"}


class UserDefinedVariable(VariableTracker):
    """Any class or object of the user's."""


_PYBIND_METHOD = type(inspect.getattr_static(torch._C.Graph, "nodes"))  # noqa: SLF001 - any class that pybind11 makes
"""How classes of pybind11 hold their methods."""


class UserDefinedObjectVariable(UserDefinedVariable):
    """An instance of a user's class. `value` is the real object, or None where it was made while tracing."""

    calls_directly = True

    def __init__(
        self, cls: type, value: Any = None, *, cls_variable: VariableTracker | None = None, **options: Any
    ) -> None:
        super().__init__(**options)
        self.cls = cls
        self.value = value
        self.cls_variable = cls_variable

    def describe(self) -> str:
        return self.cls.__qualname__

    def python_type(self) -> type:
        return self.cls

    def class_variable(self, tx: Tx) -> VariableTracker:
        """The variable of its class."""
        if self.cls_variable is None:
            self.cls_variable = tx.wrap(self.cls, None if self.source is None else TypeSource(self.source))
        return self.cls_variable

    # ---- rebuilding

    def parts(self) -> Iterable[VariableTracker]:
        return ()

    def reconstruct(self, emit: Emitter) -> Any:
        made: Any = object.__new__(self.cls)
        emit.remember(self, made)
        for name, value in emit.stored_attrs(self).items():
            if not is_deleted(value):
                object.__setattr__(made, name, emit(value))
        return made

    # ---- attributes

    def getattr(self, tx: Tx, name: str) -> VariableTracker:
        custom = overrides(self.cls, "__getattribute__")
        if isinstance(custom, types.FunctionType):
            return self._with_fallback(tx, name, custom)
        if custom is not None and not self.plain_getattribute(custom):
            tx.break_(object_model.ATTRIBUTE, name=name, type=self.type_name())
        found = self.find_attr(tx, name)
        if found is not None:
            return found
        fallback = overrides(self.cls, "__getattr__")
        if fallback is None:
            tx.raise_(AttributeError, f"'{self.cls.__name__}' object has no attribute '{name}'")
        return self.call_fallback(tx, fallback, name)

    def plain_getattribute(self, custom: object) -> bool:
        """Whether a C `__getattribute__` does what `object`'s does."""
        return isinstance(custom, types.WrapperDescriptorType)

    def call_fallback(self, tx: Tx, fallback: Any, name: str) -> VariableTracker:
        """`__getattr__(name)`."""
        if not isinstance(fallback, types.FunctionType):
            tx.break_(object_model.ATTRIBUTE, gb="GB0256", name=name, type=self.type_name())
        return self._method(tx, fallback, "__getattr__").call(tx, [tx.constant(name)], {})

    def _with_fallback(self, tx: Tx, name: str, custom: types.FunctionType) -> VariableTracker:
        method = self._method(tx, custom, "__getattribute__")
        fallback = overrides(self.cls, "__getattr__")
        if fallback is None:
            return method.call(tx, [tx.constant(name)], {})
        try:
            return method.call(tx, [tx.constant(name)], {})
        except UserRaised as raised:
            if not issubclass(raised.value.python_type(), AttributeError):
                raise
        return self.call_fallback(tx, fallback, name)

    def find_attr(self, tx: Tx, name: str) -> VariableTracker | None:
        """`object.__getattribute__`: data descriptors, the instance, the rest of the class; None if nowhere."""
        on_class, owner = type_lookup(self.cls, name)
        if on_class is not MISSING and is_data_descriptor(on_class):
            return self.bind_descriptor(tx, name, on_class, owner)
        given = dict_given(tx, self)
        own = self.own_attr(tx, name) if given is None else given.lookup(tx, tx.constant(name))
        if own is not None:
            return own
        changed = stored_on_class(tx, self.cls, name)
        if is_stored(changed):
            return UserMethodVariable(changed, self) if isinstance(changed, BaseUserFunctionVariable) else changed
        if on_class is MISSING or is_deleted(changed):
            return None
        return self.bind_descriptor(tx, name, on_class, owner)

    def own_attr(self, tx: Tx, name: str) -> VariableTracker | None:
        """The attribute in the instance's own dictionary, as it stands now."""
        stored = tx.effects.load_attr(self, name)
        if is_deleted(stored):
            return None
        if is_stored(stored):
            return stored
        own = self.instance_dict()
        if name not in own:
            if self.source is not None and self.has_dict():
                tx.guards.add(InstanceDictSource(self.source), "DICT_CONTAINS", (name, False), tx.span)
            return None
        if self.source is None:
            return tx.wrap(own[name])
        return tx.wrap_lazy(own[name], DictItemSource(self.source, name))

    def instance_dict(self) -> dict[str, Any]:
        """The real object's `__dict__`, empty for an object made while tracing."""
        if self.value is None:
            return {}
        try:
            return instance_dict(self.value)
        except AttributeError:
            return {}

    def has_dict(self) -> bool:
        """Whether instances have a `__dict__`."""
        return self.cls.__dictoffset__ != 0 or issubclass(self.cls, threading.local)

    def inherits(self, method: Any) -> bool:  # noqa: ARG002 - containers have some
        """Whether a C method belongs to the built-in container that the class inherits from."""
        return False

    def bind_descriptor(self, tx: Tx, name: str, found: Any, owner: type) -> VariableTracker:
        """What `instance.name` gives for something found on the class."""
        source = self._class_source(owner, name)
        if isinstance(found, types.FunctionType):
            return self._method(tx, found, name)
        if isinstance(found, property):
            if found.fget is None:
                tx.raise_(AttributeError, f"property '{name}' of '{self.cls.__name__}' object has no getter")
            getter_source = None if source is None else AttrSource(source, "fget")
            return tx.wrap(found.fget, getter_source).call(tx, [self], {})
        if isinstance(found, staticmethod):
            return tx.wrap(found.__func__, source)
        if isinstance(found, classmethod):
            function = tx.wrap(found.__func__, None if source is None else AttrSource(source, "__func__"))
            return UserMethodVariable(function, self.class_variable(tx))
        if isinstance(found, types.MemberDescriptorType):
            return self._slot(tx, name, found)
        getter = getattr(type(found), "__get__", None)
        if getter is None:
            return tx.wrap(found, source) if source is None else tx.wrap_lazy(found, source)
        if isinstance(getter, types.FunctionType):
            descriptor = tx.wrap(found, source)
            return tx.wrap(getter).call(tx, [descriptor, self, self.class_variable(tx)], {})
        return self.bind_builtin(tx, name, found)

    def bind_builtin(self, tx: Tx, name: str, found: Any) -> VariableTracker:
        """What `instance.name` gives for a C descriptor of the class: a bound C method, `__class__` ..."""
        if name == "__class__":
            return self.class_variable(tx)
        if name == "__dict__":
            return dunder_dict(tx, self)
        if isinstance(found, types.WrapperDescriptorType):
            return MethodWrapperVariable(self, name)
        if isinstance(found, types.MethodDescriptorType):
            return BoundBuiltinMethodVariable(self, name)
        if isinstance(found, _PYBIND_METHOD):
            return GetAttrVariable(self, name, types.MethodType)
        if is_lru_cache(found):
            return WrapperUserMethodVariable(found, "__wrapped__", self, source=self._class_source(self.cls, name))
        if name == "__doc__":
            return tx.constant(self.cls.__doc__)
        if self.value is not None and self.source is not None and tx.effects.load_attr(self, name) is None:
            return self._computed(tx, name)
        tx.break_(object_model.ATTRIBUTE, name=name, type=self.type_name())

    def _computed(self, tx: Tx, name: str) -> VariableTracker:
        """An attribute that C code computes for a real object."""
        assert self.source is not None
        try:
            value = getattr(self.value, name)
        except AttributeError as error:
            tx.raise_(AttributeError, *error.args)
        return tx.wrap(value, AttrSource(self.source, name))

    def _slot(self, tx: Tx, name: str, member: types.MemberDescriptorType) -> VariableTracker:
        stored = tx.effects.load_attr(self, name)
        if is_stored(stored):
            return stored
        if stored is None and self.value is not None:
            try:
                value = member.__get__(self.value, self.cls)
            except AttributeError:
                tx.guards.add(self.source, "HASATTR", (name, False), tx.span)
            else:
                return tx.wrap(value) if self.source is None else tx.wrap_lazy(value, AttrSource(self.source, name))
        tx.raise_(AttributeError, f"'{self.cls.__name__}' object has no attribute '{name}'")

    def _class_source(self, owner: type, name: str) -> Source | None:
        if self.source is None:
            return None
        base: Source = TypeSource(self.source)
        return AttrSource(base, name) if owner is not self.cls or name in owner.__dict__ else None

    def _method(self, tx: Tx, function: types.FunctionType, name: str) -> VariableTracker:
        source = None if self.source is None else AttrSource(TypeSource(self.source), name)
        return UserMethodVariable(tx.wrap(function, source), self)

    def setattr(self, tx: Tx, name: str, value: VariableTracker) -> None:
        custom = overrides(self.cls, "__setattr__")
        if isinstance(custom, types.FunctionType):
            self._method(tx, custom, "__setattr__").call(tx, [tx.constant(name), value], {})
            return
        if custom is not None and not self.plain_setattr(custom):
            tx.break_(side_effects.SETATTR, name=name, type=self.type_name())
        self.generic_setattr(tx, name, value)

    def plain_setattr(self, custom: object) -> bool:
        """Whether a C `__setattr__` does what `object`'s does."""
        return getattr(custom, "__objclass__", None) in (BaseException, threading.local)

    def generic_setattr(self, tx: Tx, name: str, value: VariableTracker) -> None:
        """`object.__setattr__(self, name, value)`."""
        if name == "__class__":
            tx.break_(side_effects.CLASS_CHANGE, gb="GB4271", detail=f"the class of a {self.type_name()} is replaced")
        on_class, _ = type_lookup(self.cls, name)
        if isinstance(on_class, property):
            if on_class.fset is None:
                tx.raise_(AttributeError, f"property '{name}' of '{self.cls.__name__}' object has no setter")
            tx.wrap(on_class.fset).call(tx, [self, value], {})
            return
        setter = getattr(type(on_class), "__set__", None)
        if isinstance(setter, types.FunctionType):
            tx.wrap(setter).call(tx, [tx.wrap(on_class), self, value], {})
            return
        if setter is not None and not isinstance(on_class, types.MemberDescriptorType | types.GetSetDescriptorType):
            tx.break_(object_model.DESCRIPTOR, gb="GB3697", detail=f"`{name}` is set by a descriptor written in C")
        if setter is None and not self.has_dict():
            missing = on_class is MISSING
            what = f"object has no attribute '{name}'" if missing else f"object attribute '{name}' is read-only"
            tx.raise_(AttributeError, f"'{self.cls.__name__}' {what}")
        given = dict_given(tx, self)
        if name == "__dict__" and setter is not None:
            give_dict(tx, self, value.realize())
        elif setter is None and given is not None:
            given.setitem(tx, tx.constant(name), value)
        else:
            tx.effects.store_attr(self, name, value, tx.span)

    def delattr(self, tx: Tx, name: str) -> None:
        custom = overrides(self.cls, "__delattr__")
        if isinstance(custom, types.FunctionType):
            self._method(tx, custom, "__delattr__").call(tx, [tx.constant(name)], {})
            return
        self.generic_delattr(tx, name)

    def generic_delattr(self, tx: Tx, name: str) -> None:
        """`object.__delattr__(self, name)`."""
        on_class, _ = type_lookup(self.cls, name)
        if isinstance(on_class, property):
            if on_class.fdel is None:
                tx.raise_(AttributeError, f"property '{name}' of '{self.cls.__name__}' object has no deleter")
            tx.wrap(on_class.fdel).call(tx, [self], {})
            return
        given = dict_given(tx, self)
        if given is not None and given.lookup(tx, tx.constant(name)) is not None:
            given.delitem(tx, tx.constant(name))
            return
        if given is not None or self.own_attr(tx, name) is None:
            tx.raise_(AttributeError, f"'{self.cls.__name__}' object has no attribute '{name}'")
        tx.effects.store_attr(self, name, None, tx.span)

    # ---- special methods

    def call_method(
        self, tx: Tx, name: str, args: Sequence[VariableTracker], kwargs: dict[str, VariableTracker]
    ) -> VariableTracker:
        """A special method, looked up on the class alone, past the instance, as slots do."""
        found, owner = type_lookup(self.cls, name)
        if isinstance(found, types.FunctionType):
            return self._method(tx, found, name).call(tx, args, kwargs)
        if found is MISSING:
            tx.raise_(AttributeError, f"'{self.cls.__name__}' object has no attribute '{name}'")
        if isinstance(found, _PYBIND_METHOD):
            tx.break_(calls.UNSUPPORTED_METHOD, name=name, type=self.type_name())
        if not isinstance(found, types.WrapperDescriptorType | types.MethodDescriptorType):
            return protocol.call(tx, self.bind_descriptor(tx, name, found, owner), args, kwargs)
        return self.call_builtin_method(tx, name, args, kwargs)

    def call_base_method(
        self, tx: Tx, name: str, args: Sequence[VariableTracker], kwargs: dict[str, VariableTracker]
    ) -> VariableTracker:
        return self.call_builtin_method(tx, name, args, kwargs)

    def call_builtin_method(
        self, tx: Tx, name: str, args: Sequence[VariableTracker], kwargs: dict[str, VariableTracker]
    ) -> VariableTracker:
        """A method that the class inherits from a C type: `object`'s own here, the container's in subclasses."""
        return super().call_method(tx, name, args, kwargs)

    def _special(self, tx: Tx, name: str, *args: VariableTracker) -> VariableTracker | Any:
        if overrides(self.cls, name) is None:
            return NotImplemented
        result = self.call_method(tx, name, list(args), {}).realize()
        return NotImplemented if result.is_constant and result.as_constant() is NotImplemented else result

    def binary(self, tx: Tx, op: str, other: VariableTracker) -> VariableTracker | Any:
        if op == "@" and overrides(self.cls, "__matmul__") is not None:
            tx.break_(calls.BUILTIN_CALL, name="operator.matmul")
        self._check_operand(tx, other)
        return self._special(tx, f"__{OPERATORS[op]}__", other)

    def rbinary(self, tx: Tx, op: str, other: VariableTracker) -> VariableTracker | Any:
        self._check_operand(tx, other)
        return self._special(tx, f"__r{OPERATORS[op]}__", other)

    def inplace(self, tx: Tx, op: str, other: VariableTracker) -> VariableTracker | Any:
        self._check_operand(tx, other)
        return self._special(tx, f"__i{OPERATORS[op]}__", other)

    def _check_operand(self, tx: Tx, other: VariableTracker) -> None:
        """Torch puts every operator with a tensor into its graph, the object's own method or not: it breaks there."""
        if issubclass(other.python_type(), torch.Tensor) and not hasattr(self.cls, "__torch_function__"):
            self.as_proxy(tx)

    def unary(self, tx: Tx, op: str) -> VariableTracker:
        if op == "~" and overrides(self.cls, "__invert__") is not None:
            tx.break_(calls.BUILTIN_CALL, name="operator.invert")
        return super().unary(tx, op)

    def richcompare(self, tx: Tx, op: str, other: VariableTracker) -> VariableTracker | Any:
        result = self._special(tx, _COMPARISONS[op], other)
        if result is NotImplemented and op == "!=":
            equal = self._special(tx, "__eq__", other)
            return NotImplemented if equal is NotImplemented else tx.constant(not protocol.truth(tx, equal))
        return result

    def contains(self, tx: Tx, item: VariableTracker) -> VariableTracker | None:
        if overrides(self.cls, "__contains__") is None:
            return None
        return tx.constant(protocol.truth(tx, self.call_method(tx, "__contains__", [item], {})))

    def iter(self, tx: Tx) -> VariableTracker:
        if overrides(self.cls, "__iter__") is None and overrides(self.cls, "__getitem__") is not None:
            return sequence_iterator(self)
        return super().iter(tx)

    def truth(self, tx: Tx) -> bool:
        if overrides(self.cls, "__bool__") is not None:
            return protocol.truth(tx, self.call_method(tx, "__bool__", [], {}))
        return overrides(self.cls, "__len__") is None or protocol.truth(tx, self.length(tx))

    def hash_key(self, tx: Tx) -> Any:
        custom = overrides(self.cls, "__hash__")
        if self.cls.__hash__ is None:
            tx.raise_(TypeError, f"unhashable type: '{self.cls.__name__}'")
        if custom is None:
            return self
        if not isinstance(custom, types.FunctionType):
            tx.break_(object_model.HASH, type=self.type_name())
        return HashedObject(tx, self, self.call_method(tx, "__hash__", [], {}).realize().as_constant())

    def repr(self, tx: Tx) -> VariableTracker:
        if isinstance(overrides(self.cls, "__repr__"), types.FunctionType):
            return self.call_method(tx, "__repr__", [], {})
        if overrides(self.cls, "__repr__") is None:
            real = tx.effects.real_object(self)
            shown = real[0] if real is not None else self
            return tx.constant(f"<{self.cls.__module__}.{self.cls.__qualname__} object at {id(shown):#x}>")
        tx.break_(object_model.TEXT, type=self.type_name())

    def str(self, tx: Tx) -> VariableTracker:
        if isinstance(overrides(self.cls, "__str__"), types.FunctionType):
            return self.call_method(tx, "__str__", [], {})
        return self.repr(tx)

    def format(self, tx: Tx, spec: VariableTracker) -> VariableTracker:
        if isinstance(overrides(self.cls, "__format__"), types.FunctionType):
            return self.call_method(tx, "__format__", [spec], {})
        return super().format(tx, spec)

    # ---- object's own methods

    def py___init__(self, tx: Tx, *args: VariableTracker, **kwargs: VariableTracker) -> None:
        """`object.__init__`."""
        if (args or kwargs) and overrides(self.cls, "__init__") is not None:
            tx.raise_(TypeError, "object.__init__() takes exactly one argument (the instance to initialize)")

    def py___setattr__(self, tx: Tx, name: VariableTracker, value: VariableTracker) -> None:
        """`object.__setattr__`."""
        self.generic_setattr(tx, name.as_constant(), value)

    def py___delattr__(self, tx: Tx, name: VariableTracker) -> None:
        """`object.__delattr__`."""
        self.generic_delattr(tx, name.as_constant())

    def py___getattribute__(self, tx: Tx, name: VariableTracker) -> VariableTracker:
        """`object.__getattribute__`."""
        found = self.find_attr(tx, name.as_constant())
        if found is None:
            tx.raise_(AttributeError, f"'{self.cls.__name__}' object has no attribute '{name.as_constant()}'")
        return found

    def py___reduce_ex__(self, tx: Tx, protocol_version: VariableTracker) -> VariableTracker:
        """What `copy` takes a plain object apart with: how to make it anew, and its attributes."""
        if issubclass(self.cls, tuple):  # torch asks any object for its attributes
            protocol.get_attribute(tx, self, "__dict__")
        own_rules = ("__getstate__", "__getnewargs__", "__getnewargs_ex__", "__reduce__")
        if not self.has_dict() or any(overrides(self.cls, name) is not None for name in own_rules):
            tx.break_(calls.UNSUPPORTED_METHOD, name="__reduce_ex__", type=self.type_name())
        if protocol_version.as_constant() < 2:
            tx.break_(calls.UNSUPPORTED_METHOD, name="__reduce_ex__", type=self.type_name())
        state = dunder_dict(tx, self).call_method(tx, "copy", (), {})
        nothing = tx.constant(None)
        make = tx.wrap(copyreg.__newobj__)  # type: ignore[attr-defined]  # not in typeshed
        return TupleVariable([make, TupleVariable([self.class_variable(tx)]), state, nothing, nothing])

    def py___init_subclass__(self, tx: Tx) -> None:
        """`object.__init_subclass__`."""

    def init_builtin(
        self,
        tx: Tx,
        args: Sequence[VariableTracker],  # noqa: ARG002 - containers and exceptions take some
        kwargs: Keywords,  # noqa: ARG002
    ) -> None:
        """`__init__` where the class inherits a C one other than `object`'s."""
        tx.break_(calls.UNSUPPORTED_METHOD, name="__init__", type=self.type_name())


class HashedObject:
    """A dictionary key for an object with its own `__hash__` and `__eq__`."""

    def __init__(self, tx: Tx, variable: VariableTracker, hashed: int) -> None:
        self._tx = tx
        self.variable = variable
        self._hash = hashed

    def __hash__(self) -> int:
        return self._hash

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, HashedObject):
            return NotImplemented
        return protocol.python_equal(self._tx, self.variable, other.variable)


@makes(object.__new__)
def new_object(
    tx: Tx,
    cls: VariableTracker,
    args: Sequence[VariableTracker],  # noqa: ARG001 - `object.__new__` leaves them to `__init__`
    kwargs: dict[str, VariableTracker],  # noqa: ARG001
) -> VariableTracker:
    """`object.__new__(cls)`."""
    python_class = cls.as_constant()
    if getattr(python_class, "__abstractmethods__", None):
        tx.break_(side_effects.REPLAY, gb="GB2404", type=python_class.__name__)
    kind = next((kind for suits, kind in OBJECT_KINDS if suits(python_class)), UserDefinedObjectVariable)
    return kind(python_class, cls_variable=cls)


OBJECT_KINDS: list[tuple[Callable[[type], bool], type[UserDefinedObjectVariable]]] = []
"""More special kinds for instances that a trace makes, by their class: the first that suits is taken."""

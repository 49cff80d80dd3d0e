"""Instances of subclasses of `dict`, `list`, `set`, `frozenset`: the contents are tracked, the rest is any object's."""

from __future__ import annotations

import collections
import types
from typing import TYPE_CHECKING, Any

from fullgraph_tracer import protocol
from fullgraph_tracer.effects import is_deleted
from fullgraph_tracer.protocol.lookup import MISSING, type_lookup
from fullgraph_tracer.variables.dicts import (
    ConstDictVariable,
    DefaultDictVariable,
    FrozensetVariable,
    OrderedDictVariable,
    SetVariable,
)
from fullgraph_tracer.variables.lists import ListVariable
from fullgraph_tracer.variables.user_defined.new import makes
from fullgraph_tracer.variables.user_defined.objects import OPERATORS, UserDefinedObjectVariable

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from fullgraph_tracer.emit.emitter import Emitter
    from fullgraph_tracer.ports import Tx
    from fullgraph_tracer.variables.base import VariableTracker
    from fullgraph_tracer.variables.builtin_value import BuiltinValue
    from fullgraph_tracer.variables.dicts.sets import BaseSetVariable

_COMPARISONS = ("__eq__", "__ne__", "__lt__", "__le__", "__gt__", "__ge__")


class ContainerObject(UserDefinedObjectVariable):
    """An object whose class inherits from a built-in container: `base` tracks the contents.

    Each slot is the class's own code, where it has some, and else the container's.
    """

    base: BuiltinValue
    base_type: Any
    """The built-in container that the class inherits from."""

    def _own(self, *names: str) -> bool:
        """Whether Python code of the class defines one of these special methods."""
        return any(isinstance(type_lookup(self.cls, name)[0], types.FunctionType) for name in names)

    def inherits(self, method: Any) -> bool:
        owner = getattr(method, "__objclass__", None)
        return owner is not object and owner in self.base_type.__mro__

    def parts(self) -> Iterable[VariableTracker]:
        return self.base.parts()

    def as_proxy(self, tx: Tx) -> Any:
        return self.base.as_proxy(tx)

    def reconstruct(self, emit: Emitter) -> Any:
        made = self.base_type.__new__(self.cls)
        emit.remember(self, made)
        self.base.write_back(emit, made)
        self._write_stored(emit, made)
        return made

    def _write_stored(self, emit: Emitter, made: Any) -> None:
        for name, value in emit.stored_attrs(self).items():
            if not is_deleted(value):
                object.__setattr__(made, name, emit(value))

    # ---- slots

    def known_items(self, tx: Tx) -> Sequence[VariableTracker] | None:
        return None if self._own("__iter__") else self.base.known_items(tx)

    def unpack(self, tx: Tx, count: int) -> Sequence[VariableTracker] | None:  # noqa: ARG002 - the slot's signature
        return self.known_items(tx)

    def length(self, tx: Tx) -> VariableTracker:
        return super().length(tx) if self._own("__len__") else self.base.length(tx)

    def getitem(self, tx: Tx, key: VariableTracker) -> VariableTracker:
        return super().getitem(tx, key) if self._own("__getitem__") else self.base_getitem(tx, key)

    def base_getitem(self, tx: Tx, key: VariableTracker) -> VariableTracker:
        """The container's own `__getitem__`."""
        return self.base.getitem(tx, key)

    def setitem(self, tx: Tx, key: VariableTracker, value: VariableTracker) -> None:
        if self._own("__setitem__"):
            super().setitem(tx, key, value)
        else:
            self.base.setitem(tx, key, value)

    def delitem(self, tx: Tx, key: VariableTracker) -> None:
        if self._own("__delitem__"):
            super().delitem(tx, key)
        else:
            self.base.delitem(tx, key)

    def contains(self, tx: Tx, item: VariableTracker) -> VariableTracker | None:
        return super().contains(tx, item) if self._own("__contains__") else self.base.contains(tx, item)

    def iter(self, tx: Tx) -> VariableTracker:
        return super().iter(tx) if self._own("__iter__") else self.base.iter(tx)

    def truth(self, tx: Tx) -> bool:
        return super().truth(tx) if self._own("__bool__", "__len__") else self.base.truth(tx)

    def hash_key(self, tx: Tx) -> Any:
        if type_lookup(self.cls, "__hash__")[0] is not type_lookup(self.base_type, "__hash__")[0]:
            return super().hash_key(tx)
        return self.base.hash_key(tx)

    def richcompare(self, tx: Tx, op: str, other: VariableTracker) -> VariableTracker | Any:
        if self._own(*_COMPARISONS):
            return super().richcompare(tx, op, other)
        return self.base.richcompare(tx, op, plain(other))

    def binary(self, tx: Tx, op: str, other: VariableTracker) -> VariableTracker | Any:
        if self._own(f"__{OPERATORS[op]}__"):
            return super().binary(tx, op, other)
        return self.base.binary(tx, op, plain(other))

    def rbinary(self, tx: Tx, op: str, other: VariableTracker) -> VariableTracker | Any:
        if self._own(f"__r{OPERATORS[op]}__"):
            return super().rbinary(tx, op, other)
        if type(other) is type(self.base):
            return other.binary(tx, op, self.base)
        return self.base.rbinary(tx, op, other)

    def inplace(self, tx: Tx, op: str, other: VariableTracker) -> VariableTracker | Any:
        if self._own(f"__i{OPERATORS[op]}__"):
            return super().inplace(tx, op, other)
        return self._itself(self.base.inplace(tx, op, plain(other)))

    def repr(self, tx: Tx) -> VariableTracker:
        return super().repr(tx) if self._own("__repr__") else self.base.repr(tx)

    # ---- methods

    def _itself(self, result: Any) -> Any:
        return self if result is self.base else result

    def call_builtin_method(
        self, tx: Tx, name: str, args: Sequence[VariableTracker], kwargs: dict[str, VariableTracker]
    ) -> VariableTracker:
        found, _ = type_lookup(self.base_type, name)
        if name == "__getitem__" and len(args) == 1 and not kwargs:
            return self.base_getitem(tx, args[0])
        of_object = found is MISSING or getattr(object, name, None) is getattr(self.base_type, name)
        if of_object or name == "__getattribute__":
            return super().call_builtin_method(tx, name, args, kwargs)
        given = args if name in _TAKE_ITEMS else [plain(arg) for arg in args]
        result = self.base.call_method(tx, name, given, kwargs)
        return self._itself(result)  # type: ignore[no-any-return]

    def init_builtin(self, tx: Tx, args: Sequence[VariableTracker], kwargs: dict[str, VariableTracker]) -> None:
        self.base.call_method(tx, "__init__", list(args), kwargs)


_TAKE_ITEMS = frozenset(
    """__contains__ __delitem__ __setitem__ add append appendleft count discard fromkeys get index insert move_to_end
    pop remove setdefault""".split()
)
"""The methods whose arguments are keys and elements, kept as they are; other methods look into a container."""


def plain(variable: VariableTracker) -> VariableTracker:
    """The contents of an instance of a container's subclass; any other value itself."""
    return variable.base if isinstance(variable, ContainerObject) else variable


class UserDefinedDictVariable(ContainerObject):
    """An instance of a subclass of `dict`."""

    base: ConstDictVariable
    base_type: Any = dict

    def __init__(self, cls: type, value: Any, base: ConstDictVariable, **options: Any) -> None:
        """`value`: the real object, None where it was made while tracing."""
        super().__init__(cls, value, **options)
        self.base = base

    def string_items(self, tx: Tx) -> dict[str, VariableTracker]:
        return self.base.string_items(tx)

    def base_getitem(self, tx: Tx, key: VariableTracker) -> VariableTracker:
        """`dict.__getitem__`, which asks a subclass's `__missing__`."""
        value = self.base.lookup(tx, key)
        if value is not None:
            return value
        if self._own("__missing__"):
            return self.call_method(tx, "__missing__", [key], {})
        return self.base.missing(tx, key)


class UserDefinedOrderedDictVariable(UserDefinedDictVariable):
    """An instance of a subclass of `OrderedDict`, such as transformers' `ModelOutput`."""

    base_type: Any = collections.OrderedDict

    @property
    def kind(self) -> str:
        return "OrderedDictVariable"

    def repr(self, tx: Tx) -> VariableTracker:
        if self._own("__repr__"):
            return super().repr(tx)
        shown = self.base.repr(tx).as_constant().removeprefix("OrderedDict")
        return tx.constant(f"{self.cls.__name__}{shown}")


class UserDefinedDefaultDictVariable(UserDefinedDictVariable):
    """An instance of a subclass of `defaultdict`."""

    base_type: Any = collections.defaultdict

    @property
    def kind(self) -> str:
        return "DefaultDictVariable"

    def bind_builtin(self, tx: Tx, name: str, found: Any) -> VariableTracker:
        if name == "default_factory":
            return self.base.getattr(tx, name)
        return super().bind_builtin(tx, name, found)


class UserDefinedListVariable(ContainerObject):
    """An instance of a subclass of `list`."""

    base_type = list

    def __init__(self, cls: type, value: Any, base: ListVariable, **options: Any) -> None:
        """`value`: the real object, None where it was made while tracing."""
        super().__init__(cls, value, **options)
        self.base: ListVariable = base

    @property
    def items(self) -> list[VariableTracker]:
        """Its items."""
        return self.base.items


class UserDefinedSetVariable(ContainerObject):
    """An instance of a subclass of `set` or `frozenset`."""

    def __init__(self, cls: type, value: Any, base: BaseSetVariable, **options: Any) -> None:
        """`value`: the real object, None where it was made while tracing."""
        super().__init__(cls, value, **options)
        self.base: BaseSetVariable = base
        self.base_type = frozenset if isinstance(base, FrozensetVariable) else set

    def reconstruct(self, emit: Emitter) -> Any:
        items = [emit(item) for item in self.base.parts()]
        made = self.base_type.__new__(self.cls, items)
        emit.remember(self, made)
        if self.base_type is set:
            set.update(made, items)
        self._write_stored(emit, made)
        return made

    def repr(self, tx: Tx) -> VariableTracker:
        if self._own("__repr__"):
            return super().repr(tx)
        items = ", ".join(protocol.to_repr(tx, item).as_constant() for item in self.base.known_items(tx))
        return tx.constant(f"{self.cls.__name__}({{{items}}})" if items else f"{self.cls.__name__}()")


def dict_kind(cls: type) -> tuple[type[UserDefinedDictVariable], type[ConstDictVariable]]:
    """The variable of an instance of this subclass of `dict`, and that of its contents."""
    if issubclass(cls, collections.defaultdict):
        return UserDefinedDefaultDictVariable, DefaultDictVariable
    if issubclass(cls, collections.OrderedDict):
        return UserDefinedOrderedDictVariable, OrderedDictVariable
    return UserDefinedDictVariable, ConstDictVariable


@makes(dict.__new__, collections.OrderedDict.__new__, collections.defaultdict.__new__)
def new_dict(
    tx: Tx,  # noqa: ARG001 - the makers' signature
    cls: VariableTracker,
    args: Sequence[VariableTracker],  # noqa: ARG001 - left to `__init__`
    kwargs: dict[str, VariableTracker],  # noqa: ARG001
) -> VariableTracker:
    """`dict.__new__(cls)`."""
    kind, contents = dict_kind(cls.as_constant())
    return kind(cls.as_constant(), None, contents(), cls_variable=cls)


@makes(list.__new__)
def new_list(
    tx: Tx,  # noqa: ARG001 - the makers' signature
    cls: VariableTracker,
    args: Sequence[VariableTracker],  # noqa: ARG001 - left to `__init__`
    kwargs: dict[str, VariableTracker],  # noqa: ARG001
) -> VariableTracker:
    """`list.__new__(cls)`."""
    return UserDefinedListVariable(cls.as_constant(), None, ListVariable(), cls_variable=cls)


@makes(set.__new__, frozenset.__new__)
def new_set(
    tx: Tx,
    cls: VariableTracker,
    args: Sequence[VariableTracker],
    kwargs: dict[str, VariableTracker],  # noqa: ARG001 - left to `__init__`
) -> VariableTracker:
    """`set.__new__(cls)`, `frozenset.__new__(cls, iterable)`."""
    python_class = cls.as_constant()
    if issubclass(python_class, set):
        return UserDefinedSetVariable(python_class, None, SetVariable(), cls_variable=cls)
    items = protocol.to_list(tx, args[0]) if args else []
    base = FrozensetVariable.of(tx, items)
    return UserDefinedSetVariable(python_class, None, base, cls_variable=cls)

"""Literals and immutable constants, and members of enumerations."""

from __future__ import annotations

import operator
from types import BuiltinMethodType, MethodWrapperType
from typing import TYPE_CHECKING, Any

import torch

from fullgraph_tracer import protocol
from fullgraph_tracer.errors import GraphBreak
from fullgraph_tracer.protocol.known import model_of
from fullgraph_tracer.protocol.numbers import fold
from fullgraph_tracer.sources import AttrSource
from fullgraph_tracer.variables.base import NotConstantError
from fullgraph_tracer.variables.builtin_value import BuiltinMethodVariable, BuiltinValue
from fullgraph_tracer.variables.lists.base import index_of
from fullgraph_tracer.variables.lists.iterators import ListIteratorVariable
from fullgraph_tracer.variables.lists.tuple import TupleVariable
from fullgraph_vocab.breaks import calls, data

if TYPE_CHECKING:
    from collections.abc import Sequence

    from fullgraph_tracer.ports import Tx
    from fullgraph_tracer.variables.base import VariableTracker


class ConstantVariable(BuiltinValue):
    """A value that is known while tracing and cannot change: None, numbers, strings, dtypes, devices ..."""

    def __init__(self, value: Any, **options: Any) -> None:
        super().__init__(**options)
        self.value = value

    def describe(self) -> str:
        return repr(self.value)

    def python_type(self) -> type:
        return type(self.value)

    @property
    def is_constant(self) -> bool:
        return True

    def as_constant(self) -> Any:
        return self.value

    def as_proxy(self, tx: Tx) -> Any:  # noqa: ARG002 - a constant is itself
        return self.value

    def truth(self, tx: Tx) -> bool:  # noqa: ARG002 - the slot's signature
        return bool(self.value)

    def hash_key(self, tx: Tx) -> Any:
        return hashed(tx, self)

    def getattr(self, tx: Tx, name: str) -> VariableTracker:
        try:
            found = getattr(self.value, name)
        except AttributeError as error:
            tx.raise_(AttributeError, *error.args)
        if name == "__class__" or not callable(found):
            return tx.wrap(found)
        return BuiltinMethodVariable(self, name)

    def length(self, tx: Tx) -> VariableTracker:
        return fold(tx, len, self)

    def getitem(self, tx: Tx, key: VariableTracker) -> VariableTracker:
        if not hasattr(type(self.value), "__getitem__"):
            return super().getitem(tx, key)
        try:
            index = key.as_constant()
        except NotConstantError:
            index = index_of(tx, key, self.type_name())
        try:
            result = self.value[index]
        except Exception as error:  # noqa: BLE001 - whatever the lookup raises belongs to the user's program
            tx.raise_(type(error), *error.args)
        return tx.constant(result)

    def iter(self, tx: Tx) -> VariableTracker:
        if not isinstance(self.value, str | bytes):
            return super().iter(tx)
        held = TupleVariable(tx.constant(item) for item in self.value)
        return ListIteratorVariable(held, py_type=type(iter(self.value)))

    def known_items(self, tx: Tx) -> Sequence[VariableTracker] | None:
        if not isinstance(self.value, str | bytes):
            return None
        return [tx.constant(item) for item in self.value]

    def contains(self, tx: Tx, item: VariableTracker) -> VariableTracker | None:
        if item.is_constant and hasattr(type(self.value), "__contains__"):
            return self.call_method(tx, "__contains__", (item,), {})
        return super().contains(tx, item)

    def binary(self, tx: Tx, op: str, other: VariableTracker) -> VariableTracker | Any:
        """Text, with a container on the right, which is a value but no constant, or times a symbol."""
        if not isinstance(self.value, str | bytes):
            return NotImplemented
        if op == "*" and hasattr(other.python_type(), "__index__"):
            return fold(tx, operator.mul, self, other.index(tx))
        if op != "%":
            return NotImplemented
        try:
            value = other.as_constant()
        except NotConstantError:
            if issubclass(other.python_type(), torch.Tensor):  # torch puts it in the graph, and finds text there
                tx.break_(data.NON_TENSOR_RESULT, name="operator.mod")
            if other.output_node() is not None:  # a symbol says what becomes of it
                return NotImplemented
            tx.break_(calls.BUILTIN_CALL, name="mod")
        try:
            return tx.constant(self.value % value)
        except Exception as error:  # noqa: BLE001 - whatever formatting raises belongs to the user's program
            tx.raise_(type(error), *error.args)

    def leaves_graph(self, name: str, args: Sequence[VariableTracker]) -> bool:
        """The methods that torch leaves: a dtype's, of bytes all but `decode`, of numbers those with options."""
        if name.startswith("__"):
            return False
        if isinstance(self.value, bytes):
            return name != "decode"
        return isinstance(self.value, torch.dtype) or (isinstance(self.value, int | float) and bool(args))

    def py_join(self, tx: Tx, parts: VariableTracker) -> VariableTracker:
        """`"-".join(parts)`, of any iterable of text."""
        if self.leaves_graph("join", (parts,)):
            self.missing_method(tx, "join")
        return fold(tx, type(self.value).join, self, TupleVariable(protocol.to_list(tx, parts)))

    def py_format(self, tx: Tx, *args: VariableTracker, **kwargs: VariableTracker) -> VariableTracker:
        """`"{}".format(...)`: put off where it shows a tensor."""
        model = model_of(str.format)
        assert model is not None
        return model(tx, self, *args, **kwargs)

    def call_method(
        self, tx: Tx, name: str, args: Sequence[VariableTracker], kwargs: dict[str, VariableTracker]
    ) -> VariableTracker:
        """Every method of a constant, on constants, is computed; with other arguments, what is modelled."""
        if getattr(self, f"py_{name}", None) is not None and hasattr(self.value, name):
            return super().call_method(tx, name, args, kwargs)
        if not hasattr(self.value, name) or self.leaves_graph(name, args):
            self.missing_method(tx, name)
        try:
            values = [arg.as_constant() for arg in args]
            named = {key: arg.as_constant() for key, arg in kwargs.items()}
        except NotConstantError:
            return super().call_method(tx, name, args, kwargs)
        try:
            result = getattr(self.value, name)(*values, **named)
        except Exception as error:  # noqa: BLE001 - whatever the method raises belongs to the user's program
            tx.raise_(type(error), *error.args)
        return tx.wrap(result)


class EnumVariable(ConstantVariable):
    """A member of an enumeration: one object for ever, equal to and hashed as itself."""

    def describe(self) -> str:
        return str(self.value)

    def getattr(self, tx: Tx, name: str) -> VariableTracker:
        """Attributes of a member are like any other object's: looked at when needed, methods interpreted."""
        try:
            found = getattr(self.value, name)
        except AttributeError as error:
            tx.raise_(AttributeError, *error.args)
        if isinstance(found, BuiltinMethodType | MethodWrapperType):
            return BuiltinMethodVariable(self, name)
        return tx.wrap(found) if self.source is None else tx.wrap_lazy(found, AttrSource(self.source, name))

    def as_proxy(self, tx: Tx) -> Any:
        """An IntEnum member is a plain number to the graph."""
        value = self.value
        if isinstance(value, int):
            return int(value)
        return super().as_proxy(tx)


class FakeIdVariable(BuiltinValue):
    """`id()` of an object that exists only while tracing: good for comparing and as a key, not as a number."""

    def __init__(self, of: VariableTracker, **options: Any) -> None:
        super().__init__(**options)
        self.of = of

    def python_type(self) -> type:
        return int

    def truth(self, tx: Tx) -> bool:  # noqa: ARG002 - an address is not 0
        return True

    def hash_key(self, tx: Tx) -> Any:  # noqa: ARG002 - the slot's signature
        return (FakeIdVariable, id(self.of))

    def richcompare(self, tx: Tx, op: str, other: VariableTracker) -> VariableTracker | Any:
        if op not in ("==", "!="):
            tx.break_(calls.IDENTITY, gb="GB9316")
        same = isinstance(other, FakeIdVariable) and other.of is self.of
        return tx.constant(same is (op == "=="))

    def as_proxy(self, tx: Tx) -> Any:
        tx.break_(data.NOT_CONSTANT, gb="GB0055", type="int")

    def binary(self, tx: Tx, op: str, other: VariableTracker) -> VariableTracker | Any:  # noqa: ARG002 - it has no value
        return self.as_proxy(tx)

    def rbinary(self, tx: Tx, op: str, other: VariableTracker) -> VariableTracker | Any:  # noqa: ARG002 - it has no value
        return self.as_proxy(tx)

    def can_reconstruct(self) -> bool:
        raise GraphBreak(calls.IDENTITY, gb="GB4501")


def hashed(tx: Tx, constant: VariableTracker) -> Any:
    """The value itself, if it can be hashed; else the user's TypeError."""
    value = constant.as_constant()
    try:
        hash(value)
    except TypeError as error:
        tx.raise_(TypeError, *error.args)
    return value

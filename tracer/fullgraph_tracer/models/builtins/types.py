"""`type`, `isinstance`, `issubclass`, `callable`, `id`, `hash`."""

from __future__ import annotations

import types
import typing
from typing import TYPE_CHECKING, Any

import torch

from fullgraph_tracer import protocol
from fullgraph_tracer.protocol.known import models
from fullgraph_tracer.protocol.lookup import MISSING, type_lookup
from fullgraph_tracer.sources import TypeSource
from fullgraph_tracer.variables.base import NotConstantError
from fullgraph_tracer.variables.constant import FakeIdVariable
from fullgraph_tracer.variables.dicts.dict import ConstDictVariable
from fullgraph_tracer.variables.functions.user import real_value
from fullgraph_tracer.variables.tensor.base import TensorBase
from fullgraph_tracer.variables.user_defined.classes import UserDefinedClassVariable
from fullgraph_vocab.breaks import calls

if TYPE_CHECKING:
    from fullgraph_tracer.ports import Tx
    from fullgraph_tracer.variables.base import VariableTracker

_LEGACY_TENSORS: dict[type, tuple[torch.dtype, ...]] = {
    torch.FloatTensor: (torch.float32,),
    torch.DoubleTensor: (torch.float64,),
    torch.HalfTensor: (torch.float16,),
    torch.BFloat16Tensor: (torch.bfloat16,),
    torch.ByteTensor: (torch.uint8,),
    torch.CharTensor: (torch.int8,),
    torch.ShortTensor: (torch.int16,),
    torch.IntTensor: (torch.int32,),
    torch.LongTensor: (torch.int64,),
    torch.BoolTensor: (torch.bool,),
}
"""`isinstance(x, torch.FloatTensor)` asks for the dtype (and the device): https://docs.pytorch.org/docs/stable/tensors.html"""


@models(type)
def type_(tx: Tx, obj: VariableTracker, *rest: VariableTracker, **named: VariableTracker) -> Any:
    """`type(obj)`, and `type(name, bases, namespace)` of what is known while tracing."""
    if rest or named:
        return _make_class(tx, obj, *rest, **named)
    source = TypeSource(obj.source) if obj.source is not None else None
    cls = obj.python_type()
    return tx.wrap(cls, source if cls.__module__ not in ("builtins", "torch") else None)


def _make_class(tx: Tx, *args: VariableTracker, **named: VariableTracker) -> Any:
    """A class made while tracing, as from the module of the code that asks for it."""
    try:
        values = [_items(arg) if isinstance(arg, ConstDictVariable) else arg.as_constant() for arg in args]
        keywords = {name: real_value(value) for name, value in named.items()}
    except NotConstantError:
        return NotImplemented
    make = types.FunctionType(_call_type.__code__, tx.globals)
    try:
        made = make(type, values, keywords)
    except Exception as error:  # noqa: BLE001 - whatever a metaclass or `__init_subclass__` raises is the program's
        tx.raise_(type(error), *error.args)
    wrapped = tx.wrap(made)
    if isinstance(wrapped, UserDefinedClassVariable):
        wrapped.was_made = True
    return wrapped


def _call_type(cls: type, args: list[Any], kwargs: dict[str, Any]) -> Any:
    return cls(*args, **kwargs)


def _items(namespace: ConstDictVariable) -> dict[Any, Any]:
    return {key.realize().as_constant(): real_value(value) for key, value in namespace.entries.values()}


@models(isinstance)
def isinstance_(tx: Tx, obj: VariableTracker, classes: VariableTracker, /) -> VariableTracker:
    """PyObject_IsInstance."""
    if not obj.has_type:
        tx.break_(calls.TYPE_QUERY, gb="GB0175")
    cls = obj.python_type()
    return tx.constant(any(_is_instance(tx, obj, cls, wanted) for wanted in _classes(tx, classes, "isinstance")))


def _classes(tx: Tx, classes: VariableTracker, function: str) -> list[Any]:
    """The classes that are asked for, with tuples and unions taken apart."""
    try:
        value = classes.as_constant()
    except NotConstantError:
        tx.break_(calls.TYPE_QUERY, gb="GB0195")
    found: list[Any] = []
    waiting = [value]
    while waiting:
        one = waiting.pop(0)
        if type(one) is tuple:
            waiting = [*one, *waiting]
        elif isinstance(one, types.UnionType) or typing.get_origin(one) is typing.Union:
            waiting = [*typing.get_args(one), *waiting]
        elif isinstance(one, type) or hasattr(type(one), "__instancecheck__"):
            found.append(one)
        else:
            kinds = (
                "a type, a tuple of types, or a union"
                if function == "isinstance"
                else "a class, a tuple of classes, or a union"
            )
            tx.raise_(TypeError, f"{function}() arg 2 must be {kinds}")
    return found


def _is_instance(tx: Tx, obj: VariableTracker, cls: type, wanted: Any) -> bool:
    if isinstance(obj, TensorBase):
        dtypes = _LEGACY_TENSORS.get(wanted)
        if dtypes is not None:
            return obj.fake.dtype in dtypes
    check = getattr(type(wanted), "__instancecheck__", None)
    if isinstance(check, types.FunctionType) and type(wanted).__module__ not in _TRUSTED:
        answer = tx.wrap(check).call(tx, [tx.wrap(wanted), obj], {})
        return protocol.truth(tx, answer)
    if isinstance(obj, TensorBase) and isinstance(wanted, type) and wanted is torch.nn.Parameter:
        return isinstance(obj.fake, wanted) or issubclass(cls, torch.nn.Parameter)
    return _is_subclass(tx, cls, wanted)


_TRUSTED = frozenset(
    {
        *("abc", "typing", "torch", "torch._C", "torch.nn.parameter", "builtins", "_py_abc"),
        *("torch.autograd.variable", "torch._opaque_base"),
    }
)
"""Modules whose `__instancecheck__` says what subclassing says, for the classes that occur."""


def _is_subclass(tx: Tx, cls: type, wanted: Any) -> bool:
    try:
        return issubclass(cls, wanted)
    except TypeError as error:
        tx.raise_(TypeError, *error.args)


@models(issubclass)
def issubclass_(tx: Tx, cls: VariableTracker, classes: VariableTracker, /) -> VariableTracker:
    """PyObject_IsSubclass."""
    try:
        left = cls.as_constant()
    except NotConstantError:
        tx.break_(calls.TYPE_QUERY, gb="GB0195")
    if not isinstance(left, type):
        tx.raise_(TypeError, "issubclass() arg 1 must be a class")
    return tx.constant(any(_is_subclass(tx, left, wanted) for wanted in _classes(tx, classes, "issubclass")))


@models(callable)
def callable_(tx: Tx, obj: VariableTracker, /) -> VariableTracker:
    """Whether the type has `__call__`."""
    return tx.constant(type_lookup(obj.python_type(), "__call__")[0] not in (MISSING, None))


@models(id)
def id_(tx: Tx, obj: VariableTracker, /) -> VariableTracker:
    """The identity of a real object; of one that exists only while tracing, a number that is good for comparing."""
    if obj.is_constant:
        return tx.constant(id(obj.as_constant()))
    real = tx.effects.real_object(obj)
    if real is None:
        return FakeIdVariable(obj)
    tx.guards.add(obj.source, "ID_MATCH", real[0], tx.span)
    return tx.constant(id(real[0]))


@models(hash)
def hash_(tx: Tx, obj: VariableTracker, /) -> VariableTracker:
    """`hash(obj)`; the user's TypeError for what can't be hashed."""
    key = protocol.hash_key(tx, obj)
    try:
        return tx.constant(hash(obj.as_constant()))
    except NotConstantError:
        pass
    real = None if isinstance(obj, TensorBase) else tx.effects.real_object(obj)
    if real is not None:
        return tx.constant(hash(real[0]))
    if key is obj or isinstance(obj, TensorBase):
        return FakeIdVariable(obj)
    return tx.constant(hash(key))

"""Objects of the user's own classes, and the classes."""

from __future__ import annotations

import collections
import inspect
import weakref
from typing import TYPE_CHECKING, Any

import torch
from torch.torch_version import TorchVersion
from torch.utils.hooks import RemovableHandle

from fullgraph_tracer.building.containers import fill, item_variables, set_elements
from fullgraph_tracer.building.registry import builds, builds_where
from fullgraph_tracer.sources import AttrSource, CallSource, ConstantSource
from fullgraph_tracer.variables.dicts import DefaultDictVariable, FrozensetVariable, SetVariable
from fullgraph_tracer.variables.lists import ListVariable
from fullgraph_tracer.variables.misc.objects import ObjectVariable
from fullgraph_tracer.variables.misc.weak_references import WeakRefVariable
from fullgraph_tracer.variables.user_defined.classes import UserDefinedClassVariable
from fullgraph_tracer.variables.user_defined.constants import (
    LITERAL_BASES,
    TorchVersionVariable,
    UserDefinedConstantVariable,
)
from fullgraph_tracer.variables.user_defined.containers import (
    UserDefinedListVariable,
    UserDefinedSetVariable,
    dict_kind,
)
from fullgraph_tracer.variables.user_defined.exceptions import UserDefinedExceptionClassVariable
from fullgraph_tracer.variables.user_defined.inspection import InspectVariable
from fullgraph_tracer.variables.user_defined.objects import UserDefinedObjectVariable
from fullgraph_tracer.variables.user_defined.special import (
    FrozenDataClassVariable,
    MutableMappingVariable,
    TorchGeneratorObject,
    is_frozen_dataclass,
)
from fullgraph_vocab.breaks import side_effects

if TYPE_CHECKING:
    from fullgraph_tracer.ports import Tx
    from fullgraph_tracer.sources import Source
    from fullgraph_tracer.variables.base import VariableTracker


@builds_where(lambda value: isinstance(value, dict), rank=40)
def dict_subclass(tx: Tx, value: dict[Any, Any], source: Source | None) -> VariableTracker:
    """An instance of a subclass of `dict`."""
    tx.guards.add(source, "TYPE_MATCH", type(value), tx.span)
    kind, contents = dict_kind(type(value))
    base = contents(real_keys=list(contents.py_type.keys(value)), source=source)
    if isinstance(base, DefaultDictVariable) and isinstance(value, collections.defaultdict):
        factory_source = None if source is None else AttrSource(source, "default_factory")
        base.default_factory = tx.wrap(value.default_factory, factory_source)
    made = kind(type(value), value, base, source=source)
    tx.effects.track(value, made)  # before its items: it may hold itself
    fill(tx, base, value)
    return made


@builds_where(lambda value: isinstance(value, list), rank=40)
def list_subclass(tx: Tx, value: list[Any], source: Source | None) -> VariableTracker:
    """An instance of a subclass of `list`."""
    tx.guards.add(source, "TYPE_MATCH", type(value), tx.span)
    tx.guards.add(source, "SEQUENCE_LENGTH", list.__len__(value), tx.span)
    base = ListVariable((), source=source)
    made = UserDefinedListVariable(type(value), value, base, source=source)
    tx.effects.track(value, made)
    base.items = item_variables(tx, list.__getitem__(value, slice(None)), source)
    return made


@builds_where(lambda value: isinstance(value, set | frozenset), rank=40)
def set_subclass(tx: Tx, value: set[Any] | frozenset[Any], source: Source | None) -> VariableTracker:
    """An instance of a subclass of `set` or `frozenset`."""
    tx.guards.add(source, "TYPE_MATCH", type(value), tx.span)
    tx.guards.add(source, "SEQUENCE_LENGTH", len(frozenset(value)), tx.span)
    contents = SetVariable if isinstance(value, set) else FrozensetVariable
    base = contents(set_elements(tx, value, source), in_order=True, source=source)
    made = UserDefinedSetVariable(type(value), value, base, source=source)
    tx.effects.track(value, made)
    return made


@builds(weakref.ref)
def weak_reference(tx: Tx, value: weakref.ref[Any], source: Source | None) -> VariableTracker:
    """A weak reference, with what it refers to now."""
    tx.guards.add(source, "TYPE_MATCH", weakref.ref, tx.span)
    referent_source = None if source is None else CallSource(source)
    callback_source = None if source is None else AttrSource(source, "__callback__")
    callback = tx.wrap(value.__callback__, callback_source)
    made = WeakRefVariable(tx.wrap(value(), referent_source), callback, source=source)
    tx.effects.track(value, made)
    return made


@builds_where(lambda value: isinstance(value, collections.abc.MutableMapping), rank=80)
def mutable_mapping(tx: Tx, value: Any, source: Source | None) -> VariableTracker:
    """A mapping written in Python."""
    return _tracked(tx, value, source, MutableMappingVariable)


@builds_where(lambda value: isinstance(value, LITERAL_BASES), rank=75)
def literal_subclass(tx: Tx, value: Any, source: Source | None) -> VariableTracker:
    """An instance of a subclass of `int`, `str` ...: compared by value."""
    tx.guards.add(source, "TYPE_MATCH", type(value), tx.span)
    tx.guards.add(source, "EQUALS_MATCH", value, tx.span)
    kind = TorchVersionVariable if isinstance(value, TorchVersion) else UserDefinedConstantVariable
    made = kind(type(value), value, source=source)
    tx.effects.track(value, made)
    return made


@builds(inspect.Signature, inspect.Parameter)
def inspected(tx: Tx, value: Any, source: Source | None) -> VariableTracker:
    """A signature or parameter."""
    return _tracked(tx, value, source, InspectVariable)


@builds_where(lambda value: not isinstance(value, type) and is_frozen_dataclass(type(value)), rank=85)
def frozen_dataclass(tx: Tx, value: Any, source: Source | None) -> VariableTracker:
    """An instance of a frozen dataclass."""
    return _tracked(tx, value, source, FrozenDataClassVariable)


@builds(torch.Generator)
def random_generator(tx: Tx, value: torch.Generator, source: Source | None) -> VariableTracker:
    """A `torch.Generator`."""
    return _tracked(tx, value, source, TorchGeneratorObject)


@builds(RemovableHandle)
def hook_handle(tx: Tx, value: RemovableHandle, source: Source | None) -> VariableTracker:  # noqa: ARG001 - a builder's
    """The handle of a hook that was registered before: torch has no picture of it."""
    tx.break_(side_effects.HOOK, gb="GB0013", detail="the handle of a hook that was registered before the capture")


@builds(object)
def bare_object(tx: Tx, value: object, source: Source | None) -> VariableTracker:
    """An `object()`."""
    tx.guards.add(source, "TYPE_MATCH", object, tx.span)
    made = ObjectVariable(value, source=source)
    tx.effects.track(value, made)
    return made


@builds_where(lambda value: isinstance(value, type), rank=90)
def user_class(tx: Tx, value: type, source: Source | None) -> VariableTracker:
    """A class that no other builder knows."""
    tx.guards.add(source, "ID_MATCH", value, tx.span)
    kind = UserDefinedExceptionClassVariable if issubclass(value, BaseException) else UserDefinedClassVariable
    made = kind(value, source=source)
    tx.effects.track(value, made)
    return made


@builds_where(lambda _value: True, rank=100)
def user_object(tx: Tx, value: Any, source: Source | None) -> VariableTracker:
    """An object that no other builder knows."""
    return _tracked(tx, value, source, UserDefinedObjectVariable)


def _tracked(tx: Tx, value: Any, source: Source | None, kind: type[UserDefinedObjectVariable]) -> VariableTracker:
    if source is None:  # an object that the code or a module holds
        source = ConstantSource(f"<{type(value).__name__}>", value, id(value))
    tx.guards.add(source, "TYPE_MATCH", type(value), tx.span)
    made = kind(type(value), value, source=source)
    tx.effects.track(value, made)
    return made

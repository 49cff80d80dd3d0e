"""Functions, methods, partials and cells."""

from __future__ import annotations

import collections
import dataclasses
import functools
import inspect
import types
from typing import TYPE_CHECKING, Any

from fullgraph_tracer.building.registry import builds, builds_first, builds_object, builds_where
from fullgraph_tracer.models.dataclasses import fields
from fullgraph_tracer.sources import AttrSource, ItemSource
from fullgraph_tracer.variables.functions.namedtuple import CollectionsNamedTupleFunction
from fullgraph_tracer.variables.functions.partial import make_partial
from fullgraph_tracer.variables.functions.user import UserFunctionVariable, UserMethodVariable
from fullgraph_tracer.variables.functions.wrappers import WrapperUserFunctionVariable, is_lru_cache
from fullgraph_tracer.variables.misc.lambdas import LambdaVariable
from fullgraph_tracer.variables.user_defined.inspection import InspectSignatureVariable

if TYPE_CHECKING:
    from fullgraph_tracer.ports import Tx
    from fullgraph_tracer.sources import Source
    from fullgraph_tracer.variables.base import VariableTracker


@builds(types.MethodType)
def bound_method(tx: Tx, value: types.MethodType, source: Source | None) -> VariableTracker:
    """A function bound to an object."""
    if source is None:
        return UserMethodVariable(tx.wrap(value.__func__), tx.wrap(value.__self__))
    function = tx.wrap(value.__func__, AttrSource(source, "__func__"))
    made = UserMethodVariable(function, tx.wrap(value.__self__, AttrSource(source, "__self__")), source=source)
    made.was_bound = True
    return made


@builds(types.FunctionType)
def function(tx: Tx, value: types.FunctionType, source: Source | None) -> VariableTracker:
    """A Python function that is interpreted when called."""
    if "_torchdynamo_inline" in value.__dict__:
        return _wrapper(tx, value, "_torchdynamo_inline", source)
    tx.guards.add(source, "CLOSURE_MATCH", value.__code__, tx.span)
    made = UserFunctionVariable(value, source=source)
    tx.effects.track(value, made)
    return made


def _wrapper(tx: Tx, value: Any, attribute: str, source: Source | None) -> VariableTracker:
    tx.guards.add(source, "TYPE_MATCH", type(value), tx.span)
    made = WrapperUserFunctionVariable(value, attribute, source=source)
    tx.effects.track(value, made)
    return made


def _is_scripted_when_traced(value: Any) -> bool:
    return type(value) is types.FunctionType and "__script_if_tracing_wrapper" in value.__dict__


@builds_first(_is_scripted_when_traced)
def scripted_when_traced(tx: Tx, value: Any, source: Source | None) -> VariableTracker:
    """A function under `torch.jit.script_if_tracing`."""
    return _wrapper(tx, value, "__original_fn", source)


@builds_where(is_lru_cache, rank=20)
def cached_function(tx: Tx, value: Any, source: Source | None) -> VariableTracker:
    """A function under `functools.lru_cache`."""
    return _wrapper(tx, value, "__wrapped__", source)


@builds(functools.partial)
def partial(tx: Tx, value: functools.partial[Any], source: Source | None) -> VariableTracker:
    """A partial, with its function and its bound arguments."""
    tx.guards.add(source, "TYPE_MATCH", functools.partial, tx.span)
    if source is None:
        keywords = {name: tx.wrap(item) for name, item in value.keywords.items()}
        return make_partial(tx.wrap(value.func), [tx.wrap(item) for item in value.args], keywords)
    args_source, keywords_source = AttrSource(source, "args"), AttrSource(source, "keywords")
    tx.guards.add(args_source, "SEQUENCE_LENGTH", len(value.args), tx.span)
    tx.guards.add(keywords_source, "DICT_KEYS", list(value.keywords), tx.span)
    args = [tx.wrap(item, ItemSource(args_source, at)) for at, item in enumerate(value.args)]
    keywords = {name: tx.wrap(item, ItemSource(keywords_source, name)) for name, item in value.keywords.items()}
    made = make_partial(tx.wrap(value.func, AttrSource(source, "func")), args, keywords, source=source)
    tx.effects.track(value, made)
    return made


@builds_object(collections.namedtuple)  # noqa: PYI024 - the factory itself
def namedtuple_factory(tx: Tx, value: Any, source: Source | None) -> VariableTracker:
    """`collections.namedtuple`."""
    tx.guards.add(source, "ID_MATCH", value, tx.span)
    return CollectionsNamedTupleFunction(value, source=source)


@builds_object(dataclasses.fields)
def dataclass_fields(tx: Tx, value: Any, source: Source | None) -> VariableTracker:
    """`dataclasses.fields`, which torch replaces by a function of its own."""
    tx.guards.add(source, "ID_MATCH", value, tx.span)
    return LambdaVariable(fields, source=source)


@builds_object(inspect.signature)
def signature_function(tx: Tx, value: Any, source: Source | None) -> VariableTracker:
    """`inspect.signature`."""
    tx.guards.add(source, "ID_MATCH", value, tx.span)
    return InspectSignatureVariable(value, source=source)

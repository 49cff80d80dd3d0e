"""Lists, tuples, dictionaries, sets and their kin; their items are looked at only when somebody does."""

from __future__ import annotations

import collections
import itertools
import types
from typing import TYPE_CHECKING, Any

import torch
from torch.utils._ordered_set import OrderedSet
from torch.utils._pytree import BUILTIN_TYPES

from fullgraph_tracer.building.registry import builds, builds_object
from fullgraph_tracer.sources import AttrSource, DictKeySource, ItemSource, IteratorItemSource
from fullgraph_tracer.variables.constant import ConstantVariable
from fullgraph_tracer.variables.dicts import (
    ConstDictVariable,
    DefaultDictVariable,
    DictKeySetVariable,
    FrozensetVariable,
    MappingProxyVariable,
    OrderedDictVariable,
    OrderedSetClassVariable,
    OrderedSetVariable,
    SetVariable,
)
from fullgraph_tracer.variables.iter import CountIteratorVariable
from fullgraph_tracer.variables.lists import (
    DequeVariable,
    ListIteratorVariable,
    ListVariable,
    RangeIteratorVariable,
    RangeVariable,
    SizeVariable,
    SliceVariable,
    TupleIteratorVariable,
    TupleVariable,
)
from fullgraph_vocab.breaks import data

if TYPE_CHECKING:
    from collections.abc import Iterable

    from fullgraph_tracer.ports import Tx
    from fullgraph_tracer.sources import Source
    from fullgraph_tracer.variables.base import VariableTracker

_LITERALS = (int, float, complex, bool, str, bytes, type(None), torch.device, torch.dtype)


def item_variables(tx: Tx, values: Iterable[Any], source: Source | None) -> list[VariableTracker]:
    """The variables of a sequence's items."""
    if source is None:
        return [tx.wrap(value) for value in values]
    return [tx.wrap_lazy(value, ItemSource(source, at)) for at, value in enumerate(values)]


def _guard_sequence(tx: Tx, value: Any, source: Source | None) -> None:
    tx.guards.add(source, "TYPE_MATCH", type(value), tx.span)
    tx.guards.add(source, "SEQUENCE_LENGTH", len(value), tx.span)


@builds(tuple)
def tuple_(tx: Tx, value: tuple[Any, ...], source: Source | None) -> VariableTracker:
    """A tuple; the same object is one variable, so that `is` holds."""
    _guard_sequence(tx, value, source)
    made = TupleVariable(item_variables(tx, value, source), source=source)
    if source is not None and value:
        tx.effects.track(value, made)
    return made


@builds(torch.Size)
def size(tx: Tx, value: torch.Size, source: Source | None) -> VariableTracker:
    """A size that is no tensor's own any more."""
    _guard_sequence(tx, value, source)
    return SizeVariable(item_variables(tx, value, source), source=source)


@builds(list)
def list_(tx: Tx, value: list[Any], source: Source | None) -> VariableTracker:
    """A list; what changes it while tracing is written back."""
    _guard_sequence(tx, value, source)
    made = ListVariable((), source=source)
    if source is not None:
        tx.effects.track(value, made)  # before its items: a list may hold itself
    made.items = item_variables(tx, value, source)
    return made


@builds(collections.deque)
def deque(tx: Tx, value: collections.deque[Any], source: Source | None) -> VariableTracker:
    """A deque, with its maximal length."""
    _guard_sequence(tx, value, source)
    made = DequeVariable(item_variables(tx, value, source), value.maxlen, source=source)
    if source is not None:
        tx.guards.add(AttrSource(source, "maxlen"), "EQUALS_MATCH", value.maxlen, tx.span)
        tx.effects.track(value, made)
    return made


@builds(range)
def range_(tx: Tx, value: range, source: Source | None) -> VariableTracker:
    """Immutable, and compared by value."""
    tx.guards.add(source, "EQUALS_MATCH", value, tx.span)
    return RangeVariable.of(tx, value, source=source)


@builds(slice)
def slice_(tx: Tx, value: slice, source: Source | None) -> VariableTracker:
    """Its parts may be anything."""
    tx.guards.add(source, "TYPE_MATCH", slice, tx.span)
    parts = [
        tx.wrap(getattr(value, name), None if source is None else AttrSource(source, name))
        for name in ("start", "stop", "step")
    ]
    return SliceVariable(parts, source=source)


# ---- dictionaries


def fill(tx: Tx, made: ConstDictVariable, value: dict[Any, Any]) -> ConstDictVariable:
    """Give the variable of a real dictionary its entries. Keys that are no literals are looked at at once."""
    source = made.source
    for at, (key, item) in enumerate(made.py_type.items(value)):  # past what a subclass overrides
        if type(key) in _LITERALS:
            key_variable: VariableTracker = ConstantVariable(key)
        else:
            key_variable = tx.wrap(key, None if source is None else DictKeySource(source, at))
        item_source = None if source is None else ItemSource(source, key)
        item_variable = tx.wrap(item) if item_source is None else tx.wrap_lazy(item, item_source)
        made.entries[key_variable.realize().hash_key(tx)] = (key_variable, item_variable)
    return made


def _dict(tx: Tx, value: dict[Any, Any], source: Source | None, made: ConstDictVariable) -> VariableTracker:
    tx.guards.add(source, "TYPE_MATCH", type(value), tx.span)
    if source is not None:
        tx.effects.track(value, made)
    return fill(tx, made, value)


@builds(dict)
def dict_(tx: Tx, value: dict[Any, Any], source: Source | None) -> VariableTracker:
    """A dictionary; guards on its keys are added when something depends on them."""
    return _dict(tx, value, source, ConstDictVariable(real_keys=list(value), source=source))


@builds(collections.OrderedDict)
def ordered_dict(tx: Tx, value: collections.OrderedDict[Any, Any], source: Source | None) -> VariableTracker:
    """An OrderedDict."""
    return _dict(tx, value, source, OrderedDictVariable(real_keys=list(value), source=source))


@builds(collections.defaultdict)
def default_dict(tx: Tx, value: collections.defaultdict[Any, Any], source: Source | None) -> VariableTracker:
    """A defaultdict, with its factory."""
    factory = tx.wrap(value.default_factory, None if source is None else AttrSource(source, "default_factory"))
    return _dict(tx, value, source, DefaultDictVariable(None, factory, real_keys=list(value), source=source))


@builds(types.MappingProxyType)
def mapping_proxy(tx: Tx, value: types.MappingProxyType[Any, Any], source: Source | None) -> VariableTracker:
    """A read-only view; the dictionary behind it is out of reach, so that its keys are guarded here."""
    tx.guards.add(source, "TYPE_MATCH", type(value), tx.span)
    target = ConstDictVariable(real_keys=list(value), source=source)
    return MappingProxyVariable(fill(tx, target, dict(value)), source=source)


# ---- sets


def set_elements(tx: Tx, value: Iterable[Any], source: Source | None) -> dict[Any, VariableTracker]:
    """The elements of a set, by what stands for them in a hash table."""
    found: dict[Any, VariableTracker] = {}
    for at, item in enumerate(value):
        if isinstance(item, torch.Tensor):
            tx.break_(data.TENSOR_SET)
        item_source = None if source is None or type(item) in _LITERALS else DictKeySource(source, at)
        variable = tx.wrap(item, item_source)
        found[variable.realize().hash_key(tx)] = variable
    return found


@builds(set)
def set_(tx: Tx, value: set[Any], source: Source | None) -> VariableTracker:
    """A set; what changes it while tracing is written back."""
    tx.guards.add(
        source, "EQUALS_MATCH" if _plain(value) else "TYPE_MATCH", set(value) if _plain(value) else set, tx.span
    )
    tx.guards.add(source, "SEQUENCE_LENGTH", len(value), tx.span)
    made = SetVariable(set_elements(tx, value, source), in_order=True, source=source)
    if source is not None:
        tx.effects.track(value, made)
    return made


@builds(OrderedSet)
def ordered_set(tx: Tx, value: OrderedSet[Any], source: Source | None) -> VariableTracker:
    """An `OrderedSet` of torch's."""
    tx.guards.add(source, "TYPE_MATCH", OrderedSet, tx.span)
    tx.guards.add(None if source is None else AttrSource(source, "_dict"), "DICT_KEYS", list(value), tx.span)
    made = OrderedSetVariable(set_elements(tx, value, source), source=source)
    if source is not None:
        tx.effects.track(value, made)
    return made


@builds_object(OrderedSet)
def ordered_set_class(tx: Tx, value: Any, source: Source | None) -> VariableTracker:
    """The class itself."""
    tx.guards.add(source, "ID_MATCH", value, tx.span)
    return OrderedSetClassVariable(value, source=source)


@builds(frozenset)
def frozenset_(tx: Tx, value: frozenset[Any], source: Source | None) -> VariableTracker:
    """A frozenset."""
    tx.guards.add(
        source, "EQUALS_MATCH" if _plain(value) else "TYPE_MATCH", value if _plain(value) else frozenset, tx.span
    )
    tx.guards.add(source, "SEQUENCE_LENGTH", len(value), tx.span)
    made = FrozensetVariable(set_elements(tx, value, source), in_order=True, source=source)
    made.is_of_program = source is not None and not (_plain(value) or all(map(_is_fixed, value)))
    return made


def _is_fixed(item: Any) -> bool:
    """Whether torch knows that it never changes: a built-in type, an operator, a function of torch's written in C."""
    if type(item) is types.BuiltinMethodType and item.__module__ == "torch":
        return True
    return item in BUILTIN_TYPES or isinstance(item, torch._ops.OpOverload | torch._ops.OpOverloadPacket)  # noqa: SLF001


def _plain(value: Iterable[Any]) -> bool:
    return all(type(item) in _LITERALS for item in value)


@builds(type({}.keys()))
def dict_keys(tx: Tx, value: Any, source: Source | None) -> VariableTracker:
    """The keys of a dictionary that is out of reach."""
    tx.guards.add(source, "TYPE_MATCH", type(value), tx.span)
    tx.guards.add(source, "DICT_KEYS", list(value), tx.span)
    return DictKeySetVariable(set_elements(tx, value, source), in_order=True, source=source)


# ---- iterators


@builds(type(iter(())))
def tuple_iterator(tx: Tx, value: Any, source: Source | None) -> VariableTracker:
    """An iterator over a tuple. One over a list is an object that Dynamo cannot advance."""
    return _iterator(tx, value, source, TupleIteratorVariable)


def _iterator(tx: Tx, value: Any, source: Source | None, kind: type[ListIteratorVariable]) -> VariableTracker:
    tx.guards.add(source, "TYPE_MATCH", type(value), tx.span)
    _, (sequence, *_), *state = value.__reduce__()
    at = state[0] if state else 0
    rest = list(sequence)[at:] if not isinstance(sequence, str) else []
    items = [
        tx.wrap(item, None if source is None else IteratorItemSource(source, index)) for index, item in enumerate(rest)
    ]
    made = kind(TupleVariable(items), py_type=type(value), source=source)
    if source is not None:
        tx.effects.track(value, made)
    return made


@builds(type(iter(range(0))))
def range_iterator(tx: Tx, value: Any, source: Source | None) -> VariableTracker:
    """An iterator over a range."""
    tx.guards.add(source, "TYPE_MATCH", type(value), tx.span)
    _, (values,), *state = value.__reduce__()
    at = (state[0] or 0) if state else 0
    made = RangeIteratorVariable(values[at:], source=source)
    if source is not None:
        tx.effects.track(value, made)
    return made


@builds(itertools.count)
def count(tx: Tx, value: Any, source: Source | None) -> VariableTracker:
    """Numbers without end, from where it stands."""
    tx.guards.add(source, "TYPE_MATCH", type(value), tx.span)
    _, (start, *step) = value.__reduce__()
    made = CountIteratorVariable(tx.constant(start), tx.constant(step[0] if step else 1), source=source)
    if source is not None:
        tx.effects.track(value, made)
    return made


@builds(reversed)
def reversed_sequence(tx: Tx, value: Any, source: Source | None) -> VariableTracker:
    """`reversed` of a sequence, half consumed perhaps."""
    tx.guards.add(source, "TYPE_MATCH", type(value), tx.span)
    _, (sequence, *_), *state = value.__reduce__()
    left = sequence[state[0] :: -1] if state else ()
    made = ListIteratorVariable(TupleVariable(tx.wrap(item) for item in left), py_type=type(value), source=source)
    if source is not None:
        tx.effects.track(value, made)
    return made

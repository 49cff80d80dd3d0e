"""`collections.deque`, `OrderedDict`, `defaultdict`, and `types.MappingProxyType`."""

from __future__ import annotations

import collections
import types
from collections import _count_elements  # type: ignore[attr-defined]  # the C helper that Counter calls
from typing import TYPE_CHECKING

from fullgraph_tracer import protocol
from fullgraph_tracer.protocol.known import models
from fullgraph_tracer.protocol.lookup import MISSING, type_lookup
from fullgraph_tracer.variables.dicts import (
    ConstDictVariable,
    DefaultDictVariable,
    MappingProxyVariable,
    OrderedDictVariable,
)
from fullgraph_tracer.variables.lists import DequeVariable
from fullgraph_vocab.breaks import calls

if TYPE_CHECKING:
    from fullgraph_tracer.ports import Tx
    from fullgraph_tracer.variables.base import VariableTracker


@models(collections.deque)
def deque(tx: Tx, iterable: VariableTracker | None = None, maxlen: VariableTracker | None = None) -> VariableTracker:
    """`deque(iterable, maxlen)`."""
    limit = None if maxlen is None else maxlen.as_constant()
    if limit is not None and not isinstance(limit, int):
        tx.raise_(TypeError, "an integer is required")
    if limit is not None and limit < 0:
        tx.raise_(ValueError, "maxlen must be non-negative")
    made = DequeVariable((), limit)
    if iterable is not None:
        made.items = made.fitted(protocol.to_list(tx, iterable))
    return made


@models(collections.OrderedDict)
def ordered_dict(tx: Tx, other: VariableTracker | None = None, /, **named: VariableTracker) -> VariableTracker:
    """`OrderedDict(mapping or pairs, **named)`."""
    pairs = [] if other is None else list(ConstDictVariable.pairs_of(tx, other))
    pairs += [(tx.constant(name), value) for name, value in named.items()]
    return OrderedDictVariable.of(tx, pairs)


@models(collections.defaultdict)
def default_dict(
    tx: Tx,
    default_factory: VariableTracker | None = None,
    other: VariableTracker | None = None,
    /,
    **named: VariableTracker,
) -> VariableTracker:
    """`defaultdict(factory, mapping or pairs, **named)`."""
    missing = default_factory is None or (default_factory.is_constant and default_factory.as_constant() is None)
    if default_factory is not None and not missing:
        callable_type = type_lookup(default_factory.python_type(), "__call__")[0]
        if callable_type is MISSING:
            tx.raise_(TypeError, "first argument must be callable or None")
    pairs = [] if other is None else list(ConstDictVariable.pairs_of(tx, other))
    pairs += [(tx.constant(name), value) for name, value in named.items()]
    entries = ConstDictVariable.of(tx, pairs).entries
    return DefaultDictVariable(entries, None if missing else default_factory)


@models(types.MappingProxyType)
def mapping_proxy(tx: Tx, mapping: VariableTracker, /) -> VariableTracker:
    """`MappingProxyType(mapping)`."""
    if isinstance(mapping, MappingProxyVariable):
        mapping = mapping.target
    if isinstance(mapping, ConstDictVariable):
        return MappingProxyVariable(mapping)
    if not hasattr(mapping.python_type(), "__getitem__") or hasattr(mapping.python_type(), "count"):
        tx.raise_(TypeError, f"mappingproxy() argument must be a mapping, not {mapping.type_name()}")
    tx.break_(calls.UNSUPPORTED_CALL, name="types.MappingProxyType")


@models(_count_elements)
def count_elements(tx: Tx, mapping: VariableTracker, iterable: VariableTracker, /) -> VariableTracker:
    """What `collections.Counter` counts with."""
    for item in protocol.iterate(tx, iterable):
        before = protocol.call_method(tx, mapping, "get", [item, tx.constant(0)])
        protocol.set_item(tx, mapping, item, protocol.binary(tx, "+", before, tx.constant(1)))
    return tx.constant(None)

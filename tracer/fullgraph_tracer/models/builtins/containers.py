"""Constructors of containers, and `len`, `sorted`."""

from __future__ import annotations

from typing import TYPE_CHECKING

from fullgraph_tracer import protocol
from fullgraph_tracer.protocol.known import models
from fullgraph_tracer.variables.builtin import method_model
from fullgraph_tracer.variables.dicts import ConstDictVariable, FrozensetVariable, SetVariable
from fullgraph_tracer.variables.dicts.set_algebra import elements_of
from fullgraph_tracer.variables.lists import ListVariable, RangeVariable, SliceVariable, TupleVariable
from fullgraph_tracer.variables.tensor import TensorBase
from fullgraph_vocab.breaks import calls

if TYPE_CHECKING:
    from fullgraph_tracer.ports import Tx
    from fullgraph_tracer.variables.base import VariableTracker


@models(list)
def list_(tx: Tx, iterable: VariableTracker | None = None, /) -> VariableTracker:
    """`list(iterable)`: always a new one."""
    return ListVariable([] if iterable is None else protocol.to_list(tx, iterable))


@models(tuple)
def tuple_(tx: Tx, iterable: VariableTracker | None = None, /) -> VariableTracker:
    """`tuple(iterable)`: the same object, if it is a tuple already."""
    if iterable is None:
        return TupleVariable()
    if iterable.python_type() is tuple and isinstance(iterable, TupleVariable):
        return iterable
    return TupleVariable(protocol.to_list(tx, iterable))


@models(dict)
def dict_(tx: Tx, other: VariableTracker | None = None, /, **named: VariableTracker) -> VariableTracker:
    """`dict(mapping or pairs, **named)`."""
    pairs = [] if other is None else list(ConstDictVariable.pairs_of(tx, other))
    pairs += [(tx.constant(name), value) for name, value in named.items()]
    return ConstDictVariable.of(tx, pairs)


@method_model(dict, "fromkeys")
def dict_fromkeys(tx: Tx, keys: VariableTracker, value: VariableTracker | None = None, /) -> VariableTracker:
    """`dict.fromkeys(keys, value)`."""
    held = tx.constant(None) if value is None else value
    return ConstDictVariable.of(tx, [(key, held) for key in protocol.to_list(tx, keys)])


@models(set)
def set_(tx: Tx, iterable: VariableTracker | None = None, /) -> VariableTracker:
    """`set(iterable)`."""
    return SetVariable({} if iterable is None else dict(elements_of(tx, iterable)))


@models(frozenset)
def frozenset_(tx: Tx, iterable: VariableTracker | None = None, /) -> VariableTracker:
    """`frozenset(iterable)`: the same object, if it is a frozenset already."""
    if iterable is not None and type(iterable) is FrozensetVariable:
        return iterable
    return FrozensetVariable({} if iterable is None else dict(elements_of(tx, iterable)))


@models(range)
def range_(
    tx: Tx, first: VariableTracker, second: VariableTracker | None = None, step: VariableTracker | None = None, /
) -> VariableTracker:
    """`range(stop)`, `range(start, stop, step)`. Bounds are made constants: a symbolic size is fixed by a guard."""
    start, stop = (tx.constant(0), first) if second is None else (first, second)
    parts = [_bound(tx, part) for part in (start, stop, tx.constant(1) if step is None else step)]
    if parts[2].as_constant() == 0:
        tx.raise_(ValueError, "range() arg 3 must not be zero")
    return RangeVariable(*parts)


def _bound(tx: Tx, part: VariableTracker) -> VariableTracker:
    if part.is_constant and type(part.as_constant()) is int:
        return part
    if isinstance(part, TensorBase):
        tx.break_(calls.BUILTIN_CALL, name="range")
    return part.index(tx)


@models(slice)
def slice_(tx: Tx, *parts: VariableTracker) -> VariableTracker:
    """`slice(stop)`, `slice(start, stop, step)`: anything may be a part."""
    if not 1 <= len(parts) <= 3:
        amount = "at least 1 argument, got 0" if not parts else f"at most 3 arguments, got {len(parts)}"
        tx.raise_(TypeError, f"slice expected {amount}")
    return SliceVariable(parts)


@models(len)
def len_(tx: Tx, obj: VariableTracker, /) -> VariableTracker:
    """`len(obj)`."""
    return protocol.length(tx, obj)


@models(sorted)
def sorted_(
    tx: Tx,
    iterable: VariableTracker,
    /,
    *,
    key: VariableTracker | None = None,
    reverse: VariableTracker | None = None,
) -> VariableTracker:
    """`sorted(iterable, key=..., reverse=...)`: a new list."""
    made = ListVariable(protocol.to_list(tx, iterable))
    made.py_sort(tx, key=key, reverse=reverse)
    return made

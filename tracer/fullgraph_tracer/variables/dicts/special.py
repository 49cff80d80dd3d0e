"""`collections.OrderedDict`, `collections.defaultdict` and mapping proxies."""

from __future__ import annotations

import collections
import sys
import types
from typing import TYPE_CHECKING, Any

from fullgraph_tracer import protocol
from fullgraph_tracer.effects import is_deleted
from fullgraph_tracer.variables.builtin_value import (
    BoundBuiltinMethodVariable,
    BuiltinMethodVariable,
    BuiltinValue,
)
from fullgraph_tracer.variables.dicts.dict import ConstDictVariable
from fullgraph_tracer.variables.lists.base import sequence_repr
from fullgraph_tracer.variables.lists.tuple import TupleVariable

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from fullgraph_tracer.emit.emitter import Emitter
    from fullgraph_tracer.ports import Tx
    from fullgraph_tracer.variables.base import VariableTracker
    from fullgraph_tracer.variables.dicts.dict import Entries


class _SubclassOfDict(ConstDictVariable):
    """What torch tracks as an object with a dictionary inside: its methods show as bound C methods."""

    def getattr(self, tx: Tx, name: str) -> VariableTracker:
        found = super().getattr(tx, name)
        return BoundBuiltinMethodVariable(self, name) if type(found) is BuiltinMethodVariable else found


class OrderedDictVariable(_SubclassOfDict):
    """An `OrderedDict`: order counts in comparison, and can be changed."""

    py_type: type[dict[Any, Any]] = collections.OrderedDict

    def getattr(self, tx: Tx, name: str) -> VariableTracker:
        """An OrderedDict has a `__dict__`: `state_dict()` keeps its meta data there."""
        stored = tx.effects.load_attr(self, name)
        return super().getattr(tx, name) if stored is None or is_deleted(stored) else stored

    def setattr(self, tx: Tx, name: str, value: VariableTracker) -> None:
        tx.effects.store_attr(self, name, value, tx.span)

    def reconstruct(self, emit: Emitter) -> Any:
        made = super().reconstruct(emit)
        for name, value in emit.stored_attrs(self).items():
            setattr(made, name, emit(value))
        return made

    def as_constant(self) -> Any:
        return collections.OrderedDict(super().as_constant())

    def richcompare(self, tx: Tx, op: str, other: VariableTracker) -> VariableTracker | Any:
        if isinstance(other, OrderedDictVariable) and list(self.entries) != list(other.entries):
            return tx.constant(op == "!=") if op in ("==", "!=") else NotImplemented
        return super().richcompare(tx, op, other)

    def repr(self, tx: Tx) -> VariableTracker:
        if not self.entries:
            return tx.constant("OrderedDict()")
        if sys.version_info >= (3, 12):
            return tx.constant(f"OrderedDict({super().repr(tx).as_constant()})")
        return sequence_repr(tx, self, [TupleVariable(entry) for entry in self.entries.values()], "OrderedDict([%s])")

    def py_move_to_end(self, tx: Tx, key: VariableTracker, last: VariableTracker | None = None) -> None:
        hashed = protocol.hash_key(tx, key) if self.entries else None  # an empty one does not look at the key
        if hashed not in self.entries:
            tx.raise_(KeyError, key)
        left = dict(self.entries)
        entry = left.pop(hashed)
        to_end = last is None or protocol.truth(tx, last)
        self.change(tx, {**left, hashed: entry} if to_end else {hashed: entry, **left})

    def py_popitem(self, tx: Tx, last: VariableTracker | None = None) -> VariableTracker:
        self.guard_keys(tx)
        if not self.entries:
            tx.raise_(KeyError, "dictionary is empty")
        from_end = last is None or protocol.truth(tx, last)
        hashed = next(reversed(self.entries)) if from_end else next(iter(self.entries))
        key = self.entries[hashed][0]
        return TupleVariable([key, self._remove(tx, hashed)])


class DefaultDictVariable(_SubclassOfDict):
    """A `defaultdict`: a missing key calls the factory."""

    py_type: type[dict[Any, Any]] = collections.defaultdict

    def __init__(
        self, entries: Entries | None = None, default_factory: VariableTracker | None = None, **options: Any
    ) -> None:
        super().__init__(entries, **options)
        self.default_factory = default_factory

    def like(self, entries: Entries) -> ConstDictVariable:
        return DefaultDictVariable(entries, self.default_factory)

    def parts(self) -> Iterable[VariableTracker]:
        if self.default_factory is not None:
            yield self.default_factory
        yield from super().parts()

    def as_constant(self) -> Any:
        factory = None if self.default_factory is None else self.default_factory.as_constant()
        return collections.defaultdict(factory, super().as_constant())

    def has_factory(self) -> bool:
        """Whether a missing key is made."""
        factory = self.default_factory
        return factory is not None and not (factory.is_constant and factory.as_constant() is None)

    def missing(self, tx: Tx, key: VariableTracker) -> VariableTracker:
        if not self.has_factory():
            return super().missing(tx, key)
        assert self.default_factory is not None
        value = protocol.call(tx, self.default_factory)
        self.setitem(tx, key, value)
        return value

    def data_attribute(self, tx: Tx, name: str) -> VariableTracker:
        if name == "default_factory":
            return tx.constant(None) if self.default_factory is None else self.default_factory
        return super().data_attribute(tx, name)

    def setattr(self, tx: Tx, name: str, value: VariableTracker) -> None:
        if name != "default_factory":
            super().setattr(tx, name, value)
        tx.effects.modify(self, tx.span)
        tx.journal.set(self, "default_factory", value)

    def empty(self, emit: Emitter) -> Any:
        return collections.defaultdict(emit(self.default_factory) if self.default_factory is not None else None)

    def write_back(self, emit: Emitter, real: Any) -> None:
        super().write_back(emit, real)
        real.default_factory = emit(self.default_factory) if self.default_factory is not None else None

    def repr(self, tx: Tx) -> VariableTracker:
        factory = tx.constant(None) if self.default_factory is None else self.default_factory
        shown = protocol.to_repr(tx, factory).as_constant()
        return tx.constant(f"defaultdict({shown}, {super().repr(tx).as_constant()})")

    def py___missing__(self, tx: Tx, key: VariableTracker, /) -> VariableTracker:
        return self.missing(tx, key)


class MappingProxyVariable(BuiltinValue):
    """A `types.MappingProxyType`: everything that does not change the dictionary behind it."""

    def __init__(self, target: ConstDictVariable, **options: Any) -> None:
        super().__init__(**options)
        self.target = target

    def describe(self) -> str:
        return self.target.describe()

    def python_type(self) -> type:
        return types.MappingProxyType

    def parts(self) -> Iterable[VariableTracker]:
        return (self.target,)

    def as_constant(self) -> Any:
        return types.MappingProxyType(self.target.as_constant())

    def reconstruct(self, emit: Emitter) -> Any:
        return types.MappingProxyType(emit(self.target))

    def getattr(self, tx: Tx, name: str) -> VariableTracker:
        if name in ("get", "keys", "values", "items", "copy"):
            return BuiltinMethodVariable(self.target, name)
        return super().getattr(tx, name)

    def string_items(self, tx: Tx) -> dict[str, VariableTracker]:
        return self.target.string_items(tx)

    def length(self, tx: Tx) -> VariableTracker:
        return self.target.length(tx)

    def truth(self, tx: Tx) -> bool:
        return self.target.truth(tx)

    def getitem(self, tx: Tx, key: VariableTracker) -> VariableTracker:
        return self.target.getitem(tx, key)

    def contains(self, tx: Tx, item: VariableTracker) -> VariableTracker:
        return self.target.contains(tx, item)

    def iter(self, tx: Tx) -> VariableTracker:
        return self.target.iter(tx)

    def known_items(self, tx: Tx) -> Sequence[VariableTracker]:
        return self.target.known_items(tx)

    def richcompare(self, tx: Tx, op: str, other: VariableTracker) -> VariableTracker | Any:
        theirs = other.target if isinstance(other, MappingProxyVariable) else other
        return self.target.richcompare(tx, op, theirs)

    def binary(self, tx: Tx, op: str, other: VariableTracker) -> VariableTracker | Any:
        return self.target.binary(tx, op, other.target if isinstance(other, MappingProxyVariable) else other)

    def repr(self, tx: Tx) -> VariableTracker:
        return tx.constant(f"mappingproxy({self.target.repr(tx).as_constant()})")

    def str(self, tx: Tx) -> VariableTracker:
        return self.target.str(tx)

    def py___contains__(self, tx: Tx, key: VariableTracker, /) -> VariableTracker:
        return self.contains(tx, key)

    def py___reversed__(self, tx: Tx) -> VariableTracker:
        return self.target.py___reversed__(tx)

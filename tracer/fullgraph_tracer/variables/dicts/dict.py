"""`dict`: entries are found by what stands for a key (`hash_key`), and keep the key and the value as variables."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from fullgraph_tracer import protocol
from fullgraph_tracer.errors import UserRaised
from fullgraph_tracer.variables.base import constant_of_parts
from fullgraph_tracer.variables.builtin_value import BuiltinValue
from fullgraph_tracer.variables.dicts.iterators import DictIterator, DictReverseIterator
from fullgraph_tracer.variables.dicts.views import DictItemsVariable, DictKeysVariable, DictValuesVariable
from fullgraph_tracer.variables.lists.base import compared
from fullgraph_tracer.variables.lists.tuple import TupleVariable

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from fullgraph_tracer.emit.emitter import Emitter
    from fullgraph_tracer.ports import Tx
    from fullgraph_tracer.variables.base import VariableTracker

    Entries = dict[Any, tuple[VariableTracker, VariableTracker]]


class ConstDictVariable(BuiltinValue):
    """A `dict` whose entries are tracked. Mutations go to the effect log at once."""

    py_type: type[dict[Any, Any]] = dict

    def __init__(
        self, entries: Entries | None = None, *, real_keys: Sequence[Any] | None = None, **options: Any
    ) -> None:
        """`real_keys`: the keys of the real dictionary, for one that is an input: what guards on them compare."""
        super().__init__(**options)
        self.entries: Entries = {} if entries is None else entries
        self.real_keys = real_keys

    @classmethod
    def of(cls, tx: Tx, pairs: Iterable[tuple[VariableTracker, VariableTracker]], **options: Any) -> ConstDictVariable:
        """A new dictionary of keys and values; of equal keys the first stays, with the last one's value."""
        entries: Entries = {}
        for key, value in pairs:
            hashed = protocol.hash_key(tx, key)
            held = entries.get(hashed)
            entries[hashed] = (key.realize().settled(tx) if held is None else held[0], value)
        return cls(entries, **options)

    def python_type(self) -> type:
        return self.py_type

    def describe(self) -> str:
        return f"len {len(self.entries)}"

    def like(self, entries: Entries) -> ConstDictVariable:
        """A new dictionary of the same type, as `copy` makes it."""
        return type(self)(entries)

    def pairs(self) -> Iterator[tuple[VariableTracker, VariableTracker]]:
        """Keys and values, in order."""
        return iter(list(self.entries.values()))

    def parts(self) -> Iterable[VariableTracker]:
        for key, value in self.entries.values():
            yield key
            yield value

    @constant_of_parts
    def as_constant(self) -> Any:
        return {key.realize().as_constant(): value.realize().as_constant() for key, value in self.entries.values()}

    def as_proxy(self, tx: Tx) -> Any:
        return {key.realize().as_proxy(tx): value.realize().as_proxy(tx) for key, value in self.entries.values()}

    def string_items(self, tx: Tx) -> dict[str, VariableTracker]:
        self.guard_keys(tx)
        found = {}
        for key, value in self.entries.values():
            if key.realize().python_type() is not str:
                tx.raise_(TypeError, "keywords must be strings")
            found[key.realize().as_constant()] = value
        return found

    # ---- guards

    def guard_keys(self, tx: Tx) -> None:
        """What was done depends on all the keys and their order."""
        if self.source is not None and not tx.effects.is_modified(self):
            tx.guards.add(self.source, "DICT_KEYS", list(self.real_keys or ()), tx.span)

    def guard_contains(self, tx: Tx, key: VariableTracker, *, present: bool) -> None:
        """What was done depends on whether there is this key."""
        if self.source is None or tx.effects.is_modified(self):
            return
        if key.realize().is_constant:
            tx.guards.add(self.source, "DICT_CONTAINS", (key.as_constant(), present), tx.span)
        else:
            self.guard_keys(tx)

    def change(self, tx: Tx, entries: Entries) -> None:
        """From now on these are the entries."""
        self.guard_keys(tx)
        tx.effects.modify(self, tx.span)
        tx.journal.set(self, "entries", entries)

    # ---- slots

    def hash_key(self, tx: Tx) -> Any:
        tx.raise_(TypeError, f"unhashable type: '{self.py_type.__name__}'")

    def length(self, tx: Tx) -> VariableTracker:
        self.guard_keys(tx)
        return tx.constant(len(self.entries))

    def truth(self, tx: Tx) -> bool:
        self.guard_keys(tx)
        return bool(self.entries)

    def lookup(self, tx: Tx, key: VariableTracker) -> VariableTracker | None:
        """The value for a key, or None."""
        entry = self.entries.get(protocol.hash_key(tx, key))
        self.guard_contains(tx, key, present=entry is not None)
        return None if entry is None else entry[1].realize()

    def getitem(self, tx: Tx, key: VariableTracker) -> VariableTracker:
        value = self.lookup(tx, key)
        return self.missing(tx, key) if value is None else value

    def missing(self, tx: Tx, key: VariableTracker) -> VariableTracker:
        """`__missing__`: a plain dictionary raises."""
        tx.raise_(KeyError, key)

    def setitem(self, tx: Tx, key: VariableTracker, value: VariableTracker) -> None:
        hashed = protocol.hash_key(tx, key)
        self.guard_keys(tx)
        tx.effects.modify(self, tx.span)
        held = self.entries.get(hashed)
        tx.journal.set_item(self.entries, hashed, (key.realize().settled(tx) if held is None else held[0], value))

    def delitem(self, tx: Tx, key: VariableTracker) -> None:
        hashed = protocol.hash_key(tx, key)
        if hashed not in self.entries:
            self.guard_contains(tx, key, present=False)
            tx.raise_(KeyError, key)
        self._remove(tx, hashed)

    def _remove(self, tx: Tx, hashed: Any) -> VariableTracker:
        left = dict(self.entries)
        _, value = left.pop(hashed)
        self.change(tx, left)
        return value

    def contains(self, tx: Tx, item: VariableTracker) -> VariableTracker:
        present = protocol.hash_key(tx, item) in self.entries
        self.guard_contains(tx, item, present=present)
        return tx.constant(present)

    def iter(self, tx: Tx) -> VariableTracker:
        self.guard_keys(tx)
        return DictIterator(self)

    def known_items(self, tx: Tx) -> Sequence[VariableTracker]:
        self.guard_keys(tx)
        return [key for key, _ in self.entries.values()]

    def richcompare(self, tx: Tx, op: str, other: VariableTracker) -> VariableTracker | Any:
        if op not in ("==", "!=") or not isinstance(other, ConstDictVariable):
            return NotImplemented
        return tx.constant(self._equals(tx, other) is (op == "=="))

    def _equals(self, tx: Tx, other: ConstDictVariable) -> bool:
        self.guard_keys(tx)
        other.guard_keys(tx)
        if self.entries.keys() != other.entries.keys():
            return False
        return all(
            protocol.python_equal(tx, value, other.entries[hashed][1])
            for hashed, (_, value) in list(self.entries.items())
        )

    def binary(self, tx: Tx, op: str, other: VariableTracker) -> VariableTracker | Any:
        if op != "|" or not isinstance(other, ConstDictVariable):
            return NotImplemented
        made = self.like(dict(self.entries))
        self.guard_keys(tx)
        made.merge(tx, other)
        return made

    def inplace(self, tx: Tx, op: str, other: VariableTracker) -> VariableTracker | Any:
        if op != "|":
            return NotImplemented
        self.merge(tx, other)
        return self

    def merge(self, tx: Tx, other: VariableTracker) -> None:
        """dict_update_arg: from a dictionary, from what has `keys`, else from pairs."""
        other = other.realize()
        entries = dict(self.entries)
        for key, value in self.pairs_of(tx, other):
            hashed = protocol.hash_key(tx, key)
            held = entries.get(hashed)
            entries[hashed] = (key.realize().settled(tx) if held is None else held[0], value)
        self.change(tx, entries)

    @staticmethod
    def pairs_of(tx: Tx, other: VariableTracker) -> Iterator[tuple[VariableTracker, VariableTracker]]:
        """Keys and values as the `dict` constructor and `update` take them."""
        if isinstance(other, ConstDictVariable):
            other.guard_keys(tx)
            yield from other.pairs()
        elif protocol.has_attribute(tx, other, "keys"):
            for key in protocol.iterate(tx, protocol.call_method(tx, other, "keys")):
                yield key, protocol.get_item(tx, other, key)
        else:
            for at, item in enumerate(protocol.iterate(tx, other)):
                yield _pair(tx, at, item)

    def repr(self, tx: Tx) -> VariableTracker:
        active: list[VariableTracker] = tx.states.setdefault("repr", [])
        if any(held is self for held in active):
            return tx.constant("{...}")
        active.append(self)
        self.guard_keys(tx)
        try:
            shown = [
                f"{protocol.to_repr(tx, key).as_constant()}: {protocol.to_repr(tx, value).as_constant()}"
                for key, value in self.pairs()
            ]
        finally:
            active.pop()
        return tx.constant("{" + ", ".join(shown) + "}")

    def str(self, tx: Tx) -> VariableTracker:
        return self.repr(tx)

    # ---- rebuilding

    def reconstruct(self, emit: Emitter) -> Any:
        made = self.empty(emit)
        emit.remember(self, made)  # a dictionary may hold itself
        for key, value in self.pairs():
            made[emit(key)] = emit(value)
        return made

    def empty(self, emit: Emitter) -> Any:  # noqa: ARG002 - subclasses rebuild parts
        """A new real dictionary of the type."""
        return self.py_type()

    def write_back(self, emit: Emitter, real: Any) -> None:
        pairs = [(emit(key), emit(value)) for key, value in self.pairs()]
        self.py_type.clear(real)  # past what a subclass overrides
        for key, value in pairs:
            self.py_type.__setitem__(real, key, value)

    # ---- methods

    def py_keys(self, tx: Tx) -> VariableTracker:
        self.guard_keys(tx)
        return DictKeysVariable(self)

    def py_values(self, tx: Tx) -> VariableTracker:
        self.guard_keys(tx)
        return DictValuesVariable(self)

    def py_items(self, tx: Tx) -> VariableTracker:
        self.guard_keys(tx)
        return DictItemsVariable(self)

    def py_get(self, tx: Tx, key: VariableTracker, default: VariableTracker | None = None, /) -> VariableTracker:
        value = self.lookup(tx, key)
        if value is not None:
            return value
        return tx.constant(None) if default is None else default

    def py_setdefault(self, tx: Tx, key: VariableTracker, default: VariableTracker | None = None, /) -> VariableTracker:
        value = self.lookup(tx, key)
        if value is None:
            value = tx.constant(None) if default is None else default
            self.setitem(tx, key, value)
        return value

    def py_pop(self, tx: Tx, key: VariableTracker, default: VariableTracker | None = None, /) -> VariableTracker:
        hashed = protocol.hash_key(tx, key) if self.entries else None  # an empty one does not look at the key
        if hashed in self.entries and self.entries:
            return self._remove(tx, hashed)
        self.guard_keys(tx)
        if default is None:
            tx.raise_(KeyError, key)
        return default

    def py_popitem(self, tx: Tx) -> VariableTracker:
        self.guard_keys(tx)
        if not self.entries:
            tx.raise_(KeyError, "popitem(): dictionary is empty")
        last = next(reversed(self.entries))
        key = self.entries[last][0]
        return TupleVariable([key, self._remove(tx, last)])

    def py_clear(self, tx: Tx) -> None:
        self.change(tx, {})

    def py_copy(self, tx: Tx) -> VariableTracker:
        self.guard_keys(tx)
        return self.like(dict(self.entries))

    def py___copy__(self, tx: Tx) -> VariableTracker:
        return self.py_copy(tx)

    def py_update(self, tx: Tx, other: VariableTracker | None = None, /, **named: VariableTracker) -> None:
        if other is not None:
            self.merge(tx, other)
        for name, value in named.items():
            self.setitem(tx, tx.constant(name), value)

    def py___init__(self, tx: Tx, other: VariableTracker | None = None, /, **named: VariableTracker) -> None:
        self.py_update(tx, other, **named)

    def py_fromkeys(self, tx: Tx, keys: VariableTracker, value: VariableTracker | None = None, /) -> VariableTracker:
        held = tx.constant(None) if value is None else value
        return ConstDictVariable.of(tx, [(key, held) for key in protocol.to_list(tx, keys)])

    def py___contains__(self, tx: Tx, key: VariableTracker, /) -> VariableTracker:
        return self.contains(tx, key)

    def py___reversed__(self, tx: Tx) -> VariableTracker:
        self.guard_keys(tx)
        return DictReverseIterator(self, lambda entry: entry[0])

    def py___eq__(self, tx: Tx, other: VariableTracker) -> VariableTracker:
        return compared(tx, self, "==", other)

    def py___ne__(self, tx: Tx, other: VariableTracker) -> VariableTracker:
        return compared(tx, self, "!=", other)

    def py___or__(self, tx: Tx, other: VariableTracker) -> Any:
        result = self.binary(tx, "|", other)
        return tx.constant(NotImplemented) if result is NotImplemented else result

    def py___ior__(self, tx: Tx, other: VariableTracker) -> Any:
        return self.inplace(tx, "|", other)

    def py___repr__(self, tx: Tx) -> VariableTracker:
        return self.repr(tx)

    def py___str__(self, tx: Tx) -> VariableTracker:
        return self.repr(tx)


class NNModuleHooksDictVariable(ConstDictVariable):
    """A module's dictionary of hooks."""


def _pair(tx: Tx, at: int, item: VariableTracker) -> tuple[VariableTracker, VariableTracker]:
    try:
        pair = protocol.to_list(tx, item)
    except UserRaised as raised:
        if issubclass(raised.value.python_type(), TypeError):
            tx.raise_(TypeError, f"cannot convert dictionary update sequence element #{at} to a sequence")
        raise
    if len(pair) != 2:
        tx.raise_(ValueError, f"dictionary update sequence element #{at} has length {len(pair)}; 2 is required")
    return pair[0], pair[1]

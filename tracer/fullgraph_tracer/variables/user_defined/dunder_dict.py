"""`obj.__dict__`: a dictionary whose entries are the object's own attributes as they are now; or one given to it."""

from __future__ import annotations

import types
from typing import TYPE_CHECKING, Any

from fullgraph_tracer.effects import is_deleted
from fullgraph_tracer.protocol.lookup import type_lookup
from fullgraph_tracer.sources import AttrSource
from fullgraph_tracer.variables.dicts import ConstDictVariable
from fullgraph_vocab.breaks import object_model

if TYPE_CHECKING:
    from collections.abc import Iterable
    from typing import Protocol

    from fullgraph_tracer.emit.emitter import Emitter
    from fullgraph_tracer.ports import Tx
    from fullgraph_tracer.sources import Source
    from fullgraph_tracer.variables.base import VariableTracker
    from fullgraph_tracer.variables.dicts.dict import Entries

    class HasAttributes(Protocol):
        """An object with attributes of its own."""

        source: Source | None

        def instance_dict(self) -> dict[str, Any]: ...
        def own_attr(self, tx: Tx, name: str) -> VariableTracker | None: ...


class DunderDictVariable(ConstDictVariable):
    """Reads and writes are attribute reads and writes of the object."""

    def __init__(self, tx: Tx, owner: Any) -> None:
        self.owner: Any = owner
        self._tx = tx
        super().__init__()

    @property
    def entries(self) -> Entries:  # computed: attributes may change by other ways
        tx = self._tx
        stored = tx.effects.stored_attrs(self.owner)
        names = [name for name in self.owner.instance_dict() if not is_deleted(stored.get(name))]
        cls = self.owner.python_type()
        names += [
            name
            for name, value in stored.items()
            if not is_deleted(value)
            and name not in names
            and not isinstance(type_lookup(cls, name)[0], types.MemberDescriptorType)
        ]
        found: Entries = {}
        for name in names:
            value = self.owner.own_attr(tx, name)
            if value is not None:
                found[name] = (tx.constant(name), value)
        return found

    @entries.setter
    def entries(self, entries: Entries) -> None:
        """The base class gives every dictionary its entries; these are the object's."""

    def like(self, entries: Entries) -> ConstDictVariable:
        return ConstDictVariable(entries)

    def guard_keys(self, tx: Tx) -> None:
        if self.owner.source is not None:
            source = AttrSource(self.owner.source, "__dict__")
            tx.guards.add(source, "DICT_KEYS", list(self.owner.instance_dict()), tx.span)

    def guard_contains(self, tx: Tx, key: VariableTracker, *, present: bool) -> None:  # noqa: ARG002 - as it was before
        if self.owner.source is not None:
            name = key.as_constant()
            source = AttrSource(self.owner.source, "__dict__")
            tx.guards.add(source, "DICT_CONTAINS", (name, name in self.owner.instance_dict()), tx.span)

    def lookup(self, tx: Tx, key: VariableTracker) -> VariableTracker | None:
        if not (key.is_constant and isinstance(key.as_constant(), str)):
            return super().lookup(tx, key)
        value: VariableTracker | None = self.owner.own_attr(tx, key.as_constant())
        return None if value is None else value.realize()

    def contains(self, tx: Tx, item: VariableTracker) -> VariableTracker:
        if not (item.is_constant and isinstance(item.as_constant(), str)):
            return super().contains(tx, item)
        return tx.constant(self.owner.own_attr(tx, item.as_constant()) is not None)

    def setitem(self, tx: Tx, key: VariableTracker, value: VariableTracker) -> None:
        self._check_current(tx)
        tx.effects.store_attr(self.owner, key.as_constant(), value, tx.span)

    def _check_current(self, tx: Tx) -> None:
        """An object's first dictionary can be read, but not changed, once the object was given another one."""
        if dict_given(tx, self.owner) is not None:
            tx.break_(
                object_model.DESCRIPTOR, gb="GB3697", detail="a dictionary that was the `__dict__` of an object changes"
            )

    def can_reconstruct(self) -> bool:
        return self.owner.source is not None or dict_given(self._tx, self.owner) is None

    def change(self, tx: Tx, entries: Entries) -> None:
        self._check_current(tx)
        for name in self.entries:
            if name not in entries:
                tx.effects.store_attr(self.owner, name, None, tx.span)
        for name, (_, value) in entries.items():
            if self.owner.own_attr(tx, name) is not value:
                tx.effects.store_attr(self.owner, name, value, tx.span)

    def same_object(self, tx: Tx, other: VariableTracker) -> bool:  # noqa: ARG002 - the slot's signature
        return isinstance(other, DunderDictVariable) and other.owner is self.owner

    def parts(self) -> Iterable[VariableTracker]:
        return (self.owner,)

    def reconstruct(self, emit: Emitter) -> Any:
        return emit(self.owner).__dict__


def dict_given(tx: Tx, owner: VariableTracker) -> ConstDictVariable | None:
    """The dictionary that an object was given in place of its own, which it now shares with whoever else holds it."""
    given = tx.effects.load_attr(owner, "__dict__")
    return given if isinstance(given, ConstDictVariable) else None


def give_dict(tx: Tx, owner: VariableTracker, given: VariableTracker) -> None:
    """`owner.__dict__ = given`."""
    if not issubclass(given.python_type(), dict):
        tx.raise_(TypeError, f"__dict__ must be set to a dictionary, not a '{given.python_type().__name__}'")
    if not isinstance(given, ConstDictVariable):
        tx.break_(
            object_model.DESCRIPTOR, gb="GB3697", detail="`__dict__` is set to a dictionary of the user's own class"
        )
    tx.effects.store_attr(owner, "__dict__", given, tx.span)


def dunder_dict(tx: Tx, owner: VariableTracker) -> ConstDictVariable:
    """`owner.__dict__`."""
    given = dict_given(tx, owner)
    return DunderDictVariable(tx, owner) if given is None else given

"""`obj.__dict__`: a dictionary whose entries are the object's own attributes, as they are now."""

from __future__ import annotations

import types
from typing import TYPE_CHECKING, Any

from fullgraph_tracer.effects import is_deleted
from fullgraph_tracer.protocol.lookup import type_lookup
from fullgraph_tracer.sources import AttrSource
from fullgraph_tracer.variables.dicts import ConstDictVariable

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
        tx.effects.store_attr(self.owner, key.as_constant(), value, tx.span)

    def change(self, tx: Tx, entries: Entries) -> None:
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

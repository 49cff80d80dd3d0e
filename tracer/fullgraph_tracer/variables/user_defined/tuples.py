"""Instances of subclasses of `tuple`, namedtuples among them: the items are tracked, the rest is any object's."""

from __future__ import annotations

import collections
import types
from typing import TYPE_CHECKING, Any

from fullgraph_tracer.effects import is_deleted
from fullgraph_tracer.protocol.lookup import type_lookup
from fullgraph_tracer.variables.lists.tuple import TupleVariable
from fullgraph_tracer.variables.user_defined.new import makes
from fullgraph_tracer.variables.user_defined.objects import UserDefinedObjectVariable

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from fullgraph_tracer.emit.emitter import Emitter
    from fullgraph_tracer.ports import Tx
    from fullgraph_tracer.variables.base import VariableTracker

_GETTER: type = type(collections.namedtuple("_Pair", "a").__dict__["a"])  # noqa: PYI024 - only its descriptor is wanted


def is_namedtuple(cls: type) -> bool:
    """Whether `collections.namedtuple` or `typing.NamedTuple` made the class, or one that it inherits from."""
    return issubclass(cls, tuple) and isinstance(getattr(cls, "_fields", None), tuple) and hasattr(cls, "_make")


class UserDefinedTupleVariable(UserDefinedObjectVariable):
    """An instance of a subclass of `tuple`."""

    def __init__(self, cls: type, value: Any, sequence: TupleVariable, **options: Any) -> None:
        """`value`: the real object, None where it was made while tracing."""
        super().__init__(cls, value, **options)
        self.sequence = sequence

    def _own(self, name: str) -> bool:
        """Whether Python code of the class defines the special method."""
        return isinstance(type_lookup(self.cls, name)[0], types.FunctionType)

    @property
    def items(self) -> list[VariableTracker]:
        """Its items."""
        return self.sequence.items

    def parts(self) -> Iterable[VariableTracker]:
        return self.sequence.items

    def as_constant(self) -> Any:
        return tuple.__new__(self.cls, self.sequence.as_constant())

    def as_proxy(self, tx: Tx) -> Any:
        return self.sequence.as_proxy(tx)

    def reconstruct(self, emit: Emitter) -> Any:
        made: Any = tuple.__new__(self.cls, tuple(emit(item) for item in self.sequence.items))
        emit.remember(self, made)
        for name, value in emit.stored_attrs(self).items():
            if not is_deleted(value):
                object.__setattr__(made, name, emit(value))
        return made

    # ---- slots: the class's own code, else the tuple's

    def known_items(self, tx: Tx) -> Sequence[VariableTracker] | None:
        return None if self._own("__iter__") else self.sequence.known_items(tx)

    def unpack(self, tx: Tx, count: int) -> Sequence[VariableTracker] | None:  # noqa: ARG002 - the slot's signature
        return self.known_items(tx)

    def length(self, tx: Tx) -> VariableTracker:
        return super().length(tx) if self._own("__len__") else self.sequence.length(tx)

    def getitem(self, tx: Tx, key: VariableTracker) -> VariableTracker:
        return super().getitem(tx, key) if self._own("__getitem__") else self.sequence.getitem(tx, key)

    def iter(self, tx: Tx) -> VariableTracker:
        return super().iter(tx) if self._own("__iter__") else self.sequence.iter(tx)

    def contains(self, tx: Tx, item: VariableTracker) -> VariableTracker | None:
        return super().contains(tx, item) if self._own("__contains__") else self.sequence.contains(tx, item)

    def truth(self, tx: Tx) -> bool:
        return super().truth(tx) if self._own("__bool__") or self._own("__len__") else self.sequence.truth(tx)

    def hash_key(self, tx: Tx) -> Any:
        return super().hash_key(tx) if self._own("__hash__") else self.sequence.hash_key(tx)

    def richcompare(self, tx: Tx, op: str, other: VariableTracker) -> VariableTracker | Any:
        if any(self._own(name) for name in ("__eq__", "__ne__", "__lt__", "__le__", "__gt__", "__ge__")):
            return super().richcompare(tx, op, other)
        return self.sequence.richcompare(tx, op, _plain(other))

    def binary(self, tx: Tx, op: str, other: VariableTracker) -> VariableTracker | Any:
        if self._own({"+": "__add__", "*": "__mul__"}.get(op, "")) or op not in ("+", "*"):
            return super().binary(tx, op, other)
        return self.sequence.binary(tx, op, _plain(other))

    def rbinary(self, tx: Tx, op: str, other: VariableTracker) -> VariableTracker | Any:
        if self._own({"+": "__radd__", "*": "__rmul__"}.get(op, "")) or op not in ("+", "*"):
            return super().rbinary(tx, op, other)
        if op == "*":
            return self.sequence.rbinary(tx, op, other)
        return other.binary(tx, op, self.sequence) if isinstance(other, TupleVariable) else NotImplemented

    def repr(self, tx: Tx) -> VariableTracker:
        return super().repr(tx) if self._own("__repr__") else self.sequence.repr(tx)

    def call_builtin_method(
        self, tx: Tx, name: str, args: Sequence[VariableTracker], kwargs: dict[str, VariableTracker]
    ) -> VariableTracker:
        if hasattr(tuple, name) and getattr(self.sequence, f"py_{name}", None) is not None:
            return self.sequence.call_method(tx, name, [_plain(arg) for arg in args], kwargs)
        return super().call_builtin_method(tx, name, args, kwargs)

    def init_builtin(self, tx: Tx, args: Sequence[VariableTracker], kwargs: dict[str, VariableTracker]) -> None:
        """`tuple` has no `__init__` of its own."""


class NamedTupleVariable(UserDefinedTupleVariable):
    """A namedtuple: fields are items."""

    def bind_builtin(self, tx: Tx, name: str, found: Any) -> VariableTracker:
        if isinstance(found, _GETTER):
            made_of: Any = found.__reduce__()[1]
            index: int = made_of[0]
            return self.sequence.items[index].realize()
        return super().bind_builtin(tx, name, found)


def _plain(variable: VariableTracker) -> VariableTracker:
    return variable.sequence if isinstance(variable, UserDefinedTupleVariable) else variable


@makes(tuple.__new__)
def new_tuple(
    tx: Tx,
    cls: VariableTracker,
    args: Sequence[VariableTracker],
    kwargs: dict[str, VariableTracker],  # noqa: ARG001 - `tuple.__new__` of a subclass leaves them to `__init__`
) -> VariableTracker:
    """`tuple.__new__(cls, iterable)`."""
    python_class = cls.as_constant()
    items = tx.call_function(tuple, list(args[:1]))
    assert isinstance(items, TupleVariable)
    kind = NamedTupleVariable if is_namedtuple(python_class) else UserDefinedTupleVariable
    return kind(python_class, None, items, cls_variable=cls)

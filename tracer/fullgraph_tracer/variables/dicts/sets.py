"""`set` and `frozenset`."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from fullgraph_tracer import protocol
from fullgraph_tracer.variables.base import VariableTracker
from fullgraph_tracer.variables.dicts.iterators import SetIterator
from fullgraph_tracer.variables.dicts.set_algebra import (
    ALGEBRA,
    SetLike,
    difference,
    elements_of,
    intersection,
    symmetric_difference,
    union,
)
from fullgraph_tracer.variables.lists.base import sequence_repr
from fullgraph_tracer.variables.lists.list import ListVariable
from fullgraph_tracer.variables.lists.tuple import TupleVariable

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

    from fullgraph_tracer.emit.emitter import Emitter
    from fullgraph_tracer.ports import Tx
    from fullgraph_tracer.variables.dicts.set_algebra import Elements


class BaseSetVariable(SetLike):
    """What `set` and `frozenset` share: elements by what stands for them in a hash table."""

    py_type: type = set

    def __init__(self, entries: Elements | None = None, *, in_order: bool = False, **options: Any) -> None:
        """`in_order`: the elements come in the order in which the real set has them."""
        super().__init__(**options)
        self.entries: Elements = {} if entries is None else entries
        self.in_order = in_order

    @classmethod
    def of(cls, tx: Tx, items: Iterable[VariableTracker], **options: Any) -> BaseSetVariable:
        """A new set of these items."""
        entries: Elements = {}
        for item in items:
            entries.setdefault(protocol.hash_key(tx, item), item.realize().settled(tx))
        return cls(entries, **options)

    def python_type(self) -> type:
        return self.py_type

    def describe(self) -> str:
        return f"len {len(self.entries)}"

    def order(self) -> list[Any]:
        """What stands for the elements, in the order of a real set's table: it shows where a program iterates."""
        if self.in_order or any(isinstance(hashed, VariableTracker) for hashed in self.entries):
            return list(self.entries)
        return list(set(self.entries))

    def elements(self, tx: Tx) -> Elements:  # noqa: ARG002 - views guard here
        return {hashed: self.entries[hashed] for hashed in self.order()}

    def make_set(self, tx: Tx, elements: Elements) -> VariableTracker:  # noqa: ARG002 - the slot's signature
        return type(self)(elements)

    def parts(self) -> Iterable[VariableTracker]:
        return self.entries.values()

    def as_constant(self) -> Any:
        return self.py_type(item.realize().as_constant() for item in self.entries.values())

    def reconstruct(self, emit: Emitter) -> Any:
        return self.py_type(emit(item) for item in self.entries.values())

    def length(self, tx: Tx) -> VariableTracker:
        return tx.constant(len(self.entries))

    def truth(self, tx: Tx) -> bool:  # noqa: ARG002 - the slot's signature
        return bool(self.entries)

    def contains(self, tx: Tx, item: VariableTracker) -> VariableTracker:
        return tx.constant(self._key(tx, item) in self.entries)

    def _key(self, tx: Tx, item: VariableTracker) -> Any:
        """A set among the arguments of `in`, `remove` and `discard` is looked up as a frozenset."""
        if isinstance(item, BaseSetVariable):
            return frozenset(item.entries)
        return protocol.hash_key(tx, item)

    def iter(self, tx: Tx) -> VariableTracker:  # noqa: ARG002 - the slot's signature
        return SetIterator(self)

    def known_items(self, tx: Tx) -> Sequence[VariableTracker]:  # noqa: ARG002 - the slot's signature
        return [self.entries[hashed] for hashed in self.order()]

    def repr(self, tx: Tx) -> VariableTracker:
        name = self.py_type.__name__
        if not self.entries:
            return tx.constant(f"{name}()")
        template = "{%s}" if self.py_type is set else name + "({%s})"
        return sequence_repr(tx, self, self.known_items(tx), template)

    def str(self, tx: Tx) -> VariableTracker:
        return self.repr(tx)

    # ---- methods

    def py_copy(self, tx: Tx) -> VariableTracker:
        return self.make_set(tx, self.elements(tx))

    def py___copy__(self, tx: Tx) -> VariableTracker:
        return self.py_copy(tx)

    def py___reduce__(self, tx: Tx) -> VariableTracker:
        """https://github.com/python/cpython/blob/3.12/Objects/setobject.c: `set_reduce`, for `copy.deepcopy`."""
        items = ListVariable(list(self.elements(tx).values()))
        return TupleVariable([tx.wrap(self.py_type), TupleVariable([items]), tx.constant(None)])

    def py___reduce_ex__(self, tx: Tx, protocol_version: VariableTracker) -> VariableTracker:  # noqa: ARG002
        return self.py___reduce__(tx)

    def _folded(
        self, tx: Tx, combine: Callable[[Elements, Elements], Elements], others: Iterable[VariableTracker]
    ) -> Elements:
        elements = self.elements(tx)
        for other in others:
            elements = combine(elements, elements_of(tx, other))
        return elements

    def py_union(self, tx: Tx, *others: VariableTracker) -> VariableTracker:
        return self.make_set(tx, self._folded(tx, union, others))

    def py_intersection(self, tx: Tx, *others: VariableTracker) -> VariableTracker:
        return self.make_set(tx, self._folded(tx, intersection, others))

    def py_difference(self, tx: Tx, *others: VariableTracker) -> VariableTracker:
        return self.make_set(tx, self._folded(tx, difference, others))

    def py_symmetric_difference(self, tx: Tx, other: VariableTracker, /) -> VariableTracker:
        return self.make_set(tx, self._folded(tx, symmetric_difference, [other]))

    def py___repr__(self, tx: Tx) -> VariableTracker:
        return self.repr(tx)

    def py_issubset(self, tx: Tx, other: VariableTracker, /) -> VariableTracker:
        return tx.constant(self.entries.keys() <= elements_of(tx, other).keys())

    def py_issuperset(self, tx: Tx, other: VariableTracker, /) -> VariableTracker:
        return tx.constant(self.entries.keys() >= elements_of(tx, other).keys())


class SetVariable(BaseSetVariable):
    """A `set`. Mutations go to the effect log at once."""

    py_type: type = set

    def change(self, tx: Tx, entries: Elements) -> None:
        """From now on these are the elements."""
        self._begin_change(tx)
        tx.journal.set(self, "entries", entries)

    def _begin_change(self, tx: Tx) -> None:
        tx.effects.modify(self, tx.span)
        if self.in_order:
            tx.journal.set(self, "in_order", False)

    def hash_key(self, tx: Tx) -> Any:
        tx.raise_(TypeError, "unhashable type: 'set'")

    def write_back(self, emit: Emitter, real: Any) -> None:
        items = [emit(item) for item in self.entries.values()]
        set.clear(real)
        set.update(real, items)

    def inplace(self, tx: Tx, op: str, other: VariableTracker) -> VariableTracker | Any:
        if op not in ALGEBRA or not self.takes(other):
            return NotImplemented
        self.change(tx, self._folded(tx, ALGEBRA[op], [other]))
        return self

    def py___ior__(self, tx: Tx, other: VariableTracker) -> Any:
        return self.inplace(tx, "|", other)

    def py___iand__(self, tx: Tx, other: VariableTracker) -> Any:
        return self.inplace(tx, "&", other)

    def py___isub__(self, tx: Tx, other: VariableTracker) -> Any:
        return self.inplace(tx, "-", other)

    def py___ixor__(self, tx: Tx, other: VariableTracker) -> Any:
        return self.inplace(tx, "^", other)

    def py_add(self, tx: Tx, item: VariableTracker, /) -> None:
        hashed = protocol.hash_key(tx, item)
        if hashed not in self.entries:
            self._begin_change(tx)
            tx.journal.set_item(self.entries, hashed, item.realize().settled(tx))

    def py_discard(self, tx: Tx, item: VariableTracker, /) -> None:
        hashed = self._key(tx, item)
        if hashed in self.entries:
            self._take(tx, hashed)

    def py_remove(self, tx: Tx, item: VariableTracker, /) -> None:
        hashed = self._key(tx, item)
        if hashed not in self.entries:
            tx.raise_(KeyError, item)
        self._take(tx, hashed)

    def _take(self, tx: Tx, hashed: Any) -> VariableTracker:
        left = dict(self.entries)
        item = left.pop(hashed)
        self.change(tx, left)
        return item

    def py_pop(self, tx: Tx) -> VariableTracker:
        if not self.entries:
            tx.raise_(KeyError, "pop from an empty set")
        return self._take(tx, self.order()[0])

    def py_clear(self, tx: Tx) -> None:
        self.change(tx, {})

    def py_update(self, tx: Tx, *others: VariableTracker) -> None:
        self.change(tx, self._folded(tx, union, others))

    def py_intersection_update(self, tx: Tx, *others: VariableTracker) -> None:
        self.change(tx, self._folded(tx, intersection, others))

    def py_difference_update(self, tx: Tx, *others: VariableTracker) -> None:
        self.change(tx, self._folded(tx, difference, others))

    def py_symmetric_difference_update(self, tx: Tx, other: VariableTracker, /) -> None:
        self.change(tx, self._folded(tx, symmetric_difference, [other]))

    def py___init__(self, tx: Tx, iterable: VariableTracker | None = None, /) -> None:
        self.change(tx, {} if iterable is None else elements_of(tx, iterable))


class FrozensetVariable(BaseSetVariable):
    """A `frozenset`."""

    py_type: type = frozenset
    is_of_program = False
    """Whether torch takes it for an object of the program's, since it may hold anything."""

    @property
    def kind(self) -> str:
        return "UserDefinedSetVariable" if self.is_of_program else super().kind

    def hash_key(self, tx: Tx) -> Any:  # noqa: ARG002 - the slot's signature
        return frozenset(self.entries)

    def py_copy(self, tx: Tx) -> VariableTracker:  # noqa: ARG002 - the method's signature
        return self

    def py___hash__(self, tx: Tx) -> VariableTracker:
        return tx.constant(hash(self.hash_key(tx)))


class DictKeySetVariable(FrozensetVariable):
    """The `keys()` of a dictionary that was an input by itself: its keys, as they were."""

    py_type: type = type({}.keys())

    def make_set(self, tx: Tx, elements: Elements) -> VariableTracker:  # noqa: ARG002 - the slot's signature
        return SetVariable(elements)

    def hash_key(self, tx: Tx) -> Any:
        tx.raise_(TypeError, "unhashable type: 'dict_keys'")

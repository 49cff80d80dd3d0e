"""What list, tuple and their kin share: items that are variables, indexing, comparison, `+` and `*`."""

from __future__ import annotations

import operator
import sys
from typing import TYPE_CHECKING, Any

from fullgraph_tracer import protocol
from fullgraph_tracer.variables.base import NotConstantError, VariableTracker, constant_of_parts
from fullgraph_tracer.variables.builtin_value import BuiltinValue
from fullgraph_tracer.variables.lists.iterators import ListIteratorVariable

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from fullgraph_tracer.ports import Tx


def index_of(tx: Tx, key: VariableTracker, what: str) -> int | slice:
    """A subscript of a sequence as a number or slice, through `__index__`; `what` is the container's name."""
    try:
        value = key.as_constant()
    except NotConstantError:
        value = None
    if isinstance(value, slice):
        return value
    if key.python_type() is slice:
        return slice(*(_bound(tx, bound.realize()) for bound in key.parts()))
    if not hasattr(key.python_type(), "__index__"):
        tx.raise_(TypeError, f"{what} indices must be integers or slices, not {key.type_name()}")
    return int(value) if isinstance(value, int) else int(key.index(tx).as_constant())


def _bound(tx: Tx, bound: VariableTracker) -> Any:
    return bound.as_constant() if bound.is_constant else bound.index(tx).as_constant()


def sequence_repr(
    tx: Tx, variable: VariableTracker, items: Sequence[VariableTracker], template: str
) -> VariableTracker:
    """`repr` of a container by its items'; `template` has a `%s` for them. A container in itself shows as `...`."""
    active: list[VariableTracker] = tx.states.setdefault("repr", [])
    if any(variable is held for held in active):
        return tx.constant(template % "...")
    active.append(variable)
    try:
        return tx.constant(template % ", ".join(protocol.to_repr(tx, item).as_constant() for item in items))
    finally:
        active.pop()


class BaseListVariable(BuiltinValue):
    """A sequence whose items are tracked one by one."""

    py_type: type = list

    def __init__(self, items: Iterable[VariableTracker] = (), **options: Any) -> None:
        super().__init__(**options)
        self.items: list[VariableTracker] = list(items)

    def python_type(self) -> type:
        return self.py_type

    def describe(self) -> str:
        return f"len {len(self.items)}"

    def like(self, items: Iterable[VariableTracker]) -> VariableTracker:
        """A new sequence of the type that slicing, `+` and `*` give."""
        return type(self)(items)

    def known_items(self, tx: Tx) -> Sequence[VariableTracker]:  # noqa: ARG002 - the slot's signature
        return list(self.items)

    def parts(self) -> Iterable[VariableTracker]:
        return self.items

    @constant_of_parts
    def as_constant(self) -> Any:
        return self.py_type(item.realize().as_constant() for item in self.items)

    def as_proxy(self, tx: Tx) -> Any:
        return self.py_type([item.realize().as_proxy(tx) for item in self.items])

    # ---- slots

    def length(self, tx: Tx) -> VariableTracker:
        return tx.constant(len(self.items))

    def truth(self, tx: Tx) -> bool:  # noqa: ARG002 - the slot's signature
        return bool(self.items)

    def getitem(self, tx: Tx, key: VariableTracker) -> VariableTracker:
        index = key.as_constant() if key.is_constant else None
        if type(index) is not int:
            index = index_of(tx, key, self.py_type.__name__)
        if isinstance(index, slice):
            return self.like(self._sliced(tx, index))
        try:
            return self.items[index].realize()
        except IndexError:
            tx.raise_(IndexError, f"{self.py_type.__name__} index out of range")

    def _sliced(self, tx: Tx, index: slice) -> list[VariableTracker]:
        try:
            return self.items[index]
        except (ValueError, TypeError) as error:
            tx.raise_(type(error), *error.args)

    def contains(self, tx: Tx, item: VariableTracker) -> VariableTracker:
        """list_contains; as in Dynamo, no tensor is asked whether it equals a constant."""
        if item.is_constant:
            others = (mine for mine in list(self.items) if not mine.realize().is_data_dependent)
            return tx.constant(any(protocol.python_equal(tx, mine, item) for mine in others))
        return tx.constant(self.position(tx, item) is not None)

    def position(self, tx: Tx, item: VariableTracker, start: int = 0, stop: int | None = None) -> int | None:
        """Where the first equal item stands."""
        at = start
        while at < len(self.items) and (stop is None or at < stop):
            if protocol.python_equal(tx, self.items[at], item):
                return at
            at += 1
        return None

    def iter(self, tx: Tx) -> VariableTracker:  # noqa: ARG002 - the slot's signature
        return ListIteratorVariable(self)

    def richcompare(self, tx: Tx, op: str, other: VariableTracker) -> VariableTracker | Any:
        """list_richcompare: the first pair that differs decides; what only symbols decide stays a symbol."""
        if not isinstance(other, BaseListVariable) or not self.comparable(other):
            return NotImplemented
        if op in ("==", "!=") and len(self.items) != len(other.items):
            return tx.constant(op == "!=")
        symbolic: VariableTracker | None = None
        at = 0
        while at < len(self.items) and at < len(other.items):
            mine, theirs = self.items[at], other.items[at]
            at += 1
            if protocol.identical(tx, mine, theirs):
                continue
            equal = protocol.compare(tx, "==", mine, theirs).realize()
            if op in ("==", "!=") and equal.python_type() is bool and not equal.is_constant:
                symbolic = equal if symbolic is None else tx.call_function(operator.and_, [symbolic, equal])
            elif not protocol.truth(tx, equal):
                if op in ("==", "!="):
                    return tx.constant(op == "!=")
                return protocol.compare(tx, op, mine, theirs)
        if symbolic is not None:
            return symbolic if op == "==" else tx.call_function(operator.not_, [symbolic])
        return protocol.compare(tx, op, tx.constant(len(self.items)), tx.constant(len(other.items)))

    def comparable(self, other: BaseListVariable) -> bool:
        """Whether the two types know each other's comparison."""
        return issubclass(other.py_type, self.py_type) or issubclass(self.py_type, other.py_type)

    def binary(self, tx: Tx, op: str, other: VariableTracker) -> VariableTracker | Any:
        if op == "+":
            if not isinstance(other, BaseListVariable) or not self.comparable(other):
                mine = self.py_type.__name__
                tx.raise_(TypeError, f'can only concatenate {mine} (not "{other.type_name()}") to {mine}')
            return self.like([*self.items, *other.items])
        if op == "*" and hasattr(other.python_type(), "__index__"):
            return self.like(repeated(tx, self.items, other))
        return NotImplemented

    def rbinary(self, tx: Tx, op: str, other: VariableTracker) -> VariableTracker | Any:
        if op == "*" and hasattr(other.python_type(), "__index__"):
            return self.like(repeated(tx, self.items, other))
        return NotImplemented

    def repr(self, tx: Tx) -> VariableTracker:
        return sequence_repr(tx, self, self.items, "[%s]")

    def str(self, tx: Tx) -> VariableTracker:
        return self.repr(tx)

    # ---- methods

    def py_count(self, tx: Tx, value: VariableTracker) -> VariableTracker:
        return tx.constant(sum(1 for item in list(self.items) if protocol.python_equal(tx, item, value)))

    def py_index(
        self,
        tx: Tx,
        value: VariableTracker,
        start: VariableTracker | None = None,
        stop: VariableTracker | None = None,
    ) -> VariableTracker:
        first = 0 if start is None else _clamped(int(start.index(tx).as_constant()), len(self.items))
        last = None if stop is None else _clamped(int(stop.index(tx).as_constant()), len(self.items))
        at = self.position(tx, value, first, last)
        if at is None:
            tx.raise_(ValueError, _absent(tx, self.py_type, value))
        return tx.constant(at)

    def py___contains__(self, tx: Tx, item: VariableTracker) -> VariableTracker:
        return self.contains(tx, item)

    def py___add__(self, tx: Tx, other: VariableTracker) -> Any:
        return self.binary(tx, "+", other)

    def py___mul__(self, tx: Tx, other: VariableTracker) -> Any:
        return self.binary(tx, "*", other)

    def py___rmul__(self, tx: Tx, other: VariableTracker) -> Any:
        return self.rbinary(tx, "*", other)

    def py___eq__(self, tx: Tx, other: VariableTracker) -> VariableTracker:
        return compared(tx, self, "==", other)

    def py___ne__(self, tx: Tx, other: VariableTracker) -> VariableTracker:
        return compared(tx, self, "!=", other)

    def py___lt__(self, tx: Tx, other: VariableTracker) -> VariableTracker:
        return compared(tx, self, "<", other)

    def py___le__(self, tx: Tx, other: VariableTracker) -> VariableTracker:
        return compared(tx, self, "<=", other)

    def py___gt__(self, tx: Tx, other: VariableTracker) -> VariableTracker:
        return compared(tx, self, ">", other)

    def py___ge__(self, tx: Tx, other: VariableTracker) -> VariableTracker:
        return compared(tx, self, ">=", other)

    def py___repr__(self, tx: Tx) -> VariableTracker:
        return self.repr(tx)

    def py___str__(self, tx: Tx) -> VariableTracker:
        return self.repr(tx)

    def py___format__(self, tx: Tx, spec: VariableTracker) -> VariableTracker:
        if spec.as_constant():
            tx.raise_(TypeError, f"unsupported format string passed to {self.py_type.__name__}.__format__")
        return self.str(tx)


def _clamped(index: int, size: int) -> int:
    return max(index + size, 0) if index < 0 else index


def repeated(tx: Tx, items: list[VariableTracker], times: VariableTracker) -> list[VariableTracker]:
    """`items * times`; too many are the user's OverflowError or MemoryError."""
    number = int(times.index(tx).as_constant())
    try:
        return items * number
    except (OverflowError, MemoryError) as error:
        tx.raise_(type(error), *error.args)


def size_of(tx: Tx, number: VariableTracker) -> int:
    """A number as CPython's Py_ssize_t."""
    value = int(number.index(tx).as_constant())
    if not -sys.maxsize - 1 <= value <= sys.maxsize:
        tx.raise_(OverflowError, "Python int too large to convert to C ssize_t")
    return value


def compared(tx: Tx, variable: VariableTracker, op: str, other: VariableTracker) -> VariableTracker:
    """What `x.__eq__(y)` gives: the slot's answer, or NotImplemented as a value."""
    result = variable.richcompare(tx, op, other)
    return tx.constant(NotImplemented) if result is NotImplemented else result


def _absent(tx: Tx, cls: type, value: VariableTracker) -> str:
    if cls is not list:
        return f"{cls.__name__}.index(x): x not in {cls.__name__}"
    return f"{protocol.to_repr(tx, value).as_constant()} is not in list"

"""What sets, frozensets and the set-like views share: union and its kin, inclusion, membership."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from fullgraph_tracer import protocol
from fullgraph_tracer.variables.builtin_value import BuiltinValue
from fullgraph_tracer.variables.lists.base import compared

if TYPE_CHECKING:
    from collections.abc import Callable

    from fullgraph_tracer.ports import Tx
    from fullgraph_tracer.variables.base import VariableTracker

    Elements = dict[Any, VariableTracker]


def union(mine: Elements, theirs: Elements) -> Elements:
    return {**mine, **difference(theirs, mine)}


def intersection(mine: Elements, theirs: Elements) -> Elements:
    return {hashed: item for hashed, item in mine.items() if hashed in theirs}


def difference(mine: Elements, theirs: Elements) -> Elements:
    return {hashed: item for hashed, item in mine.items() if hashed not in theirs}


def symmetric_difference(mine: Elements, theirs: Elements) -> Elements:
    return {**difference(mine, theirs), **difference(theirs, mine)}


ALGEBRA: dict[str, Callable[[Elements, Elements], Elements]] = {
    "|": union,
    "&": intersection,
    "-": difference,
    "^": symmetric_difference,
}


def elements_of(tx: Tx, iterable: VariableTracker) -> Elements:
    """The elements of any iterable, as a set has them: of equal ones the first."""
    iterable = iterable.realize()
    if isinstance(iterable, SetLike):
        return iterable.elements(tx)
    found: Elements = {}
    for item in protocol.iterate(tx, iterable):
        found.setdefault(protocol.hash_key(tx, item), item.realize())
    return found


class SetLike(BuiltinValue):
    """Something that is also a set."""

    def elements(self, tx: Tx) -> Elements:
        """Its elements, by what stands for them in a hash table."""
        raise NotImplementedError

    def make_set(self, tx: Tx, elements: Elements) -> VariableTracker:
        """The set that an operator gives: of the type on its left, for views a `set`."""
        raise NotImplementedError

    def takes(self, other: VariableTracker) -> bool:
        """Whether an operator takes `other`: sets and set-like views take each other."""
        return isinstance(other, SetLike)

    def binary(self, tx: Tx, op: str, other: VariableTracker) -> VariableTracker | Any:
        if op not in ALGEBRA or not self.takes(other):
            return NotImplemented
        return self.make_set(tx, ALGEBRA[op](self.elements(tx), elements_of(tx, other)))

    def richcompare(self, tx: Tx, op: str, other: VariableTracker) -> VariableTracker | Any:
        if not isinstance(other, SetLike):
            return NotImplemented
        mine, theirs = self.elements(tx).keys(), other.elements(tx).keys()
        answers: dict[str, Callable[[], bool]] = {
            "==": lambda: mine == theirs,
            "!=": lambda: mine != theirs,
            "<": lambda: mine < theirs,
            "<=": lambda: mine <= theirs,
            ">": lambda: mine > theirs,
            ">=": lambda: mine >= theirs,
        }
        return tx.constant(answers[op]())

    def py_isdisjoint(self, tx: Tx, other: VariableTracker, /) -> VariableTracker:
        mine = self.elements(tx)
        if isinstance(other, SetLike):
            return tx.constant(not intersection(mine, other.elements(tx)))
        return tx.constant(not any(protocol.hash_key(tx, item) in mine for item in protocol.iterate(tx, other)))

    def py___contains__(self, tx: Tx, item: VariableTracker, /) -> VariableTracker | None:
        return self.contains(tx, item)

    def py___eq__(self, tx: Tx, other: VariableTracker) -> VariableTracker:
        return compared(tx, self, "==", other)

    def py___ne__(self, tx: Tx, other: VariableTracker) -> VariableTracker:
        return compared(tx, self, "!=", other)

    def py___le__(self, tx: Tx, other: VariableTracker) -> VariableTracker:
        return compared(tx, self, "<=", other)

    def py___lt__(self, tx: Tx, other: VariableTracker) -> VariableTracker:
        return compared(tx, self, "<", other)

    def py___ge__(self, tx: Tx, other: VariableTracker) -> VariableTracker:
        return compared(tx, self, ">=", other)

    def py___gt__(self, tx: Tx, other: VariableTracker) -> VariableTracker:
        return compared(tx, self, ">", other)

    def py___or__(self, tx: Tx, other: VariableTracker) -> VariableTracker:
        return self._operator(tx, "|", other)

    def py___and__(self, tx: Tx, other: VariableTracker) -> VariableTracker:
        return self._operator(tx, "&", other)

    def py___sub__(self, tx: Tx, other: VariableTracker) -> VariableTracker:
        return self._operator(tx, "-", other)

    def py___xor__(self, tx: Tx, other: VariableTracker) -> VariableTracker:
        return self._operator(tx, "^", other)

    def _operator(self, tx: Tx, op: str, other: VariableTracker) -> VariableTracker:
        result = self.binary(tx, op, other)
        return tx.constant(NotImplemented) if result is NotImplemented else result

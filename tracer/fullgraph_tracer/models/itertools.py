"""`itertools`: what torch traces as generators, as lists made at once, and with rules of its own."""

from __future__ import annotations

import itertools
from typing import TYPE_CHECKING, Any, NoReturn

from fullgraph_tracer import protocol
from fullgraph_tracer.models.builtins.iteration import iter_
from fullgraph_tracer.protocol.known import models
from fullgraph_tracer.variables.builtin import method_model
from fullgraph_tracer.variables.iter import (
    CountIteratorVariable,
    FilterVariable,
    PolyfilledIteratorVariable,
    RepeatIteratorVariable,
)
from fullgraph_tracer.variables.lists import ListIteratorVariable, ListVariable, TupleVariable
from fullgraph_vocab.breaks import calls

if TYPE_CHECKING:
    from collections.abc import Sequence

    from fullgraph_tracer.ports import Tx
    from fullgraph_tracer.variables.base import VariableTracker

    Step = tuple[VariableTracker, Any] | None


def _made(items: Sequence[VariableTracker]) -> VariableTracker:
    """An iterator over items that are all known at once."""
    return ListIteratorVariable(ListVariable(items))


def _tuples(groups: Any) -> VariableTracker:
    return _made([TupleVariable(group) for group in groups])


def _count(tx: Tx, number: VariableTracker, name: str) -> int:
    if not number.is_constant and not hasattr(number.python_type(), "__index__"):
        _refuse(tx, name)
    return int(number.index(tx).as_constant())


def _refuse(tx: Tx, name: str) -> NoReturn:
    tx.break_(calls.UNSUPPORTED_CALL, name=f"itertools.{name}")


# ---- traced as generators


@models(itertools.chain)
def chain(tx: Tx, *iterables: VariableTracker) -> VariableTracker:
    """One after the other."""
    return _chained(tx, iter_(tx, TupleVariable(iterables)))


@models(itertools.chain.from_iterable)
@method_model(itertools.chain, "from_iterable")
def chain_from_iterable(tx: Tx, iterable: VariableTracker, /) -> VariableTracker:
    """One after the other, from an iterable of iterables."""
    return _chained(tx, iter_(tx, iterable))


def _chained(tx: Tx, iterables: VariableTracker) -> VariableTracker:  # noqa: ARG001 - the others' signature
    def step(tx: Tx, current: VariableTracker | None) -> Step:
        while True:
            if current is None:
                following = protocol.next_item(tx, iterables)
                if following is None:
                    return None
                current = iter_(tx, following.realize())
            item = protocol.next_item(tx, current)
            if item is not None:
                return item, current
            current = None

    return PolyfilledIteratorVariable(itertools.chain, step, None)


@models(itertools.islice)
def islice(tx: Tx, iterable: VariableTracker, /, *bounds: VariableTracker) -> VariableTracker:
    """From start to stop, by step; it takes no more of the iterable than it needs."""
    if not 1 <= len(bounds) <= 3:
        wanted = "at least 2" if not bounds else "at most 4"
        tx.raise_(TypeError, f"islice expected {wanted} arguments, got {len(bounds) + 1}")
    given = slice(*(bound.as_constant() if bound.is_constant else bound.index(tx).as_constant() for bound in bounds))
    numbers = (given.start, given.stop, given.step)
    if any(number is not None and (not isinstance(number, int) or number < 0) for number in numbers) or given.step == 0:
        tx.raise_(ValueError, "Indices for islice() must be None or an integer: 0 <= x <= sys.maxsize.")
    start, stop, stride = given.start or 0, given.stop, given.step or 1
    iterator = iter_(tx, iterable)

    def step(tx: Tx, state: tuple[int, int]) -> Step:
        taken, wanted = state
        limit = wanted if stop is None else min(wanted, stop)
        while taken < limit:
            if protocol.next_item(tx, iterator) is None:
                return None
            taken += 1
        if stop is not None and wanted >= stop:
            return None
        item = protocol.next_item(tx, iterator)
        return None if item is None else (item, (taken + 1, wanted + stride))

    return PolyfilledIteratorVariable(itertools.islice, step, (0, start))


@models(itertools.accumulate)
def accumulate(
    tx: Tx, iterable: VariableTracker, func: VariableTracker | None = None, *, initial: VariableTracker | None = None
) -> VariableTracker:
    """Running totals."""
    iterator = iter_(tx, iterable)
    by_adding = func is None or (func.is_constant and func.as_constant() is None)
    begins = initial is not None and not (initial.is_constant and initial.as_constant() is None)

    def step(tx: Tx, total: VariableTracker | None) -> Step:
        if total is None and begins:
            assert initial is not None
            return initial, initial
        item = protocol.next_item(tx, iterator)
        if item is None:
            return None
        if total is None:
            return item, item
        if by_adding or func is None:
            result = protocol.binary(tx, "+", total, item)
        else:
            result = protocol.call(tx, func, [total, item])
        return result, result

    return PolyfilledIteratorVariable(itertools.accumulate, step, None)


@models(itertools.compress)
def compress(tx: Tx, data: VariableTracker, selectors: VariableTracker) -> VariableTracker:
    """The items whose selector is true."""
    items, wanted = iter_(tx, data), iter_(tx, selectors)

    def step(tx: Tx, state: None) -> Step:
        while True:
            item = protocol.next_item(tx, items)
            selector = None if item is None else protocol.next_item(tx, wanted)
            if item is None or selector is None:
                return None
            if protocol.truth(tx, selector):
                return item, state

    return PolyfilledIteratorVariable(itertools.compress, step, None)


@models(itertools.cycle)
def cycle(tx: Tx, iterable: VariableTracker, /) -> VariableTracker:
    """Again and again."""
    iterator = iter_(tx, iterable)

    def step(tx: Tx, state: tuple[tuple[VariableTracker, ...], int | None]) -> Step:
        saved, at = state
        if at is None:
            item = protocol.next_item(tx, iterator)
            if item is not None:
                return item, ((*saved, item), None)
            at = 0
        return (saved[at], (saved, (at + 1) % len(saved))) if saved else None

    return PolyfilledIteratorVariable(itertools.cycle, step, ((), None))


@models(itertools.dropwhile)
def dropwhile(tx: Tx, predicate: VariableTracker, iterable: VariableTracker, /) -> VariableTracker:
    """From the first item that fails the predicate on."""
    iterator = iter_(tx, iterable)

    def step(tx: Tx, started: bool) -> Step:
        while (item := protocol.next_item(tx, iterator)) is not None:
            if started or not protocol.truth(tx, protocol.call(tx, predicate, [item])):
                return item, True
        return None

    return PolyfilledIteratorVariable(itertools.dropwhile, step, False)


@models(itertools.takewhile)
def takewhile(tx: Tx, predicate: VariableTracker, iterable: VariableTracker, /) -> VariableTracker:
    """Up to the first item that fails the predicate."""
    iterator = iter_(tx, iterable)

    def step(tx: Tx, state: None) -> Step:
        item = protocol.next_item(tx, iterator)
        if item is None or not protocol.truth(tx, protocol.call(tx, predicate, [item])):
            return None
        return item, state

    return PolyfilledIteratorVariable(itertools.takewhile, step, None)


@models(itertools.starmap)
def starmap(tx: Tx, function: VariableTracker, iterable: VariableTracker, /) -> VariableTracker:
    """The function of each item, taken apart."""
    iterator = iter_(tx, iterable)

    def step(tx: Tx, state: None) -> Step:
        item = protocol.next_item(tx, iterator)
        return None if item is None else (protocol.call(tx, function, protocol.to_list(tx, item)), state)

    return PolyfilledIteratorVariable(itertools.starmap, step, None)


@models(itertools.filterfalse)
def filterfalse(tx: Tx, function: VariableTracker, iterable: VariableTracker, /) -> VariableTracker:
    """The items that fail the predicate."""
    return FilterVariable(function, iter_(tx, iterable), keep=False)


@models(itertools.pairwise)
def pairwise(tx: Tx, iterable: VariableTracker, /) -> VariableTracker:
    """Each item with the next."""
    iterator = iter_(tx, iterable)

    def step(tx: Tx, before: VariableTracker | None) -> Step:
        if before is None:
            before = protocol.next_item(tx, iterator)
        item = None if before is None else protocol.next_item(tx, iterator)
        return None if before is None or item is None else (TupleVariable([before, item]), item)

    return PolyfilledIteratorVariable(itertools.pairwise, step, None)


@models(itertools.zip_longest)
def zip_longest(tx: Tx, *iterables: VariableTracker, fillvalue: VariableTracker | None = None) -> VariableTracker:
    """As long as the longest, with a value for what is missing."""
    iterators = [iter_(tx, iterable) for iterable in iterables]
    filler = tx.constant(None) if fillvalue is None else fillvalue

    def step(tx: Tx, ended: frozenset[int]) -> Step:
        items = []
        for at, iterator in enumerate(iterators):
            item = None if at in ended else protocol.next_item(tx, iterator)
            if item is None:
                ended |= {at}
            items.append(filler if item is None else item)
        return None if len(ended) == len(iterators) else (TupleVariable(items), ended)

    return PolyfilledIteratorVariable(itertools.zip_longest, step, frozenset())


@models(itertools.tee)
def tee(tx: Tx, iterable: VariableTracker, n: VariableTracker | None = None, /) -> VariableTracker:
    """Independent iterators over one: what one has taken waits for the others."""
    number = 2 if n is None else _count(tx, n, "tee")
    if number < 0:
        tx.raise_(ValueError, "n must be >= 0")
    iterator = iter_(tx, iterable)
    taken: list[VariableTracker] = []

    def step(tx: Tx, at: int) -> Step:
        if at == len(taken):
            item = protocol.next_item(tx, iterator)
            if item is None:
                return None
            tx.journal.append(taken, item)
        return taken[at], at + 1

    return TupleVariable([PolyfilledIteratorVariable(_TEE, step, 0) for _ in range(number)])


_TEE: type = type(itertools.tee(())[0])


# ---- with rules of their own


@models(itertools.count)
def count(tx: Tx, start: VariableTracker | None = None, step: VariableTracker | None = None) -> VariableTracker:
    """Numbers without end."""
    return CountIteratorVariable(tx.constant(0) if start is None else start, tx.constant(1) if step is None else step)


@models(itertools.repeat)
def repeat(tx: Tx, object: VariableTracker, times: VariableTracker | None = None) -> VariableTracker:  # noqa: A002
    """The same again and again, or so many times (then torch runs it as a generator, which it can rebuild)."""
    if times is None:
        return RepeatIteratorVariable(object)
    return RepeatedIteratorVariable(
        itertools.repeat, _repeated(object), max(_count(tx, times, "repeat"), 0), item=object
    )


def _repeated(item: VariableTracker) -> Any:
    def step(tx: Tx, left: int) -> Step:  # noqa: ARG001 - the steps' signature
        return (item, left - 1) if left else None

    return step


class RepeatedIteratorVariable(PolyfilledIteratorVariable):
    """`itertools.repeat(item, times)`: of what torch runs as generators, the one that reads from no other iterator."""

    def __init__(self, py_type: type, step: Any, state: int, *, item: VariableTracker, **options: Any) -> None:
        super().__init__(py_type, step, state, **options)
        self.item = item

    def can_reconstruct(self) -> bool:
        return True

    def parts(self) -> Sequence[VariableTracker]:
        return (self.item,)

    def reconstruct(self, emit: Any) -> Any:
        """As torch does: an iterator over what was left when the graph ended."""
        return iter((emit(self.item),) * self.state)


# ---- made at once


@models(itertools.product)
def product(tx: Tx, *iterables: VariableTracker, repeat: VariableTracker | None = None) -> VariableTracker:
    """Every combination of one item of each."""
    times = 1 if repeat is None else _count(tx, repeat, "product")
    return _tuples(itertools.product(*(protocol.to_list(tx, iterable) for iterable in iterables), repeat=times))


@models(itertools.permutations)
def permutations(tx: Tx, iterable: VariableTracker, r: VariableTracker | None = None) -> VariableTracker:
    """Every order of `r` items."""
    length = None if r is None or r.as_constant() is None else _count(tx, r, "permutations")
    return _tuples(itertools.permutations(protocol.to_list(tx, iterable), length))


@models(itertools.combinations)
def combinations(tx: Tx, iterable: VariableTracker, r: VariableTracker) -> VariableTracker:
    """Every choice of `r` items."""
    return _tuples(itertools.combinations(protocol.to_list(tx, iterable), _count(tx, r, "combinations")))


@models(itertools.groupby)
def groupby(tx: Tx, iterable: VariableTracker, key: VariableTracker | None = None) -> VariableTracker:
    """Runs of equal keys; the keys must be constants."""
    plain = key is None or (key.is_constant and key.as_constant() is None)
    groups: list[tuple[VariableTracker, list[VariableTracker]]] = []
    for item in protocol.to_list(tx, iterable):
        of = item.realize() if plain or key is None else protocol.call(tx, key, [item]).realize()
        if not of.is_constant:
            tx.break_(calls.ITERTOOLS, gb="GB0152", name="groupby")
        if groups and protocol.python_equal(tx, groups[-1][0], of):
            groups[-1][1].append(item)
        else:
            groups.append((of, [item]))
    return _made([TupleVariable([of, _made(items)]) for of, items in groups])

"""Where two paths meet: what a value is that is one thing on the one and another on the other."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from fullgraph_analysis.eval.values import (
    NONE,
    POSSIBLE,
    UNKNOWN,
    Const,
    DictObj,
    Entries,
    Instance,
    IteratorObj,
    ListObj,
    Scalar,
    Tensor,
    Tuple,
    Union,
    Unknown,
    Value,
)

if TYPE_CHECKING:
    from collections.abc import Iterable

_MOST_OPTIONS = 6
MOST_ENDS = 8
"""How many items are kept of either end of a tuple whose length is not known."""
_SCALARS = frozenset({"int", "float", "bool", "str", "bytes", "complex"})


def options(value: Value) -> tuple[Value, ...]:
    """The alternatives of a value."""
    return value.options if isinstance(value, Union) else (value,)


def union(values: Iterable[Value]) -> Value:
    """The join of any number of values."""
    result: Value | None = None
    for value in values:
        result = value if result is None else join(result, value)
    return UNKNOWN if result is None else result


def join(one: Value, other: Value) -> Value:
    """The least value that covers both."""
    if one is other or same(one, other):
        return one
    if isinstance(one, Unknown) and isinstance(other, Unknown):
        return UNKNOWN
    merged: list[Value] = list(options(one))
    for value in options(other):
        _add(merged, value)
    if len(merged) == 1:
        return merged[0]
    return Union(tuple(merged)) if len(merged) <= _MOST_OPTIONS else UNKNOWN


def _add(merged: list[Value], value: Value) -> None:
    for index, known in enumerate(merged):
        if same(known, value):
            return
        both = _merge(known, value)
        if both is not None:
            merged[index] = both
            return
    merged.append(value)


def scalar_type(value: Value) -> str | None:
    """The name of the Python type of a number or string."""
    if isinstance(value, Scalar):
        return value.type
    if isinstance(value, Const) and type(value.value).__name__ in _SCALARS:
        return type(value.value).__name__
    return None


def _merge(one: Value, other: Value) -> Value | None:
    """One value for two of the same sort, or None where they are better kept apart."""
    if isinstance(one, Tensor) and isinstance(other, Tensor):
        return _merge_tensors(one, other)
    name = scalar_type(one)
    if name is not None and name == scalar_type(other):
        if name in ("bool", "str") and isinstance(one, Const) and isinstance(other, Const) and name == "str":
            return None
        return Scalar(name)  # type: ignore[arg-type]
    if isinstance(one, Tuple) and isinstance(other, Tuple) and one.cls == other.cls:
        return _merge_tuples(one, other)
    if isinstance(one, Entries) and isinstance(other, Entries):
        return merge_entries(one, other)
    if isinstance(one, ListObj) and isinstance(other, ListObj) and one.cls == other.cls:
        content = _merge_tuples(one.content, other.content)
        return ListObj(content, one.cls)
    if isinstance(one, DictObj) and isinstance(other, DictObj) and one.cls == other.cls:
        return DictObj(merge_entries(one.content, other.content), one.cls)
    if isinstance(one, IteratorObj) and isinstance(other, IteratorObj) and one.cls == other.cls:
        return IteratorObj(_merge_tuples(one.content, other.content), one.cls)
    return None


def _merge_tensors(one: Tensor, other: Tensor) -> Tensor | None:
    if "ndarray" in (one.cls, other.cls) and one.cls != other.cls:
        return None
    shape: tuple[int | None, ...] | None = None
    if one.shape is not None and other.shape is not None and len(one.shape) == len(other.shape):
        shape = tuple(a if a == b else None for a, b in zip(one.shape, other.shape, strict=True))
    return Tensor(
        one.dtype if one.dtype == other.dtype else None,
        shape,
        one.cls if one.cls == other.cls else "tensor",
        min(one.sure, other.sure),
        one.grad if one.grad == other.grad else None,
        one.source and other.source,
        one.folded and other.folded,
    )


def elements(value: Tuple) -> Value:
    """What any item of a tuple is."""
    if value.items is None:
        return value.elem
    return union(value.items) if value.items else UNKNOWN


def _merge_tuples(one: Tuple, other: Tuple) -> Tuple:
    if one.items is not None and other.items is not None:
        if len(one.items) == len(other.items):
            pairs = zip(one.items, other.items, strict=True)
            return Tuple(tuple(join(a, b) for a, b in pairs), cls=one.cls, fields=one.fields)
        if not one.items:
            return Tuple(None, elements(other), one.cls)
        if not other.items:
            return Tuple(None, elements(one), one.cls)
    elems = [elements(side) for side in (one, other) if side.items is None or side.items]
    first = tuple(join(a, b) for a, b in zip(one.head, other.head, strict=False))
    last = tuple(join(a, b) for a, b in zip(one.tail[::-1], other.tail[::-1], strict=False))[::-1]
    return Tuple(None, union(elems), one.cls, first=first[:MOST_ENDS], last=last[-MOST_ENDS:])


def merge_entries(one: Entries, other: Entries) -> Entries:
    """What a dictionary holds that is the one or the other."""
    known: list[tuple[object, Value]] = []
    among: frozenset[object] | None = frozenset()
    for side, counterpart in ((one, other), (other, one)):
        if side.open and side.among is None:
            among = None
        if among is not None:
            missing = {key for key, _ in side.known if counterpart.get(key) is None}
            among = among | missing | (side.among or frozenset() if side.open else frozenset())
    loose: list[Value] = [side.elem for side in (one, other) if side.open]
    for key, value in one.known:
        there = other.get(key)
        if there is not None:
            known.append((key, join(value, there)))
        else:
            loose.append(value)
    loose.extend(value for key, value in other.known if one.get(key) is None)
    return Entries(tuple(known), bool(loose), union(loose) if loose else UNKNOWN, among if loose else None)


def any_element(value: Tuple) -> Value:
    """The item at a place that is not known: where some are tensors and others sizes, it is not surely a tensor."""
    result = elements(value)
    parts = [option for option in options(result) if option != NONE]
    mixed = any(isinstance(part, Tensor) for part in parts) and not all(isinstance(part, Tensor) for part in parts)
    return doubtful(result) if mixed else result


def doubtful(value: Value) -> Value:
    """A value that may be another one of its container: no grounds to find fault with it."""
    if isinstance(value, Union):
        return Union(tuple(doubtful(option) for option in value.options))
    return replace(value, sure=POSSIBLE) if isinstance(value, Tensor) else value


def same(one: Value, other: Value, depth: int = 4) -> bool:
    """Whether two values are alike, looking into containers."""
    if one is other:
        return True
    if type(one) is not type(other) or depth == 0:
        return False
    if isinstance(one, ListObj | IteratorObj) and isinstance(other, ListObj | IteratorObj):
        return one.cls == other.cls and same(one.content, other.content, depth - 1)
    if isinstance(one, DictObj) and isinstance(other, DictObj):
        return one.cls == other.cls and same(one.content, other.content, depth - 1)
    if isinstance(one, Tuple) and isinstance(other, Tuple):
        return _same_tuples(one, other, depth)
    if isinstance(one, Entries) and isinstance(other, Entries):
        return _same_entries(one, other, depth)
    if isinstance(one, Union) and isinstance(other, Union):
        return len(one.options) == len(other.options) and all(
            any(same(a, b, depth - 1) for b in other.options) for a in one.options
        )
    if isinstance(one, Instance):
        return False
    return one == other


def _same_tuples(one: Tuple, other: Tuple, depth: int) -> bool:
    if one.cls != other.cls or (one.items is None) != (other.items is None):
        return False
    if one.items is None and not same(one.elem, other.elem, depth - 1):
        return False
    return all(
        len(here) == len(there) and all(same(a, b, depth - 1) for a, b in zip(here, there, strict=True))
        for here, there in ((one.head, other.head), (one.tail, other.tail))
    )


def _same_entries(one: Entries, other: Entries, depth: int) -> bool:
    if one.open != other.open or one.among != other.among or len(one.known) != len(other.known):
        return False
    if one.open and not same(one.elem, other.elem, depth - 1):
        return False
    return all(a == c and same(b, d, depth - 1) for (a, b), (c, d) in zip(one.known, other.known, strict=True))

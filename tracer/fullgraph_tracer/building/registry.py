"""Real Python object -> variable, by a registry: named callables, then exact types, then base classes and predicates.

A builder is `(tx, value, source) -> VariableTracker`. It adds the guards that its variable relies on. `source` is None
for an object that is no input: a constant of the code, or something found while tracing.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable

    from fullgraph_tracer.ports import Tx
    from fullgraph_tracer.sources import Source
    from fullgraph_tracer.variables.base import VariableTracker

    Builder = Callable[[Tx, Any, Source | None], VariableTracker]
    Predicate = Callable[[Any], bool]

_EXACT: dict[type, Builder] = {}
_IDENTITY: dict[int, tuple[object, Builder]] = {}
_FIRST: list[tuple[Predicate, Builder]] = []
_PREDICATES: list[tuple[int, Predicate, Builder]] = []


def builds(*types: type) -> Callable[[Builder], Builder]:
    """Register a builder for objects of exactly these types."""

    def register(builder: Builder) -> Builder:
        for cls in types:
            if cls in _EXACT:
                raise ValueError(f"{cls} has a builder already")
            _EXACT[cls] = builder
        return builder

    return register


def builds_object(*objects: object) -> Callable[[Builder], Builder]:
    """Register a builder for these very objects."""

    def register(builder: Builder) -> Builder:
        for value in objects:
            _IDENTITY[id(value)] = (value, builder)
        return builder

    return register


def builds_first(predicate: Predicate) -> Callable[[Builder], Builder]:
    """Register a builder that is asked before the exact types: for callables that a table names."""

    def register(builder: Builder) -> Builder:
        _FIRST.append((predicate, builder))
        return builder

    return register


def builds_where(predicate: Predicate, *, rank: int) -> Callable[[Builder], Builder]:
    """Register a builder for objects that satisfy a predicate; lower ranks are asked first (0 to 100)."""

    def register(builder: Builder) -> Builder:
        _PREDICATES.append((rank, predicate, builder))
        _PREDICATES.sort(key=lambda entry: entry[0])
        return builder

    return register


def builder_of(value: object) -> Builder | None:
    """The builder for a value."""
    entry = _IDENTITY.get(id(value))
    if entry is not None and entry[0] is value:
        return entry[1]
    if callable(value):
        for predicate, builder in _FIRST:
            if predicate(value):
                return builder
    exact = _EXACT.get(type(value))
    if exact is not None:
        return exact
    return next((builder for _, predicate, builder in _PREDICATES if predicate(value)), None)

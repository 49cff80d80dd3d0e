"""What the traced code changed: attributes, containers, globals. Kept while tracing, done for real after the graph.

A changed object is changed in its variable at once; what is recorded here is that, and for attributes also the new
value. Everything goes through the journal, so that a rollback forgets it.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum
from typing import TYPE_CHECKING, Any, Final

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from fullgraph_tracer.effects.journal import Journal
    from fullgraph_tracer.emit.emitter import Emitter
    from fullgraph_tracer.variables.base import VariableTracker
    from fullgraph_vocab.spans import Span


class _Deleted(Enum):
    """The mark of an attribute (or global) that was deleted while tracing; an enumeration, for type checkers' sake."""

    DELETED = "<deleted>"

    def __repr__(self) -> str:
        return self.value


DELETED: Final = _Deleted.DELETED


@dataclass(frozen=True, slots=True)
class Effect:
    """One change that outlives the trace, for the report."""

    what: str
    span: Span

    def __str__(self) -> str:
        return f"{self.what} at {self.span}"


class Effects:
    """The side-effect log of one captured frame."""

    def __init__(self, journal: Journal) -> None:
        self._journal = journal
        self._by_id: dict[int, VariableTracker] = {}
        self._alive: list[object] = []
        self._attributes: dict[VariableTracker, dict[str, VariableTracker | _Deleted]] = {}
        self._modified: dict[VariableTracker, None] = {}
        self._globals: dict[tuple[int, str], tuple[dict[str, Any], VariableTracker | _Deleted]] = {}
        self._finalizers: list[Callable[[Emitter], None]] = []
        self.report: list[Effect] = []

    # ---- identity: the same object reached by two ways is one variable

    def known(self, value: object) -> VariableTracker | None:
        """The variable that already tracks this very object."""
        return self._by_id.get(id(value))

    def track(self, value: object, variable: VariableTracker) -> None:
        """From now on `variable` is what tracks `value`."""
        self._journal.append(self._alive, value)  # an id is only good while its object lives
        self._journal.set_item(self._by_id, id(value), variable)

    def real_object(self, variable: VariableTracker) -> tuple[object] | None:
        """The object that `variable` was tracked for, in a tuple of one; None for what was made while tracing."""
        for value in self._alive:
            if self._by_id.get(id(value)) is variable:
                return (value,)
        return None

    # ---- attributes

    def store_attr(self, obj: VariableTracker, name: str, value: VariableTracker | None, span: Span) -> None:
        """`obj.name = value`, or its deletion where `value` is None."""
        if obj not in self._attributes:
            self._journal.set_item(self._attributes, obj, {})
        self._journal.set_item(self._attributes[obj], name, DELETED if value is None else value)
        if obj.source is not None:
            self._report(
                f"sets {obj.source.name}.{name}" if value is not None else f"deletes {obj.source.name}.{name}", span
            )

    def load_attr(self, obj: VariableTracker, name: str) -> VariableTracker | _Deleted | None:
        """What was stored while tracing: the value, DELETED, or None if nothing was."""
        return self._attributes.get(obj, {}).get(name)

    def stored_attrs(self, obj: VariableTracker) -> dict[str, VariableTracker | _Deleted]:
        """All attributes stored (or deleted) on `obj` while tracing, in order."""
        return self._attributes.get(obj, {})

    # ---- containers and globals

    def modify(self, container: VariableTracker, span: Span) -> None:
        """`container` is about to change; its new contents are its own state."""
        if container.source is not None and container not in self._modified:
            self._journal.set_item(self._modified, container, None)
            self._report(f"changes {container.source.name}", span)

    def is_modified(self, container: VariableTracker) -> bool:
        """Whether a container with a source differs from the real object."""
        return container in self._modified

    def store_global(self, namespace: dict[str, Any], name: str, value: VariableTracker | None, span: Span) -> None:
        """`global name; name = value`, or its deletion."""
        entry = (namespace, DELETED if value is None else value)
        self._journal.set_item(self._globals, (id(namespace), name), entry)
        self._report(f"sets global {name}", span)

    def load_global(self, namespace: dict[str, Any], name: str) -> VariableTracker | _Deleted | None:
        """What was stored under a global name while tracing: the value, DELETED, or None if nothing was."""
        entry = self._globals.get((id(namespace), name))
        return None if entry is None else entry[1]

    def finally_do(self, action: Callable[[Emitter], None]) -> None:
        """Something else to do for real after the graph has run (a random state to set, a hook to register ...)."""
        self._journal.append(self._finalizers, action)

    def _report(self, what: str, span: Span) -> None:
        self._journal.append(self.report, Effect(what, span))

    # ---- doing it for real

    @property
    def is_empty(self) -> bool:
        """Whether nothing that outlives the trace was changed."""
        existing = any(obj.source is not None for obj in self._attributes)
        return not (existing or self._modified or self._globals or self._finalizers)

    def values(self) -> Iterator[VariableTracker]:
        """Every variable that the real changes need, to be rebuilt before any of them is made."""
        for obj, stored in self._attributes.items():
            if obj.source is not None:
                yield from (v for v in stored.values() if not isinstance(v, _Deleted))
        for container in self._modified:
            yield from container.parts()
        yield from (v for _, v in self._globals.values() if not isinstance(v, _Deleted))

    def apply(self, emit: Emitter) -> None:
        """Make the changes on the real objects. Everything is rebuilt first: a source must not see a change of ours."""
        for value in self.values():
            emit(value)
        for container in self._modified:
            container.write_back(emit, emit(container))
        for obj, stored in self._attributes.items():
            if obj.source is not None:
                obj.write_attributes(emit, emit(obj), stored)
        for (_, name), (namespace, stored_value) in self._globals.items():
            if isinstance(stored_value, _Deleted):
                del namespace[name]
            else:
                namespace[name] = emit(stored_value)
        for action in self._finalizers:
            action(emit)

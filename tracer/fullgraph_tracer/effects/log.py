"""What the traced code changed: attributes, containers, globals. Kept while tracing, done for real after the graph.

A changed object is changed in its variable at once; what is recorded here is that, and for attributes also the new
value. Everything goes through the journal, so that a rollback forgets it.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Protocol, TypeGuard

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from fullgraph_tracer.effects.journal import Journal
    from fullgraph_tracer.emit.emitter import Emitter
    from fullgraph_tracer.variables.base import VariableTracker
    from fullgraph_tracer.variables.misc.names import DeletedVariable, NewGlobalVariable
    from fullgraph_vocab.spans import Span


def is_deleted(stored: VariableTracker | None) -> TypeGuard[DeletedVariable]:
    """Whether what was stored under a name is its deletion."""
    return stored is not None and stored.is_deleted


def is_stored(stored: VariableTracker | None) -> TypeGuard[VariableTracker]:
    """Whether something was stored under a name, and is still there."""
    return stored is not None and not stored.is_deleted


@dataclass(frozen=True, slots=True)
class Effect:
    """One change that outlives the trace, for the report."""

    what: str
    span: Span

    def __str__(self) -> str:
        return f"{self.what} at {self.span}"


class Confines(Protocol):
    """Who is asked before a change, while the function of a higher-order operator is traced."""

    def change(self, variable: VariableTracker) -> None:
        """`variable` is about to change."""
        ...

    def store(self, variable: VariableTracker, name: str, value: VariableTracker | None) -> None:
        """An attribute of `variable` is about to be set, or deleted."""
        ...


class Effects:
    """The side-effect log of one captured frame."""

    confined: Confines | None = None

    def __init__(
        self, journal: Journal, *, deleted: type[DeletedVariable], new_global: type[NewGlobalVariable]
    ) -> None:
        self._journal = journal
        self._deleted = deleted
        self._new_global = new_global
        self._by_id: dict[int, VariableTracker] = {}
        self._alive: list[object] = []
        self._attributes: dict[VariableTracker, dict[str, VariableTracker]] = {}
        self._modified: dict[VariableTracker, None] = {}
        self._globals: dict[tuple[int, str], NewGlobalVariable] = {}
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
        if self.confined is not None:
            self.confined.store(obj, name, value)
        self.set_attr(obj, name, self._deleted() if value is None else value)
        if obj.source is not None:
            self._report(
                f"sets {obj.source.name}.{name}" if value is not None else f"deletes {obj.source.name}.{name}", span
            )

    def set_attr(self, obj: VariableTracker, name: str, value: VariableTracker) -> None:
        """The same by the interpreter itself, such as the `__context__` of an exception: no change of the program's."""
        if obj not in self._attributes:
            self._journal.set_item(self._attributes, obj, {})
        self._journal.set_item(self._attributes[obj], name, value)

    def load_attr(self, obj: VariableTracker, name: str) -> VariableTracker | None:
        """What was stored while tracing: the value, its deletion, or None if nothing was."""
        return self._attributes.get(obj, {}).get(name)

    def stored_attrs(self, obj: VariableTracker) -> dict[str, VariableTracker]:
        """All attributes stored (or deleted) on `obj` while tracing, in order."""
        return self._attributes.get(obj, {})

    # ---- containers and globals

    def modify(self, container: VariableTracker, span: Span) -> None:
        """`container` is about to change; its new contents are its own state."""
        if self.confined is not None:
            self.confined.change(container)
        self.advance(container, span)

    def advance(self, container: VariableTracker, span: Span) -> None:
        """The same for what moves on by being read, such as the iterator of a range: nobody is asked."""
        if container.source is not None and container not in self._modified:
            self._journal.set_item(self._modified, container, None)
            self._report(f"changes {container.source.name}", span)

    def is_modified(self, container: VariableTracker) -> bool:
        """Whether a container with a source differs from the real object."""
        return container in self._modified

    def store_global(self, namespace: dict[str, Any], name: str, value: VariableTracker | None, span: Span) -> None:
        """`global name; name = value`, or its deletion."""
        key = (id(namespace), name)
        if key not in self._globals:
            self._journal.set_item(self._globals, key, self._new_global(namespace, name))
        if self.confined is not None:
            self.confined.change(self._globals[key])
        self._journal.set(self._globals[key], "value", self._deleted() if value is None else value)
        self._report(f"sets global {name}", span)

    def load_global(self, namespace: dict[str, Any], name: str) -> VariableTracker | None:
        """What was stored under a global name while tracing: the value, its deletion, or None if nothing was."""
        entry = self._globals.get((id(namespace), name))
        return None if entry is None else entry.value

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
                yield from (v for v in stored.values() if not is_deleted(v))
        for container in self._modified:
            yield from container.parts()
        yield from (entry.stored for entry in self._globals.values() if not is_deleted(entry.value))

    def apply(self, emit: Emitter) -> None:
        """Make the changes on the real objects. Everything is rebuilt first: a source must not see a change of ours."""
        for value in self.values():
            emit(value)
        for container in self._modified:
            container.write_back(emit, emit(container))
        for obj, stored in self._attributes.items():
            if obj.source is not None:
                obj.write_attributes(emit, emit(obj), stored)
        for entry in self._globals.values():
            if is_deleted(entry.value):
                del entry.namespace[entry.name]
            else:
                entry.namespace[entry.name] = emit(entry.stored)
        for action in self._finalizers:
            action(emit)

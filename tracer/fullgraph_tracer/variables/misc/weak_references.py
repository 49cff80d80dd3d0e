"""`weakref.ref`."""

from __future__ import annotations

import weakref
from typing import TYPE_CHECKING, Any

from fullgraph_tracer import protocol
from fullgraph_tracer.variables.base import VariableTracker

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from fullgraph_tracer.emit.emitter import Emitter
    from fullgraph_tracer.ports import Tx


class WeakRefVariable(VariableTracker):
    """A weak reference; what it refers to lives as long as the trace."""

    def __init__(self, referent: VariableTracker, callback: VariableTracker, **options: Any) -> None:
        super().__init__(**options)
        self.referent = referent
        self.callback = callback

    def describe(self) -> str:
        return self.referent.describe()

    def python_type(self) -> type:
        return weakref.ref

    def truth(self, tx: Tx) -> bool:  # noqa: ARG002 - a reference is true, whatever it refers to
        return True

    def parts(self) -> Iterable[VariableTracker]:
        return (self.referent, self.callback)

    def reconstruct(self, emit: Emitter) -> Any:
        return weakref.ref(emit(self.referent), emit(self.callback))

    def call(self, tx: Tx, args: Sequence[VariableTracker], kwargs: dict[str, VariableTracker]) -> VariableTracker:
        if args or kwargs:
            tx.raise_(TypeError, "weakref.ref.__call__() takes no arguments")
        return self.referent

    def hash_key(self, tx: Tx) -> Any:
        return protocol.hash_key(tx, self.referent)

    def richcompare(self, tx: Tx, op: str, other: VariableTracker) -> VariableTracker | Any:
        if op not in ("==", "!=") or not isinstance(other, WeakRefVariable):
            return NotImplemented
        return protocol.compare(tx, op, self.referent, other.referent)

    def getattr(self, tx: Tx, name: str) -> VariableTracker:
        if name == "__callback__":
            return self.callback
        if name == "__class__":
            return tx.wrap(weakref.ref)
        if not hasattr(weakref.ref, name):
            tx.raise_(AttributeError, f"'weakref.ReferenceType' object has no attribute '{name}'")
        return tx.bind_method(self, name)

    def py___call__(self, tx: Tx) -> VariableTracker:
        """`reference.__call__()`."""
        return self.call(tx, (), {})

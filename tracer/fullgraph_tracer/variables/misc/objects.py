"""Bare `object()`s."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from fullgraph_tracer.variables.base import VariableTracker

if TYPE_CHECKING:
    from fullgraph_tracer.emit.emitter import Emitter
    from fullgraph_tracer.ports import Tx


class ObjectVariable(VariableTracker):
    """An `object()` that exists before the trace: a marker, compared by identity."""

    def __init__(self, value: object, **options: Any) -> None:
        super().__init__(**options)
        self.value = value

    def python_type(self) -> type:
        return object

    def truth(self, tx: Tx) -> bool:  # noqa: ARG002 - as every object without `__bool__`
        return True

    def hash_key(self, tx: Tx) -> Any:  # noqa: ARG002 - by identity
        return self

    def reconstruct(self, emit: Emitter) -> Any:  # noqa: ARG002 - the object itself
        return self.value

    def getattr(self, tx: Tx, name: str) -> VariableTracker:
        if name == "__class__":
            return tx.wrap(object)
        if not hasattr(object, name):
            tx.raise_(AttributeError, f"'object' object has no attribute '{name}'")
        return tx.bind_method(self, name)

"""Base of what stands for an object that the program found somewhere, as it is: known while tracing, never copied."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from fullgraph_tracer.variables.base import VariableTracker

if TYPE_CHECKING:
    from fullgraph_tracer.emit.emitter import Emitter
    from fullgraph_tracer.ports import Tx


class RealObject(VariableTracker):
    """An object that is its own constant: a function, a class, a descriptor, a typing construct ..."""

    def __init__(self, value: Any, **options: Any) -> None:
        super().__init__(**options)
        self.value = value

    def describe(self) -> str:
        return repr(self.value)

    def python_type(self) -> type:
        return type(self.value)

    @property
    def is_constant(self) -> bool:
        return True

    def as_constant(self) -> Any:
        return self.value

    def reconstruct(self, emit: Emitter) -> Any:  # noqa: ARG002 - the object itself
        return self.value

    def hash_key(self, tx: Tx) -> Any:  # noqa: ARG002 - hashed as Python does
        return self.value

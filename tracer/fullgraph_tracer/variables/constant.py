"""Literals and immutable constants."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from fullgraph_tracer.variables.base import VariableTracker

if TYPE_CHECKING:

    from fullgraph_tracer.ports import Tx


class ConstantVariable(VariableTracker):
    """A value that is known while tracing and cannot change: None, numbers, strings, dtypes, devices ..."""

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

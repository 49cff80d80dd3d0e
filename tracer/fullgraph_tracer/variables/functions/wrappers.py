"""Callables around a Python function: `lru_cache`, `torch.compile` inside a compiled region, scripted functions.

What they add is not traced: the call goes to the function inside. For `lru_cache` torch does the same, with a warning.
"""

from __future__ import annotations

import functools
import types
from typing import TYPE_CHECKING, Any, ClassVar

from fullgraph_tracer.effects import is_stored
from fullgraph_tracer.sources import AttrSource
from fullgraph_tracer.variables.base import VariableTracker

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from fullgraph_tracer.emit.emitter import Emitter
    from fullgraph_tracer.ports import Tx

_MISSING = object()


class WrapperUserFunctionVariable(VariableTracker):
    """An object that holds the function to trace in an attribute, such as `__wrapped__`."""

    lazy_args: ClassVar[bool] = True
    calls_directly = True

    def __init__(self, value: Any, attribute: str, **options: Any) -> None:
        super().__init__(**options)
        self.value = value
        self.attribute = attribute

    def describe(self) -> str:
        return str(getattr(self.value, "__qualname__", ""))

    def python_type(self) -> type:
        return types.FunctionType

    def truth(self, tx: Tx) -> bool:  # noqa: ARG002 - callables of this sort are true
        return True

    def hash_key(self, tx: Tx) -> Any:  # noqa: ARG002 - compared by identity
        return self.value

    def reconstruct(self, emit: Emitter) -> Any:  # noqa: ARG002 - the object itself
        return self.value

    def function(self, tx: Tx) -> VariableTracker:
        """The function that is traced."""
        source = None if self.source is None else AttrSource(self.source, self.attribute)
        return tx.wrap(getattr(self.value, self.attribute), source).realize()

    def call(self, tx: Tx, args: Sequence[VariableTracker], kwargs: dict[str, VariableTracker]) -> VariableTracker:
        return self.function(tx).call(tx, args, kwargs)

    def getattr(self, tx: Tx, name: str) -> VariableTracker:
        stored = tx.effects.load_attr(self, name)
        if is_stored(stored):
            return stored
        found = getattr(self.value, name, _MISSING)
        if found is _MISSING:
            tx.raise_(AttributeError, f"'{type(self.value).__name__}' object has no attribute '{name}'")
        return tx.wrap(found, None if self.source is None else AttrSource(self.source, name))

    def setattr(self, tx: Tx, name: str, value: VariableTracker) -> None:
        tx.effects.store_attr(self, name, value, tx.span)


class WrapperUserMethodVariable(WrapperUserFunctionVariable):
    """The same as a method of an object: a method under `lru_cache`."""

    def __init__(self, value: Any, attribute: str, obj: VariableTracker, **options: Any) -> None:
        super().__init__(value, attribute, **options)
        self.obj = obj

    def python_type(self) -> type:
        return types.MethodType

    def parts(self) -> Iterable[VariableTracker]:
        return (self.obj,)

    def reconstruct(self, emit: Emitter) -> Any:
        return types.MethodType(self.value, emit(self.obj))

    def call(self, tx: Tx, args: Sequence[VariableTracker], kwargs: dict[str, VariableTracker]) -> VariableTracker:
        return self.function(tx).call(tx, [self.obj, *args], kwargs)


def is_lru_cache(value: Any) -> bool:
    """Whether `functools.lru_cache` made it."""
    return isinstance(value, functools._lru_cache_wrapper)  # noqa: SLF001 - the only name of that type

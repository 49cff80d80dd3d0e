"""The base of the context managers that are entered inside the graph, and the functions that enter and leave them."""

from __future__ import annotations

import types
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, ClassVar

from fullgraph_tracer.variables.base import VariableTracker

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

    from fullgraph_tracer.emit.emitter import Emitter
    from fullgraph_tracer.ports import Tx


@dataclass(frozen=True, slots=True)
class OpenContext:
    """A `with` block that is open where a capture ends: stands on the real stack for its exit function.

    Eager enters a context made anew around what it executes, and leaves it before the next capture enters its own.
    """

    make: Callable[[], Any]


class ContextWrappingVariable(VariableTracker):
    """A context manager that a graph can enter and leave, and that can be left and entered again around a break."""

    can_restore: ClassVar[bool] = True
    survives_break: ClassVar[bool] = True

    def enter(self, tx: Tx) -> VariableTracker:
        """`__enter__`: put what it does into the graph, and do it for the rest of the trace (undone by a rollback)."""
        raise NotImplementedError

    def leave(self, tx: Tx) -> VariableTracker:
        """`__exit__`, with or without an exception; none of these managers swallows one."""
        raise NotImplementedError

    def recreate(self, emit: Emitter) -> Callable[[], Any]:
        """Makes a real context manager that does the same."""
        raise NotImplementedError

    def reconstruct(self, emit: Emitter) -> Any:
        return self.recreate(emit)()

    def enter_context(self, tx: Tx) -> tuple[VariableTracker, VariableTracker]:
        return WithExitFunctionVariable(self), self.enter(tx)

    def getattr(self, tx: Tx, name: str) -> VariableTracker:
        if name == "__enter__":
            return WithEnterFunctionVariable(self)
        if name == "__exit__":
            return WithExitFunctionVariable(self)
        if not hasattr(self.python_type(), name):
            tx.raise_(AttributeError, f"'{self.type_name()}' object has no attribute '{name}'")
        return tx.bind_method(self, name)


class _BoundManager(VariableTracker):
    def __init__(self, manager: ContextWrappingVariable, **options: Any) -> None:
        super().__init__(**options)
        self.manager = manager

    def describe(self) -> str:
        return self.manager.type_name()

    def python_type(self) -> type:
        return types.MethodType

    def parts(self) -> Iterable[VariableTracker]:
        return (self.manager,)


class WithEnterFunctionVariable(_BoundManager):
    """`manager.__enter__`."""

    def call(self, tx: Tx, args: Sequence[VariableTracker], kwargs: dict[str, VariableTracker]) -> VariableTracker:
        if args or kwargs:
            tx.raise_(TypeError, "__enter__() takes no arguments")
        return self.manager.enter(tx)

    def reconstruct(self, emit: Emitter) -> Any:
        return emit(self.manager).__enter__


class WithExitFunctionVariable(_BoundManager):
    """`manager.__exit__`, as the stack holds it during a `with` block."""

    def call(self, tx: Tx, args: Sequence[VariableTracker], kwargs: dict[str, VariableTracker]) -> VariableTracker:
        if kwargs:
            tx.raise_(TypeError, "__exit__() takes no keyword arguments")
        return self.manager.leave(tx)

    def reconstruct(self, emit: Emitter) -> OpenContext:
        return OpenContext(self.manager.recreate(emit))

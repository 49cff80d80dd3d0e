"""The base of the context managers that are entered inside the graph, and the functions that enter and leave them."""

from __future__ import annotations

import types
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, ClassVar

from fullgraph_tracer.errors import GraphBreak
from fullgraph_tracer.variables.base import VariableTracker
from fullgraph_tracer.variables.functions.wrapped import wrap_function
from fullgraph_tracer.variables.misc.lambdas import GetAttrVariable
from fullgraph_vocab.breaks import exceptions, object_model

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

    from fullgraph_tracer.effects import Change
    from fullgraph_tracer.emit.emitter import Emitter
    from fullgraph_tracer.ports import Tx
    from fullgraph_tracer.sources import Source
    from fullgraph_tracer.variables.ctx_manager.function_mode import TorchFunctionModeVariable


@dataclass(frozen=True, slots=True)
class OpenContext:
    """A `with` block that is open where a capture ends: stands on the real stack for its exit function.

    Eager enters a context made anew around what it executes, and leaves it before the next capture enters its own.
    """

    make: Callable[[], Any]
    """A real context manager that does the same."""
    again: Callable[[Tx, Source], VariableTracker]
    """The variable that the next capture enters, given where this object is found."""
    held: Any = None
    """The context manager itself, where it is an object of the user's."""


class ContextWrappingVariable(VariableTracker):
    """A context manager that a graph can enter and leave, and that can be left and entered again around a break."""

    can_restore: ClassVar[bool] = True
    survives_break: ClassVar[bool] = True
    change: Change | None = None
    """What entering switched in this process, for the rest of the trace."""

    # ---- what a subclass says

    def begin(self) -> Any:
        """Switch this process as `__enter__` does, for the fakes; `end` takes what this gives."""

    def end(self, state: Any) -> None:
        """Switch back."""

    def entered(self, tx: Tx) -> VariableTracker:
        """Put what `__enter__` does into the graph, after the process was switched; what `__enter__` gives."""
        return tx.constant(None)

    def left(self, tx: Tx) -> None:
        """Put what `__exit__` does into the graph."""

    def fresh(self) -> ContextWrappingVariable:
        """The same context manager, not entered: for the capture after a break."""
        raise NotImplementedError

    def revived(self, tx: Tx) -> ContextWrappingVariable:  # noqa: ARG002 - making some switches at once
        """The same, for a manager that was not entered where the last capture ended."""
        return self.fresh()

    def recreate(self, emit: Emitter) -> Callable[[], Any]:
        """Makes a real context manager that does the same."""
        raise NotImplementedError

    # ---- entering and leaving

    def enter(self, tx: Tx) -> VariableTracker:
        """`__enter__`: for the rest of the trace (undone by a rollback), and in the graph."""
        tx.journal.set(self, "change", tx.process.enter(self.begin, self.end))
        return self.entered(tx)

    def leave(self, tx: Tx) -> VariableTracker:
        """`__exit__`, with or without an exception; none of these managers swallows one."""
        change = self.change
        if change is None:
            tx.break_(exceptions.CONTEXT_MANAGER, type=self.type_name())
        tx.process.leave(change)
        tx.journal.set(self, "change", None)
        self.left(tx)
        return tx.constant(None)

    def reconstruct(self, emit: Emitter) -> Any:
        return self.recreate(emit)()

    def open_parts(self) -> Iterable[VariableTracker]:
        """What it needs of the graph where a capture ends in its block."""
        return self.parts()

    def opened(self, emit: Emitter) -> OpenContext:
        """As it stands on the stack of a frame that was left in its block."""
        return OpenContext(self.recreate(emit), lambda _tx, _source: self.fresh())

    def check_reopen(self) -> None:
        """Raise a GraphBreak where torch cannot enter the block anew after a break."""

    def call(self, tx: Tx, args: Sequence[VariableTracker], kwargs: dict[str, VariableTracker]) -> VariableTracker:
        """`manager(function)`: as a decorator."""
        if len(args) != 1 or kwargs:
            tx.raise_(TypeError, f"{self.type_name()}() takes one function")
        return wrap_function(tx, self, args[0])

    def enter_context(self, tx: Tx) -> tuple[VariableTracker, VariableTracker]:
        """As CPython: both methods are looked up, then the first is called."""
        entering, leaving = WithEnterFunctionVariable(self), WithExitFunctionVariable(self)
        return leaving, entering.call(tx, (), {})

    def getattr(self, tx: Tx, name: str) -> VariableTracker:
        if name in ("__enter__", "__exit__"):
            return tx.bind_method(self, name)
        if name == "__class__":
            return tx.wrap(self.python_type())
        return GetAttrVariable(self, name)

    def truth(self, tx: Tx) -> bool:  # noqa: ARG002 - an object without `__bool__`
        return True

    def hash_key(self, tx: Tx) -> Any:  # noqa: ARG002 - compared by identity
        return self


class _BoundManager(VariableTracker):
    def __init__(self, manager: ContextWrappingVariable | TorchFunctionModeVariable, **options: Any) -> None:
        super().__init__(**options)
        self.manager = manager

    def describe(self) -> str:
        return self.manager.type_name()

    def python_type(self) -> type:
        return types.MethodType

    def parts(self) -> Iterable[VariableTracker]:
        return (self.manager,)

    def truth(self, tx: Tx) -> bool:  # noqa: ARG002 - a method is true
        return True

    def hash_key(self, tx: Tx) -> Any:  # noqa: ARG002 - methods of one object are equal
        return (type(self), self.manager)

    def getattr(self, tx: Tx, name: str) -> VariableTracker:
        if name == "__self__":
            return self.manager
        if not hasattr(types.MethodType, name):
            tx.raise_(AttributeError, f"'method' object has no attribute '{name}'")
        tx.break_(object_model.ATTRIBUTE, name=name, type=self.type_name())


class WithEnterFunctionVariable(_BoundManager):
    """`manager.__enter__`."""

    def call(self, tx: Tx, args: Sequence[VariableTracker], kwargs: dict[str, VariableTracker]) -> VariableTracker:
        if args or kwargs:
            tx.raise_(TypeError, "__enter__() takes no arguments")
        return self.manager.enter(tx)

    def can_reconstruct(self) -> bool:
        raise GraphBreak(exceptions.BREAK_IN_CONTEXT, gb="GB0274")


class WithExitFunctionVariable(_BoundManager):
    """`manager.__exit__`, as the stack holds it during a `with` block."""

    def call(self, tx: Tx, args: Sequence[VariableTracker], kwargs: dict[str, VariableTracker]) -> VariableTracker:  # noqa: ARG002 - none of these managers looks at the exception
        if kwargs:
            tx.raise_(TypeError, "__exit__() takes no keyword arguments")
        return self.manager.leave(tx)

    def parts(self) -> Iterable[VariableTracker]:
        return self.manager.open_parts()

    def can_reconstruct(self) -> bool:
        self.manager.check_reopen()
        return True

    def reconstruct(self, emit: Emitter) -> OpenContext:
        return self.manager.opened(emit)

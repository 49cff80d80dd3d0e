"""Generators: a frame that is suspended and resumed while tracing."""

from __future__ import annotations

import types
from typing import TYPE_CHECKING, Any, NoReturn

from fullgraph_tracer import protocol
from fullgraph_tracer.errors import GraphBreak, UserRaised
from fullgraph_tracer.variables.base import VariableTracker
from fullgraph_tracer.variables.misc.lambdas import GetAttrVariable
from fullgraph_vocab.breaks import control_flow

if TYPE_CHECKING:
    from collections.abc import Iterable

    from fullgraph_tracer.emit.emitter import Emitter
    from fullgraph_tracer.ports import Tx


_STATE = frozenset({"__name__", "__qualname__", "gi_code", "gi_frame", "gi_running", "gi_suspended", "gi_yieldfrom"})
"""What a generator says of itself: torch does not follow it."""
_TOO_MANY = 100_000


class _RunAhead:
    """A `with` block in which a generator runs to its end before anybody asks: nothing at all may change in it."""

    def __init__(self, tx: Tx) -> None:
        self._tx = tx

    def __enter__(self) -> None:
        self._outer = self._tx.effects.confined
        self._tx.effects.confined = self

    def __exit__(self, *_: object) -> None:
        self._tx.effects.confined = self._outer

    def change(self, variable: VariableTracker) -> NoReturn:  # noqa: ARG002 - what it is does not matter
        """Break."""
        raise GraphBreak(control_flow.GENERATOR_ESCAPES, gb="GB8335")

    def store(self, variable: VariableTracker, name: str, value: VariableTracker | None) -> NoReturn:  # noqa: ARG002
        """The same."""
        self.change(variable)


class LocalGeneratorObjectVariable(VariableTracker):
    """A generator made while tracing. `frame` is its suspended frame; resuming it is undone by a rollback."""

    told_apart = False

    def __init__(self, frame: Any, **options: Any) -> None:
        super().__init__(**options)
        self.frame = frame
        self.started = False
        self.finished = False
        self.running = False
        self.remaining: list[VariableTracker] | None = None
        """The items that it still had when it left the graph."""

    def python_type(self) -> type:
        return types.GeneratorType

    def describe(self) -> str:
        return str(self.frame.name)

    def iter(self, tx: Tx) -> VariableTracker:  # noqa: ARG002 - the slot's signature
        return self

    def next(self, tx: Tx) -> VariableTracker:
        return self.py_send(tx, tx.constant(None))

    def py___next__(self, tx: Tx) -> VariableTracker:
        """`gen.__next__()`."""
        return self.next(tx)

    def py___iter__(self, tx: Tx) -> VariableTracker:  # noqa: ARG002 - the slot's signature
        """`gen.__iter__()`."""
        return self

    def getattr(self, tx: Tx, name: str) -> VariableTracker:
        if name in _STATE:
            return GetAttrVariable(self, name)
        return super().getattr(tx, name)

    def py_send(self, tx: Tx, value: VariableTracker) -> VariableTracker:
        """`gen.send(value)`."""
        if self.finished:
            tx.raise_(StopIteration)
        if not self.started and not (value.is_constant and value.as_constant() is None):
            tx.raise_(TypeError, "can't send non-None value to a just-started generator")
        return self._resume(tx, value, None)

    def py_throw(
        self,
        tx: Tx,
        kind: VariableTracker,
        value: VariableTracker | None = None,
        tb: VariableTracker | None = None,  # noqa: ARG002 - a traceback is not followed
    ) -> VariableTracker:
        """`gen.throw(exc)`, and the old form with class and value."""
        exc = kind
        if issubclass(kind.python_type(), type):
            is_instance = value is not None and issubclass(value.python_type(), BaseException)
            exc = value if is_instance and value is not None else kind.call(tx, [] if value is None else [value], {})
        if self.finished or not self.started:
            self._finish(tx)
            raise UserRaised(exc, has_context=True)
        return self._resume(tx, None, UserRaised(exc))

    def py_close(self, tx: Tx) -> VariableTracker:
        """`gen.close()`."""
        if self.finished or not self.started:
            self._finish(tx)
            return tx.constant(None)
        try:
            self.py_throw(tx, tx.wrap(GeneratorExit))
        except UserRaised as raised:
            if issubclass(raised.value.python_type(), (GeneratorExit, StopIteration)):
                return tx.constant(None)
            raise
        tx.raise_(RuntimeError, "generator ignored GeneratorExit")

    # ---- leaving the graph: what is left of it, as an iterator over a tuple

    def can_reconstruct(self) -> bool:
        """Runs it to its end, as torch does: whoever gets it finds its items computed."""
        if self.remaining is None:
            tx: Tx = self.frame.parent_tx
            items: list[VariableTracker] = []
            with _RunAhead(tx):
                while not self.finished and (item := protocol.next_item(tx, self)) is not None:
                    items.append(item)
                    if len(items) > _TOO_MANY:
                        raise GraphBreak(control_flow.ENDLESS, gb="GB2549")
            tx.journal.set(self, "remaining", items)
        return True

    def parts(self) -> Iterable[VariableTracker]:
        return self.remaining or ()

    def reconstruct(self, emit: Emitter) -> Any:
        return iter(tuple(emit(item) for item in self.remaining or ()))

    def _finish(self, tx: Tx) -> None:
        tx.journal.set(self, "finished", True)

    def _resume(self, tx: Tx, value: VariableTracker | None, exc: UserRaised | None) -> VariableTracker:
        if self.running:
            tx.raise_(ValueError, "generator already executing")
        frame = self.frame
        snapshot = frame.snapshot()
        tx.journal.note(lambda: frame.restore(snapshot))
        tx.journal.set(self, "started", True)
        tx.journal.set(self, "running", True)
        try:
            yielded, result = frame.resume(tx, value, exc)
        except UserRaised as raised:
            self._finish(tx)
            if issubclass(raised.value.python_type(), StopIteration):
                error = tx.call_function(RuntimeError, [tx.constant("generator raised StopIteration")])
                protocol.set_attribute(tx, error, "__cause__", raised.value)
                tx.effects.set_attr(error, "__context__", raised.value)
                raise UserRaised(error, has_context=True) from raised
            raise
        finally:
            tx.journal.set(self, "running", False)
        if yielded:
            return result  # type: ignore[no-any-return]
        self._finish(tx)
        if result.is_constant and result.as_constant() is None:
            tx.raise_(StopIteration)
        tx.raise_(StopIteration, result)

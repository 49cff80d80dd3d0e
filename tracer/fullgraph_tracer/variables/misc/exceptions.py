"""Exceptions that the traced code makes: of built-in classes, with arguments, cause and context."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from fullgraph_tracer.effects import is_deleted, is_stored
from fullgraph_tracer.variables.base import VariableTracker
from fullgraph_tracer.variables.constant import ConstantVariable
from fullgraph_tracer.variables.lists import TupleVariable
from fullgraph_tracer.variables.misc.lambdas import GetAttrVariable
from fullgraph_tracer.variables.misc.tracebacks import TracebackVariable
from fullgraph_vocab.breaks import exceptions

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from fullgraph_tracer.emit.emitter import Emitter
    from fullgraph_tracer.ports import Tx

NONE_AT_FIRST = frozenset({"__cause__", "__context__", "__traceback__"})


class ExceptionText(VariableTracker):
    """What `str` and `repr` of an exception show, where it came by, and its chain."""

    cls: type[BaseException]
    args: list[VariableTracker]
    traceback: TracebackVariable | None = None
    """The frames that it left, once it was raised."""

    def passes(self, tx: Tx) -> None:
        """It is raised in this frame, or comes out of a call in it: `PyTraceBack_Here`."""
        stored = tx.effects.load_attr(self, "__traceback__")
        before = stored if isinstance(stored, TracebackVariable) else self.traceback
        span = tx.span
        entry = TracebackVariable(span.file, span.line, before)
        tx.journal.set(self, "traceback", entry)
        if stored is not None:
            tx.effects.store_attr(self, "__traceback__", entry, span)

    def store_state(self, tx: Tx, name: str, value: VariableTracker) -> None:
        """`__cause__`, `__context__` ... is set; a cause hides the context: `PyException_SetCause`."""
        tx.effects.store_attr(self, name, value, tx.span)
        if name == "__cause__":
            tx.effects.store_attr(self, "__suppress_context__", tx.constant(True), tx.span)

    def returned_value(self, tx: Tx) -> VariableTracker:
        """The `value` of a StopIteration."""
        return self.args[0] if self.args else tx.constant(None)

    def py___str__(self, tx: Tx) -> VariableTracker:
        """`str(exc)`."""
        if not self.args:
            return tx.constant("")
        if len(self.args) == 1 and not issubclass(self.cls, KeyError):
            return tx.call_function(str, [self.args[0]])
        if len(self.args) == 1:
            return tx.call_function(repr, [self.args[0]])
        return tx.call_function(repr, [TupleVariable(self.args)])

    def py___repr__(self, tx: Tx) -> VariableTracker:
        """`repr(exc)`."""
        shown = tx.call_function(repr, [TupleVariable(self.args)])
        if not shown.is_constant:
            tx.break_(exceptions.EXCEPTION_ATTRIBUTE, detail="the arguments of this exception have no constant text")
        text = shown.as_constant()
        if len(self.args) == 1:
            text = text[:-2] + ")"
        return ConstantVariable(self.cls.__name__ + text)


class ExceptionVariable(ExceptionText):
    """An instance of a built-in exception class, made while tracing."""

    told_apart = False

    def __init__(self, cls: type[BaseException], args: Sequence[VariableTracker], **options: Any) -> None:
        super().__init__(**options)
        self.cls = cls
        self.args = list(args)

    def describe(self) -> str:
        return self.cls.__name__

    def python_type(self) -> type:
        return self.cls

    def parts(self) -> Iterable[VariableTracker]:
        return self.args

    def reconstruct(self, emit: Emitter) -> BaseException:
        made = self.cls(*(emit(arg) for arg in self.args))
        emit.remember(self, made)
        for name, value in emit.stored_attrs(self).items():
            if not is_deleted(value) and name != "__traceback__":
                setattr(made, name, emit(value))
        return made

    def getattr(self, tx: Tx, name: str) -> VariableTracker:
        stored = tx.effects.load_attr(self, name)
        if is_stored(stored):
            return stored
        if name == "args":
            return TupleVariable(self.args)
        if name == "__traceback__" and self.traceback is not None:
            return self.traceback
        if name in NONE_AT_FIRST:
            return tx.constant(None)
        if name == "__suppress_context__":
            return tx.constant(False)
        if name == "__class__":
            return tx.wrap(self.cls)
        if name in ("with_traceback", "add_note", "__init__", "__str__", "__repr__", "__setstate__"):
            return tx.bind_method(self, name)
        if not hasattr(self.cls, name):
            tx.raise_(AttributeError, f"'{self.cls.__name__}' object has no attribute '{name}'")
        return GetAttrVariable(self, name)

    def setattr(self, tx: Tx, name: str, value: VariableTracker) -> None:
        if name == "args":
            tx.journal.set(self, "args", list(value.realize().parts()))
            return
        if name not in NONE_AT_FIRST and name != "__suppress_context__":
            tx.break_(exceptions.EXCEPTION_ATTRIBUTE, gb="GB0135", detail=f"`{name}` of a built-in exception is set")
        self.store_state(tx, name, value)

    def py_with_traceback(self, tx: Tx, tb: VariableTracker) -> VariableTracker:
        """`exc.with_traceback(tb)`."""
        self.setattr(tx, "__traceback__", tb)
        return self

    def py___init__(self, tx: Tx, *args: VariableTracker) -> None:
        """`BaseException.__init__`."""
        tx.journal.set(self, "args", list(args))

    def hash_key(self, tx: Tx) -> Any:  # noqa: ARG002 - the slot's signature
        return self

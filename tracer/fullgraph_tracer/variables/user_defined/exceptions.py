"""The user's own exception classes, and their instances made while tracing."""

from __future__ import annotations

import builtins
import types
from typing import TYPE_CHECKING, Any

from fullgraph_tracer.effects import is_stored
from fullgraph_tracer.protocol.lookup import type_lookup
from fullgraph_tracer.variables.lists import TupleVariable
from fullgraph_tracer.variables.misc.exceptions import NONE_AT_FIRST, ExceptionText
from fullgraph_tracer.variables.user_defined.classes import UserDefinedClassVariable
from fullgraph_tracer.variables.user_defined.new import makes
from fullgraph_tracer.variables.user_defined.objects import UserDefinedObjectVariable
from fullgraph_vocab.breaks import exceptions

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from fullgraph_tracer.emit.emitter import Emitter
    from fullgraph_tracer.ports import Tx
    from fullgraph_tracer.variables.base import VariableTracker

    Keywords = dict[str, VariableTracker]  # `str` is a slot below

_OWN_STATE = (*NONE_AT_FIRST, "__suppress_context__")


class UserDefinedExceptionClassVariable(UserDefinedClassVariable):
    """An exception class that is no builtin."""


class UserDefinedExceptionObjectVariable(ExceptionText, UserDefinedObjectVariable):
    """An instance of such a class, made while tracing: an object with the arguments and the chain of an exception."""

    def __init__(self, cls: type, value: Any = None, args: Sequence[VariableTracker] = (), **options: Any) -> None:
        super().__init__(cls, value, **options)
        self.args = list(args)

    def parts(self) -> Iterable[VariableTracker]:
        return self.args

    def reconstruct(self, emit: Emitter) -> Any:
        made = BaseException.__new__(self.cls)
        emit.remember(self, made)
        made.args = tuple(emit(arg) for arg in self.args)
        self.write_attributes(emit, made, emit.stored_attrs(self))
        return made

    def write_attributes(self, emit: Emitter, real: Any, stored: Mapping[str, Any]) -> None:
        for name, value in stored.items():
            if name != "__traceback__":
                super().write_attributes(emit, real, {name: value})

    def bind_builtin(self, tx: Tx, name: str, found: Any) -> VariableTracker:
        if name == "args":
            return TupleVariable(self.args)
        stored = tx.effects.load_attr(self, name)
        if is_stored(stored):
            return stored
        if name == "__traceback__" and self.traceback is not None:
            return self.traceback
        if name in NONE_AT_FIRST:
            return tx.constant(None)
        if name == "__suppress_context__":
            return tx.constant(False)
        return super().bind_builtin(tx, name, found)

    def bind_descriptor(self, tx: Tx, name: str, found: Any, owner: type) -> VariableTracker:
        if isinstance(found, types.MemberDescriptorType) and owner.__module__ == "builtins":
            if name == "value" and issubclass(self.cls, StopIteration):
                return self.args[0] if self.args else tx.constant(None)
            return self.bind_builtin(tx, name, found)
        return super().bind_descriptor(tx, name, found, owner)

    def generic_setattr(self, tx: Tx, name: str, value: VariableTracker) -> None:
        if name == "args":
            tx.journal.set(self, "args", list(value.realize().parts()))
        elif name in _OWN_STATE:
            self.store_state(tx, name, value)
        else:
            super().generic_setattr(tx, name, value)

    def repr(self, tx: Tx) -> VariableTracker:
        custom = type_lookup(self.cls, "__repr__")[0]
        return super().repr(tx) if isinstance(custom, types.FunctionType) else self.py___repr__(tx)

    def str(self, tx: Tx) -> VariableTracker:
        custom = type_lookup(self.cls, "__str__")[0]
        return super().str(tx) if isinstance(custom, types.FunctionType) else self.py___str__(tx)

    def inherits(self, method: Any) -> bool:
        """`BaseException`'s own methods alone: torch does not follow those of `Exception` and its subclasses."""
        return getattr(method, "__objclass__", None) is BaseException

    def init_builtin(self, tx: Tx, args: Sequence[VariableTracker], kwargs: Keywords) -> None:
        if kwargs:
            tx.break_(exceptions.EXCEPTION_ATTRIBUTE, gb="GB0273", detail="its constructor takes keyword arguments")
        tx.journal.set(self, "args", list(args))

    def py___init__(self, tx: Tx, *args: VariableTracker, **kwargs: VariableTracker) -> None:
        """`BaseException.__init__`."""
        self.init_builtin(tx, args, kwargs)

    def py_with_traceback(self, tx: Tx, tb: VariableTracker) -> VariableTracker:
        """`exc.with_traceback(tb)`."""
        tx.effects.store_attr(self, "__traceback__", tb, tx.span)
        return self


_BUILTIN = [value for value in vars(builtins).values() if isinstance(value, type) and issubclass(value, BaseException)]


@makes(*(cls.__new__ for cls in _BUILTIN))
def new_exception(
    tx: Tx,  # noqa: ARG001 - the makers' signature
    cls: VariableTracker,
    args: Sequence[VariableTracker],
    kwargs: dict[str, VariableTracker],  # noqa: ARG001 - left to `__init__`
) -> VariableTracker:
    """`BaseException.__new__(cls, *args)`."""
    return UserDefinedExceptionObjectVariable(cls.as_constant(), None, args, cls_variable=cls)

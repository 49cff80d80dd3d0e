"""Exceptions of the user's program: making and normalizing them, as `do_raise` does.

https://github.com/python/cpython/blob/3.12/Python/ceval.c
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from fullgraph_tracer import protocol
from fullgraph_tracer.variables.base import VariableTracker

if TYPE_CHECKING:
    from collections.abc import Sequence

    from fullgraph_tracer.ports import Tx


def make_exception(tx: Tx, exc_type: type[BaseException], args: Sequence[object]) -> VariableTracker:
    """An instance of a built-in exception class; `args` are variables or Python constants."""
    values = [arg if isinstance(arg, VariableTracker) else tx.constant(arg) for arg in args]
    return protocol.call(tx, tx.wrap(exc_type), values)


def _instance(tx: Tx, value: VariableTracker, message: str) -> VariableTracker:
    value = value.realize()
    cls = value.python_type()
    if issubclass(cls, type):
        value = protocol.call(tx, value)
        cls = value.python_type()
    if not issubclass(cls, BaseException):
        tx.raise_(TypeError, message)
    return value


def normalize(tx: Tx, exc: VariableTracker | None, cause: VariableTracker | None) -> VariableTracker:
    """What `raise exc from cause` raises: an instance, with its cause; a bare `raise` raises what is being handled."""
    if exc is None:
        handled = tx.handled
        if handled is None:
            return make_exception(tx, RuntimeError, ["No active exception to reraise"])
        return handled
    made = _instance(tx, exc, "exceptions must derive from BaseException")
    if cause is not None:
        cause = cause.realize()
        if not (cause.is_constant and cause.as_constant() is None):
            cause = _instance(tx, cause, "exception causes must derive from BaseException")
        protocol.set_attribute(tx, made, "__cause__", cause)
    return made


def set_context(tx: Tx, exc: VariableTracker, handled: VariableTracker | None) -> None:
    """What is raised has for context what is being handled, cutting a cycle if that makes one: `_PyErr_SetObject`."""
    if handled is None or handled is exc:
        return
    links = [handled]
    while (behind := tx.effects.load_attr(links[-1], "__context__")) is not None and behind not in links:
        if behind is exc:
            tx.effects.set_attr(links[-1], "__context__", tx.constant(None))
            break
        links.append(behind)
    tx.effects.set_attr(exc, "__context__", handled)

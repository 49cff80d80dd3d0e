"""PyObject_IsInstance, PyErr_GivenExceptionMatches (https://docs.python.org/3/c-api/exceptions.html)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from fullgraph_tracer.protocol.calls import call
from fullgraph_tracer.protocol.truth import truth
from fullgraph_vocab.breaks import exceptions as breaks

if TYPE_CHECKING:
    from fullgraph_tracer.ports import Tx
    from fullgraph_tracer.variables.base import VariableTracker


def is_instance(tx: Tx, value: VariableTracker, classes: VariableTracker) -> bool:
    """`isinstance(value, classes)`, by the builtin's own model."""
    return truth(tx, call(tx, tx.wrap(isinstance), [value, classes]))


def exception_matches(tx: Tx, exc: VariableTracker, classes: VariableTracker) -> bool:
    """Whether `except classes` catches `exc`. By subclassing alone: `__instancecheck__` is not asked."""
    classes = classes.realize()
    members = list(classes.parts()) if issubclass(classes.python_type(), tuple) else [classes]
    for member in [member.realize() for member in members]:
        if not issubclass(member.python_type(), type):
            tx.break_(breaks.EXCEPT_CLAUSE)
        cls = member.as_constant()
        if not issubclass(cls, BaseException):
            tx.raise_(TypeError, "catching classes that do not inherit from BaseException is not allowed")
        if issubclass(exc.python_type(), cls):
            return True
    return False

"""`getattr`, `hasattr`, `setattr`, `delattr`, `vars`, `dir`."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from fullgraph_tracer import protocol
from fullgraph_tracer.errors import UserRaised
from fullgraph_tracer.models.builtins.frames import local_names
from fullgraph_tracer.protocol.known import models
from fullgraph_vocab.breaks import object_model

if TYPE_CHECKING:
    from fullgraph_tracer.ports import Tx
    from fullgraph_tracer.variables.base import VariableTracker


def _name(tx: Tx, function: str, name: VariableTracker) -> str:
    if not issubclass(name.python_type(), str):
        position = "" if function in ("hasattr", "getattr", "setattr", "delattr") else function
        tx.raise_(TypeError, f"{position}attribute name must be string, not '{name.type_name()}'")
    if not name.is_constant:
        tx.break_(object_model.ATTRIBUTE, gb="GB0190", name="?", type=name.type_name())
    return str(name.as_constant())


@models(getattr)
def getattr_(
    tx: Tx, obj: VariableTracker, name: VariableTracker, default: VariableTracker | None = None, /
) -> VariableTracker:
    """`getattr(obj, name, default)`."""
    attribute = _name(tx, "getattr", name)
    if default is None:
        return protocol.get_attribute(tx, obj, attribute)
    try:
        return protocol.get_attribute(tx, obj, attribute)
    except UserRaised as raised:
        if issubclass(raised.value.python_type(), AttributeError):
            return default
        raise


@models(hasattr)
def hasattr_(tx: Tx, obj: VariableTracker, name: VariableTracker, /) -> VariableTracker:
    """`hasattr(obj, name)`."""
    return tx.constant(protocol.has_attribute(tx, obj, _name(tx, "hasattr", name)))


@models(setattr)
def setattr_(tx: Tx, obj: VariableTracker, name: VariableTracker, value: VariableTracker, /) -> VariableTracker:
    """`setattr(obj, name, value)`."""
    protocol.set_attribute(tx, obj, _name(tx, "setattr", name), value)
    return tx.constant(None)


@models(delattr)
def delattr_(tx: Tx, obj: VariableTracker, name: VariableTracker, /) -> VariableTracker:
    """`delattr(obj, name)`."""
    protocol.delete_attribute(tx, obj, _name(tx, "delattr", name))
    return tx.constant(None)


@models(vars)
def vars_(tx: Tx, obj: VariableTracker | None = None, /) -> VariableTracker:
    """`obj.__dict__`, or what `locals()` gives."""
    if obj is None:
        return local_names(tx)
    try:
        return protocol.get_attribute(tx, obj, "__dict__")
    except UserRaised as raised:
        if issubclass(raised.value.python_type(), AttributeError):
            tx.raise_(TypeError, "vars() argument must have __dict__ attribute")
        raise


@models(dir)
def dir_(tx: Tx, obj: VariableTracker | None = None, /) -> Any:
    """The names of a value that is known, or of a value of a built-in type."""
    if obj is None:
        return NotImplemented
    if obj.is_constant:
        return tx.wrap(dir(obj.as_constant()))
    cls = obj.python_type()
    return tx.wrap(sorted(set(dir(cls)))) if cls.__module__ == "builtins" else NotImplemented

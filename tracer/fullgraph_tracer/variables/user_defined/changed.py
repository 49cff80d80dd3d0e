"""Attributes that the traced code sets on a class: seen through the class and through its instances."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from fullgraph_tracer.effects import is_deleted

if TYPE_CHECKING:
    from fullgraph_tracer.ports import Tx
    from fullgraph_tracer.variables.base import VariableTracker

_STATE = "changed classes"


def change_class(tx: Tx, cls: VariableTracker, name: str, value: VariableTracker | None) -> None:
    """`cls.name = value`; a `value` of None deletes it."""
    if _STATE not in tx.states:
        tx.journal.set_item(tx.states, _STATE, True)
    tx.effects.store_attr(cls, name, value, tx.span)


def stored_on_class(tx: Tx, cls: type, name: str) -> Any:
    """What was stored under the name on the class, or on a base before any that has it; None if nothing was."""
    if _STATE not in tx.states:
        return None
    for base in cls.__mro__:
        variable = tx.effects.known(base)
        stored = None if variable is None else tx.effects.load_attr(variable, name)
        if is_deleted(stored) and name not in base.__dict__:
            continue  # it came and went while tracing
        if stored is not None:
            return stored
        if name in base.__dict__:
            return None
    return None

"""UNPACK_SEQUENCE, `**kwargs` at a call, match statements: what opcodes do with several slots at once."""

from __future__ import annotations

from typing import TYPE_CHECKING

from fullgraph_tracer.protocol.attributes import get_attribute, has_attribute
from fullgraph_tracer.protocol.calls import call_method
from fullgraph_tracer.protocol.containers import get_item
from fullgraph_tracer.protocol.exceptions import is_instance
from fullgraph_tracer.protocol.iteration import get_iter, iterate, next_item
from fullgraph_tracer.protocol.truth import truth

if TYPE_CHECKING:
    from fullgraph_tracer.ports import Tx
    from fullgraph_tracer.variables.base import VariableTracker

# the classes whose single positional pattern is the subject itself
_SELF_MATCHING = (bool, bytearray, bytes, dict, float, frozenset, int, list, set, str, tuple)


def logical_not(tx: Tx, value: VariableTracker) -> VariableTracker:
    """`not value`."""
    value = value.realize()
    negated = value.logical_not(tx)
    return tx.constant(not truth(tx, value)) if negated is None else negated


def unpack(tx: Tx, value: VariableTracker, count: int) -> list[VariableTracker]:
    """`a, b = value`: exactly `count` items, with CPython's messages otherwise."""
    value = value.realize()
    known = value.unpack(tx, count)
    if known is not None:
        items = list(known)
    else:
        items = []
        if not hasattr(value.python_type(), "__iter__") and not hasattr(value.python_type(), "__getitem__"):
            tx.raise_(TypeError, f"cannot unpack non-iterable {value.type_name()} object")
        iterator = get_iter(tx, value)
        while len(items) <= count and (item := next_item(tx, iterator)) is not None:
            items.append(item)
    if len(items) < count:
        tx.raise_(ValueError, f"not enough values to unpack (expected {count}, got {len(items)})")
    if len(items) > count:
        tx.raise_(ValueError, f"too many values to unpack (expected {count})")
    return items


def keyword_items(tx: Tx, mapping: VariableTracker) -> dict[str, VariableTracker]:
    """The items of what stands after `**` in a call."""
    mapping = mapping.realize()
    if issubclass(mapping.python_type(), dict):
        return mapping.string_items(tx)
    keys = [key.realize() for key in iterate(tx, call_method(tx, mapping, "keys"))]
    return {key.as_constant(): get_item(tx, mapping, key) for key in keys}


def match_class(
    tx: Tx, subject: VariableTracker, cls: VariableTracker, count: int, names: list[str]
) -> list[VariableTracker] | None:
    """MATCH_CLASS: the attributes that the pattern asks for, or None if it does not match."""
    subject = subject.realize()
    if not is_instance(tx, subject, cls):
        return None
    found: list[VariableTracker] = []
    positional: list[str] = []
    if count:
        python_class = cls.realize().as_constant()
        match_args: tuple[str, ...] | None = getattr(python_class, "__match_args__", None)
        if match_args is None and issubclass(python_class, _SELF_MATCHING):
            match_args = ()
            found.append(subject)
            count -= 1
        if count > len(match_args or ()):
            name, allowed = python_class.__name__, len(match_args or ()) + len(found)
            given = count + len(found)
            tx.raise_(
                TypeError, f"{name}() accepts {allowed} positional sub-pattern{'s' * (allowed != 1)} ({given} given)"
            )
        positional = list(match_args or ())[:count]
    for name in (*positional, *names):
        if not has_attribute(tx, subject, name):
            return None
        found.append(get_attribute(tx, subject, name))
    return found

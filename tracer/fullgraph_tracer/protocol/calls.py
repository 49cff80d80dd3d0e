"""PyObject_Call, PyObject_CallMethod (https://docs.python.org/3/c-api/call.html)."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from fullgraph_tracer.ports import Tx
    from fullgraph_tracer.variables.base import VariableTracker


def call(
    tx: Tx,
    func: VariableTracker,
    args: Sequence[VariableTracker] = (),
    kwargs: Mapping[str, VariableTracker] | None = None,
) -> VariableTracker:
    """`func(*args, **kwargs)`. What binds its arguments to parameters gets them as they are, lazy ones too."""
    func = func.realize()
    named = dict(kwargs or {})
    if func.lazy_args:
        return func.call(tx, args, named)
    return func.call(tx, [arg.realize() for arg in args], {name: arg.realize() for name, arg in named.items()})


def call_method(
    tx: Tx,
    obj: VariableTracker,
    name: str,
    args: Sequence[VariableTracker] = (),
    kwargs: Mapping[str, VariableTracker] | None = None,
) -> VariableTracker:
    """`obj.name(*args, **kwargs)`, looked up as any attribute is."""
    return call(tx, obj.realize().getattr(tx, name), args, kwargs)

"""The registry of known callables: how a function that is not interpreted behaves on variables.

A model registers beside its kin in `fullgraph_tracer.models`, one file per module of the standard library or of torch;
it is found by the callable's identity, never by name. `call` of the variable that tracks the callable looks here first.
"""

from __future__ import annotations

import inspect
from typing import TYPE_CHECKING, Any, NoReturn

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from fullgraph_tracer.ports import Tx
    from fullgraph_tracer.variables.base import VariableTracker

    Model = Callable[..., VariableTracker]

_MODELS: dict[int, tuple[object, Callable[..., Any]]] = {}


def models(*callables: object) -> Callable[[Model], Model]:
    """Register `model(tx, *args, **kwargs)` for these callables. A second model for one callable is refused."""

    def register(model: Model) -> Model:
        for function in callables:
            if id(function) in _MODELS and _MODELS[id(function)][0] is function:
                raise ValueError(f"{function!r} has a model already")
            _MODELS[id(function)] = (function, model)
        return model

    return register


def model_of(function: object) -> Model | None:
    """The model of a callable, by identity."""
    entry = _MODELS.get(id(function))
    return entry[1] if entry is not None and entry[0] is function else None


def call_model(
    tx: Tx,
    model: Model,
    name: str,
    args: Sequence[VariableTracker],
    kwargs: dict[str, VariableTracker],
    unfit: Callable[[], NoReturn] | None = None,
) -> VariableTracker:
    """Call a model. Arguments that do not fit its signature are the user's TypeError, or what `unfit` makes of them."""
    try:
        return model(tx, *args, **kwargs)
    except TypeError:
        # Binding is slow, so it is looked at only where the call failed.
        if fits(model, tx, *args, **kwargs):
            raise
    if unfit is not None:
        unfit()
    tx.raise_(TypeError, f"{name}() got arguments that do not fit")


def fits(model: Callable[..., Any], *args: object, **kwargs: object) -> bool:
    """Whether the arguments fit the signature of a model."""
    try:
        inspect.signature(model).bind(*args, **kwargs)
    except TypeError:
        return False
    return True

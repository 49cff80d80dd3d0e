"""The functions of `math` on containers of constants: single numbers and symbols are the caller's."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

from fullgraph_tracer import protocol
from fullgraph_tracer.protocol.known import models
from fullgraph_tracer.variables.base import NotConstantError
from fullgraph_tracer.variables.builtin import fold_call

if TYPE_CHECKING:
    from collections.abc import Callable

    from fullgraph_tracer.ports import Tx
    from fullgraph_tracer.variables.base import VariableTracker

FUNCTIONS: tuple[Any, ...] = tuple(value for value in vars(math).values() if isinstance(value, type(math.sqrt)))


def _listed(tx: Tx, variable: VariableTracker) -> VariableTracker:
    """A container is known by its items; an iterator (a generator too) is run to its end."""
    try:
        variable.as_constant()
    except NotConstantError:
        if hasattr(variable.python_type(), "__next__"):
            return protocol.call(tx, tx.wrap(list), [variable])
    return variable


def _folding(function: Callable[..., Any]) -> Callable[..., Any]:
    def model(tx: Tx, *args: VariableTracker, **kwargs: VariableTracker) -> Any:
        if function in _OF_ITERABLES and args:
            args = (_listed(tx, args[0]), *args[1:])
        folded = fold_call(tx, function, args, kwargs)
        return NotImplemented if folded is None else folded

    return model


_OF_ITERABLES = frozenset({math.prod, math.fsum})

for _function in FUNCTIONS:
    models(_function)(_folding(_function))

"""`inspect.Signature` and `inspect.Parameter` objects, and `inspect.signature` itself."""

from __future__ import annotations

import inspect
from typing import TYPE_CHECKING

from fullgraph_tracer.variables.functions.user import UserFunctionVariable, UserMethodVariable
from fullgraph_tracer.variables.user_defined.objects import OBJECT_KINDS, UserDefinedObjectVariable

if TYPE_CHECKING:
    from collections.abc import Sequence

    from fullgraph_tracer.ports import Tx
    from fullgraph_tracer.variables.base import VariableTracker

_REDIRECTED = {
    inspect.Signature: {"parameters": "_parameters"},
    inspect.Parameter: {"kind": "_kind", "name": "_name"},
}


class InspectVariable(UserDefinedObjectVariable):
    """A signature or a parameter; some properties are read past their getters, as torch does."""

    def getattr(self, tx: Tx, name: str) -> VariableTracker:
        return super().getattr(tx, _REDIRECTED[self.cls].get(name, name))


def is_inspected(cls: type) -> bool:
    """Whether it is one of the two classes."""
    return cls in _REDIRECTED


class InspectSignatureVariable(UserFunctionVariable):
    """`inspect.signature`, interpreted once for a function: signatures do not change."""

    def call(self, tx: Tx, args: Sequence[VariableTracker], kwargs: dict[str, VariableTracker]) -> VariableTracker:
        target = args[0].realize() if len(args) == 1 and not kwargs else None
        function = target.function.realize() if isinstance(target, UserMethodVariable) else target
        if not isinstance(function, UserFunctionVariable):
            return super().call(tx, args, kwargs)
        seen: dict[object, VariableTracker] = tx.states.setdefault("signatures", {})
        key = (function.fn, isinstance(target, UserMethodVariable))
        if key not in seen:
            tx.journal.set_item(seen, key, super().call(tx, args, kwargs))
        return seen[key]


OBJECT_KINDS.append((is_inspected, InspectVariable))

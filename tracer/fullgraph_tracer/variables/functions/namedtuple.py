"""`collections.namedtuple`: a class made while tracing."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from fullgraph_tracer.variables.base import NotConstantError
from fullgraph_tracer.variables.functions.user import UserFunctionVariable
from fullgraph_vocab.breaks import object_model

if TYPE_CHECKING:
    from collections.abc import Sequence

    from fullgraph_tracer.ports import Tx
    from fullgraph_tracer.variables.base import VariableTracker


class CollectionsNamedTupleFunction(UserFunctionVariable):
    """The factory; its arguments must be constants, and the class that it makes is a real one."""

    lazy_args = False

    def call(self, tx: Tx, args: Sequence[VariableTracker], kwargs: dict[str, VariableTracker]) -> VariableTracker:
        try:
            values = [arg.as_constant() for arg in args]
            named: dict[str, Any] = {name: arg.as_constant() for name, arg in kwargs.items()}
        except NotConstantError:
            tx.break_(object_model.NAMEDTUPLE, gb="GB0201")
        try:
            cls = self.fn(*values, **named)
        except (TypeError, ValueError) as error:
            tx.raise_(type(error), *error.args)
        return tx.wrap(cls)

"""The variable of a higher-order operator, and the registry of those that are modelled."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from fullgraph_tracer.variables.torch_functions import RealCallable
from fullgraph_vocab.breaks import higher_order

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from fullgraph_tracer.ports import Tx
    from fullgraph_tracer.variables.base import VariableTracker

OPERATORS: dict[str, type[TorchHigherOrderOperatorVariable]] = {}
"""The kinds of operators by torch's name for each (`torch.ops.higher_order.<name>`)."""


class TorchHigherOrderOperatorVariable(RealCallable):
    """An operator that takes functions. A subclass says how its functions become graphs."""

    def as_proxy(self, tx: Tx) -> Any:  # noqa: ARG002 - the operator itself
        return self.value

    @property
    def name(self) -> str:
        """Torch's name."""
        return str(getattr(self.value, "_name", getattr(self.value, "__name__", "?")))

    def call(self, tx: Tx, args: Sequence[VariableTracker], kwargs: dict[str, VariableTracker]) -> VariableTracker:  # noqa: ARG002
        tx.break_(higher_order.HOP_ARGUMENT, gb="GB0301", detail=f"the operator {self.name} is not traced")


def operates(*names: str) -> Callable[[type[TorchHigherOrderOperatorVariable]], type[TorchHigherOrderOperatorVariable]]:
    """Register a kind for the operators of these names."""

    def register(kind: type[TorchHigherOrderOperatorVariable]) -> type[TorchHigherOrderOperatorVariable]:
        for name in names:
            OPERATORS[name] = kind
        return kind

    return register

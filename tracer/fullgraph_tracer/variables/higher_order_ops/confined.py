"""What the function of a higher-order operator may change: only what it made itself."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from fullgraph_tracer.variables.autograd_context import AutogradFunctionContextVariable
from fullgraph_tracer.variables.base import next_serial
from fullgraph_tracer.variables.misc.names import NewGlobalVariable
from fullgraph_vocab.breaks import higher_order

if TYPE_CHECKING:
    from fullgraph_tracer.ports import Tx
    from fullgraph_tracer.variables.base import VariableTracker


class Confined:
    """A `with` block: what stands outside may not change in it, save a constant attribute that is set back.

    What is new is told from what stands outside by its number. `ctx` of an autograd function is free to change.
    """

    def __init__(self, tx: Tx, name: str) -> None:
        self._tx = tx
        self._name = name
        self._since = next_serial()
        self._set: dict[tuple[VariableTracker, str], tuple[Any, Any]] = {}
        """Constants set on what stands outside: what was there before, what is there now."""

    def __enter__(self) -> None:
        self._outer = self._tx.effects.confined
        self._tx.effects.confined = self

    def __exit__(self, kind: type[BaseException] | None, *_: object) -> None:
        self._tx.effects.confined = self._outer
        if kind is None and any(before != now for before, now in self._set.values()):
            self._tx.break_(higher_order.HOP_EFFECT, gb="GB4413", name=self._name)

    def _is_outside(self, variable: VariableTracker) -> bool:
        if isinstance(variable, AutogradFunctionContextVariable):
            return False
        if isinstance(variable, NewGlobalVariable):
            return True
        return variable.source is not None or variable.serial < self._since

    def change(self, variable: VariableTracker) -> None:
        """Break where it stands outside."""
        if self._is_outside(variable):
            self._tx.break_(higher_order.HOP_EFFECT, gb="GB0067", name=self._name)

    def store(self, variable: VariableTracker, name: str, value: VariableTracker | None) -> None:
        """The same, but a constant in a constant's place is noted."""
        if variable.source is None or value is None or not value.is_constant or not self._is_outside(variable):
            self.change(variable)
            return
        before = variable.getattr(self._tx, name).realize()
        if not before.is_constant:
            self.change(variable)
            return
        known = self._set.get((variable, name))
        self._set[variable, name] = (before.as_constant() if known is None else known[0], value.as_constant())

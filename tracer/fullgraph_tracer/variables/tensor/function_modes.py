"""The stack of torch-function modes that the traced code has entered, innermost last."""

from __future__ import annotations

from typing import TYPE_CHECKING, NoReturn

from fullgraph_tracer.variables.base import VariableTracker

if TYPE_CHECKING:
    from collections.abc import Iterable

    from fullgraph_tracer.ports import Tx

_STATE = "torch_function_modes"


class TorchFunctionModeStackVariable(VariableTracker):
    """The stack itself: no program holds it, but functions of torch push, pop and look at it."""

    def __init__(self, modes: tuple[VariableTracker, ...] = ()) -> None:
        super().__init__()
        self.modes = modes

    def python_type(self) -> NoReturn:
        raise AssertionError("the stack of modes is no Python object")

    def parts(self) -> Iterable[VariableTracker]:
        return self.modes


def active_modes(tx: Tx) -> tuple[VariableTracker, ...]:
    """The modes that are active here."""
    stack = tx.states.get(_STATE)
    return () if stack is None else stack.modes


def set_modes(tx: Tx, modes: tuple[VariableTracker, ...]) -> None:
    """Make these the active modes."""
    stack = tx.states.get(_STATE)
    if stack is None:
        tx.journal.set_item(tx.states, _STATE, TorchFunctionModeStackVariable(modes))
    else:
        tx.journal.set(stack, "modes", modes)

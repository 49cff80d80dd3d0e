"""`__torch_function__`: what the classes of arguments and the active modes say before an operator runs.

`tx.states["torch_function"]` is "off" or "no subclasses" where traced code (or this file) switched it off.
"""

from __future__ import annotations

import functools
from typing import TYPE_CHECKING, Any

import torch
from torch.overrides import TorchFunctionMode

from fullgraph_tracer import protocol
from fullgraph_tracer.variables.dicts import ConstDictVariable
from fullgraph_tracer.variables.lists import BaseListVariable, TupleVariable
from fullgraph_tracer.variables.tensor.function_modes import active_modes, set_modes
from fullgraph_vocab.breaks import operators

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from fullgraph_tracer.ports import Tx
    from fullgraph_tracer.variables.base import VariableTracker

STATE = "torch_function"


def _flat(args: Sequence[VariableTracker]) -> Iterator[VariableTracker]:
    for arg in args:
        if isinstance(arg, BaseListVariable):
            yield from _flat([item.realize() for item in arg.items])
        else:
            yield arg


def dispatches(tx: Tx, args: Sequence[VariableTracker], kwargs: dict[str, VariableTracker]) -> bool:
    """Whether a mode or the class of an argument is asked before torch."""
    state = tx.states.get(STATE)
    if state == "off":
        return False
    if active_modes(tx):
        return True
    if state is not None:
        return False
    return any(arg.overrides_torch_function for arg in _flat((*args, *kwargs.values())))


def overriding(args: Sequence[VariableTracker]) -> list[VariableTracker]:
    """The arguments to ask, one of each class, subclasses before their bases, else from left to right."""
    found: list[VariableTracker] = []
    for arg in _flat(args):
        cls = arg.python_type()
        if not arg.overrides_torch_function or any(known.python_type() is cls for known in found):
            continue
        at = next((i for i, known in enumerate(found) if issubclass(cls, known.python_type())), len(found))
        found.insert(at, arg)
    return found


def dispatch(
    tx: Tx, function: VariableTracker, args: Sequence[VariableTracker], kwargs: dict[str, VariableTracker]
) -> VariableTracker:
    """Ask the innermost mode, then the arguments' classes; a graph break where all give NotImplemented."""
    asked = overriding([*args, *kwargs.values()])
    types = TupleVariable([tx.wrap(arg.python_type()) for arg in asked])
    named = ConstDictVariable.of(tx, [(tx.constant(name), value) for name, value in kwargs.items()])
    call = (function, types, TupleVariable(args), named)
    modes = active_modes(tx)
    if modes:
        set_modes(tx, modes[:-1])
        result = protocol.call_method(tx, modes[-1], "__torch_function__", call)
        set_modes(tx, modes)
        if not _is_not_implemented(result):
            return result
    for arg in asked:
        with _switched(tx, STATE, "no subclasses"):
            override = tx.wrap(arg.python_type()).getattr(tx, "__torch_function__")
            result = protocol.call(tx, override, call)
        if not _is_not_implemented(result):
            return result
    tx.break_(operators.TENSOR_SUBCLASS, gb="GB0000", detail="every __torch_function__ gave NotImplemented")


def _is_not_implemented(result: VariableTracker) -> bool:
    result = result.realize()
    return result.is_constant and result.as_constant() is NotImplemented


class _switched:  # noqa: N801 - a context manager, used like a function
    """A state of the trace, switched for a `with` block (and by a rollback)."""

    def __init__(self, tx: Tx, name: str, value: Any) -> None:
        self._tx = tx
        self._name = name
        self._value = value

    def __enter__(self) -> None:
        self._before = self._tx.states.get(self._name)
        self._tx.journal.set_item(self._tx.states, self._name, self._value)

    def __exit__(self, *_exc: object) -> None:
        self._tx.journal.set_item(self._tx.states, self._name, self._before)


@functools.cache
def tensor_function(operator: Callable[..., Any], reflected: bool) -> Callable[..., Any]:
    """The function of `torch.Tensor` that `__torch_function__` is told of for an operator of Python's."""
    seen: list[Callable[..., Any]] = []

    class Probe(TorchFunctionMode):
        def __torch_function__(
            self,
            func: Callable[..., Any],
            types: Any,
            args: Any = (),
            kwargs: Any = None,
        ) -> Any:
            seen.append(func)
            return func(*args, **(kwargs or {}))

    sample = torch.ones(1, 1, dtype=torch.int64)
    attempts = [(2, sample)] if reflected else [(sample, sample), (sample, 0), (sample,)]
    for arguments in attempts:
        if seen:
            break
        try:
            with torch._C._DisableTorchDispatch(), Probe():  # noqa: SLF001 - the probe runs for real, whatever is traced
                operator(*arguments)
        except (TypeError, RuntimeError):
            continue
    return seen[0]

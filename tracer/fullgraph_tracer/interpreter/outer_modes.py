"""The modes of torch that the program has entered around a frame.

While a frame is traced, none is on: those that take over operators would see fake tensors, and those that take over
functions are interpreted, as the ones that the frame finds active when it starts. A graph runs without the latter,
since it was traced through them.
"""

from __future__ import annotations

import contextlib
from typing import TYPE_CHECKING, Any

import torch
from torch.utils._python_dispatch import _disable_current_modes

from fullgraph_tracer.guards import function_modes
from fullgraph_tracer.sources import FunctionModeSource
from fullgraph_tracer.variables.tensor.function_modes import set_modes
from fullgraph_tracer.variables.tensor.overrides import STATE

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from fullgraph_tracer.ports import Tx
    from fullgraph_tracer.variables.base import VariableTracker


def set_function_modes(modes: Sequence[Any]) -> list[Any]:
    """Make these the function modes of the process, the innermost last. Gives those that were."""
    before = function_modes()
    for _ in before:
        torch._C._pop_torch_function_stack()  # noqa: SLF001 - what `TorchFunctionMode.__exit__` calls
    for mode in modes:
        torch._C._push_on_torch_function_stack(mode)  # noqa: SLF001 - what `TorchFunctionMode.__enter__` calls
    return before


@contextlib.contextmanager
def without_function_modes() -> Iterator[list[Any]]:
    """Within the block no function mode of the program's is on. Gives those that were, the innermost last."""
    modes = set_function_modes([])
    try:
        yield modes
    finally:
        set_function_modes(modes)


@contextlib.contextmanager
def modes_off() -> Iterator[list[Any]]:
    """Within the block no mode of the program's is on. Gives the function modes that were."""
    with _disable_current_modes(), without_function_modes() as modes:
        yield modes


def begin_under(tx: Tx, modes: Sequence[Any]) -> tuple[VariableTracker, ...]:
    """The frame begins under these function modes, and under what the process says of `__torch_function__`."""
    wrapped = tuple(tx.wrap_lazy(mode, FunctionModeSource(i)) for i, mode in enumerate(modes))
    if wrapped:
        set_modes(tx, wrapped)
    if torch._C._is_torch_function_all_disabled():  # noqa: SLF001 - torch has no public name for it
        tx.journal.set_item(tx.states, STATE, "off")
    elif not torch._C._is_torch_function_enabled():  # noqa: SLF001 - the same
        tx.journal.set_item(tx.states, STATE, "no subclasses")
    return wrapped

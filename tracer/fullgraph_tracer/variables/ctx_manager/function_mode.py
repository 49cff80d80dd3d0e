"""`TorchFunctionMode`s: entered while tracing, each is asked before every function of torch that is called."""

from __future__ import annotations

import inspect
from typing import TYPE_CHECKING, Any

from torch.overrides import TorchFunctionMode
from torch.utils._device import DeviceContext

from fullgraph_tracer.sources import AttrSource
from fullgraph_tracer.variables.ctx_manager.base import OpenContext, WithExitFunctionVariable
from fullgraph_tracer.variables.ctx_manager.generic import GenericContextWrappingVariable
from fullgraph_tracer.variables.tensor.function_modes import active_modes, set_modes
from fullgraph_tracer.variables.user_defined.objects import OBJECT_KINDS
from fullgraph_vocab.breaks import operators

if TYPE_CHECKING:
    from collections.abc import Iterable

    from fullgraph_tracer.emit.emitter import Emitter
    from fullgraph_tracer.ports import Tx
    from fullgraph_tracer.variables.base import VariableTracker


def push_mode(tx: Tx, mode: VariableTracker) -> None:
    """`torch._C._push_on_torch_function_stack`."""
    set_modes(tx, (*active_modes(tx), mode))


def pop_mode(tx: Tx) -> VariableTracker:
    """`torch._C._pop_torch_function_stack`."""
    modes = active_modes(tx)
    if not modes:
        tx.break_(operators.TENSOR_SUBCLASS, gb="GB0234", detail="the stack of torch function modes is empty")
    set_modes(tx, modes[:-1])
    return modes[-1]


def is_plain_mode(cls: type) -> bool:
    """Whether entering and leaving a mode of this class only pushes and pops it: it lives through a break.

    A device's mode goes to the bottom of the stack, which torch takes for the same.
    """
    return issubclass(cls, DeviceContext) or (
        issubclass(cls, TorchFunctionMode)
        and cls.__getattribute__ is object.__getattribute__
        and inspect.getattr_static(cls, "__enter__") is TorchFunctionMode.__enter__
        and inspect.getattr_static(cls, "__exit__") is TorchFunctionMode.__exit__
    )


class TorchFunctionModeVariable(GenericContextWrappingVariable):
    """A mode of the user's. Its `__torch_function__` is interpreted."""

    can_restore = True
    survives_break = True

    def enter(self, tx: Tx) -> VariableTracker:
        """`__enter__`."""
        push_mode(tx, self)
        return self

    def enter_context(self, tx: Tx) -> tuple[VariableTracker, VariableTracker]:
        return WithExitFunctionVariable(self), self.enter(tx)

    def leave(self, tx: Tx) -> VariableTracker:
        """`__exit__`."""
        pop_mode(tx)
        return tx.constant(None)

    def check_reopen(self) -> None:
        """It can be entered again."""

    def open_parts(self) -> Iterable[VariableTracker]:
        return (self,)

    def opened(self, emit: Emitter) -> OpenContext:
        """As it stands on the stack of a frame that was left in its block."""
        mode: Any = emit(self)
        return OpenContext(lambda: mode, lambda tx, source: tx.wrap(mode, AttrSource(source, "held")), mode)


OBJECT_KINDS.insert(0, (is_plain_mode, TorchFunctionModeVariable))

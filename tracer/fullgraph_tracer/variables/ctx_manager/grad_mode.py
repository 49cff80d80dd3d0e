"""`torch.no_grad`, `torch.enable_grad`, `torch.set_grad_enabled`, `torch.inference_mode`."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import torch
from torch.autograd import grad_mode

from fullgraph_tracer.variables.ctx_manager.base import ContextWrappingVariable

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from torch.fx import Node

    from fullgraph_tracer.emit.emitter import Emitter
    from fullgraph_tracer.ports import Tx
    from fullgraph_tracer.variables.base import VariableTracker

_SET = torch._C._set_grad_enabled  # noqa: SLF001 - the function that torch.no_grad itself puts into the graph


def set_grad_enabled(tx: Tx, enabled: bool) -> None:
    """Switch for the graph and for the rest of the trace; nothing to do where it is so already."""
    before = torch.is_grad_enabled()
    if before is enabled:
        return
    tx.graph.add("call_function", _SET, (enabled,), {}, None)
    torch.set_grad_enabled(enabled)
    tx.journal.note(lambda: torch.set_grad_enabled(before))


class GradModeVariable(ContextWrappingVariable):
    """A grad mode that is switched inside a block."""

    def __init__(
        self, enabled: bool, cls: type = torch.set_grad_enabled, *, before: bool | None = None, **options: Any
    ) -> None:
        super().__init__(**options)
        self.enabled = enabled
        self.cls = cls
        self.before = torch.is_grad_enabled() if before is None else before
        """What leaving the block goes back to: the mode when the manager was made, as Dynamo has it."""

    @classmethod
    def switched(cls, tx: Tx, enabled: bool) -> GradModeVariable:
        """`torch.set_grad_enabled(enabled)`, which switches at once."""
        made = cls(enabled)
        set_grad_enabled(tx, enabled)
        return made

    def describe(self) -> str:
        return f"grad {'enabled' if self.enabled else 'disabled'}"

    def python_type(self) -> type:
        return self.cls

    def enter(self, tx: Tx) -> VariableTracker:
        set_grad_enabled(tx, self.enabled)
        return tx.constant(None)

    def leave(self, tx: Tx) -> VariableTracker:
        set_grad_enabled(tx, self.before)
        return tx.constant(None)

    def call(self, tx: Tx, args: Sequence[VariableTracker], kwargs: dict[str, VariableTracker]) -> VariableTracker:
        """As a decorator: what making it switched is switched back."""
        set_grad_enabled(tx, self.before)
        return super().call(tx, args, kwargs)

    def fresh(self) -> ContextWrappingVariable:
        return GradModeVariable(self.enabled, self.cls)

    def revived(self, tx: Tx) -> ContextWrappingVariable:
        return self.switched(tx, self.enabled) if self.cls is torch.set_grad_enabled else self.fresh()

    def recreate(self, emit: Emitter) -> Callable[[], Any]:  # noqa: ARG002 - needs no part
        enabled, cls = self.enabled, self.cls
        return lambda: cls(enabled) if cls is torch.set_grad_enabled else cls()


class InferenceModeVariable(ContextWrappingVariable):
    """`torch.inference_mode`. Fakes are made with gradients off: inference tensors would not outlive the trace."""

    def __init__(self, enabled: bool, **options: Any) -> None:
        super().__init__(**options)
        self.enabled = enabled
        self.guard: Node | None = None

    def describe(self) -> str:
        return f"inference mode {'on' if self.enabled else 'off'}"

    def python_type(self) -> type:
        return torch.inference_mode

    def begin(self) -> Any:
        if not self.enabled:
            return grad_mode._enter_inference_mode(False)  # type: ignore[no-untyped-call]  # noqa: SLF001 - what torch.inference_mode itself calls
        before = torch.is_grad_enabled()
        torch.set_grad_enabled(False)
        return before

    def end(self, state: Any) -> None:
        if self.enabled:
            torch.set_grad_enabled(state)
        else:
            grad_mode._exit_inference_mode(state)  # type: ignore[no-untyped-call]  # noqa: SLF001 - what torch.inference_mode itself calls

    def entered(self, tx: Tx) -> VariableTracker:
        node = tx.graph.add("call_function", grad_mode._enter_inference_mode, (self.enabled,), {}, None)  # noqa: SLF001
        tx.journal.set(self, "guard", node)
        return tx.constant(None)

    def left(self, tx: Tx) -> None:
        tx.graph.add("call_function", grad_mode._exit_inference_mode, (self.guard,), {}, None)  # noqa: SLF001

    def fresh(self) -> ContextWrappingVariable:
        return InferenceModeVariable(self.enabled)

    def recreate(self, emit: Emitter) -> Callable[[], Any]:  # noqa: ARG002 - needs no part
        return lambda: torch.inference_mode(self.enabled)

"""`torch.no_grad`, `torch.enable_grad`, `torch.set_grad_enabled`."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import torch

from fullgraph_tracer.variables.ctx_manager.base import ContextWrappingVariable

if TYPE_CHECKING:
    from collections.abc import Callable

    from fullgraph_tracer.emit.emitter import Emitter
    from fullgraph_tracer.ports import Tx
    from fullgraph_tracer.variables.base import VariableTracker

_SET = torch._C._set_grad_enabled  # noqa: SLF001 - the function that torch.no_grad itself puts into the graph


def set_grad_enabled(tx: Tx, enabled: bool) -> None:
    """Switch for the graph and for the rest of the trace."""
    before = torch.is_grad_enabled()
    tx.graph.add("call_function", _SET, (enabled,), {}, None)
    torch.set_grad_enabled(enabled)
    tx.journal.note(lambda: torch.set_grad_enabled(before))


class GradModeVariable(ContextWrappingVariable):
    """A grad mode that is switched inside a block."""

    def __init__(self, enabled: bool, cls: type = torch.set_grad_enabled, *, switched: bool = False, **options: Any) -> None:
        super().__init__(**options)
        self.enabled = enabled
        self.cls = cls
        self.before: bool | None = torch.is_grad_enabled() if switched else None

    def describe(self) -> str:
        return f"grad {'enabled' if self.enabled else 'disabled'}"

    def python_type(self) -> type:
        return self.cls

    def enter(self, tx: Tx) -> VariableTracker:
        tx.journal.set(self, "before", torch.is_grad_enabled())
        set_grad_enabled(tx, self.enabled)
        return tx.constant(None)

    def leave(self, tx: Tx) -> VariableTracker:
        assert self.before is not None
        set_grad_enabled(tx, self.before)
        return tx.constant(None)

    def recreate(self, emit: Emitter) -> Callable[[], Any]:  # noqa: ARG002 - needs no part
        enabled, cls = self.enabled, self.cls
        return lambda: cls(enabled) if cls is torch.set_grad_enabled else cls()

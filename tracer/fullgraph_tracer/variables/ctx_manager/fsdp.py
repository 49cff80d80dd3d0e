"""FSDP's own block: the training state of a group of parameters, switched while tracing and set on the real group."""

from __future__ import annotations

import contextlib
from typing import TYPE_CHECKING, Any

from fullgraph_tracer.variables.ctx_manager.base import ContextWrappingVariable

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from fullgraph_tracer.emit.emitter import Emitter
    from fullgraph_tracer.ports import Tx
    from fullgraph_tracer.variables.base import VariableTracker


class FSDPParamGroupUseTrainingStateVariable(ContextWrappingVariable):
    """`param_group.use_training_state(state)`: no node, an attribute of the group that is set back at the end."""

    def __init__(self, group: VariableTracker, state: VariableTracker, **options: Any) -> None:
        super().__init__(**options)
        self.group = group
        self.state = state
        self.before: VariableTracker | None = None

    def describe(self) -> str:
        return self.state.describe()

    def python_type(self) -> type:
        return contextlib._GeneratorContextManager  # noqa: SLF001 - what `contextmanager` makes

    def parts(self) -> Iterable[VariableTracker]:
        return (self.group, self.state)

    def entered(self, tx: Tx) -> VariableTracker:
        tx.journal.set(self, "before", self.group.getattr(tx, "_training_state"))
        self.group.setattr(tx, "_training_state", self.state)
        return tx.constant(None)

    def left(self, tx: Tx) -> None:
        assert self.before is not None
        self.group.setattr(tx, "_training_state", self.before)

    def fresh(self) -> ContextWrappingVariable:
        return FSDPParamGroupUseTrainingStateVariable(self.group, self.state)

    def recreate(self, emit: Emitter) -> Callable[[], Any]:
        group, state = emit(self.group), emit(self.state)
        return lambda: group.use_training_state(state)

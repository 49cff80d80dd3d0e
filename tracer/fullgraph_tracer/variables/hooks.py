"""Handles of hooks that the traced code registers on tensors."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from torch.utils.hooks import RemovableHandle

from fullgraph_tracer.errors import GraphBreak
from fullgraph_tracer.variables.builtin_value import BuiltinValue
from fullgraph_vocab.breaks import side_effects

if TYPE_CHECKING:
    from collections.abc import Iterable

    from fullgraph_tracer.emit.emitter import Emitter
    from fullgraph_tracer.ports import Tx
    from fullgraph_tracer.variables.base import VariableTracker


class RemovableHandleVariable(BuiltinValue):
    """What `tensor.register_hook(hook)` gives. On an input, the real handle is made after the graph has run."""

    def __init__(
        self, tensor: VariableTracker | None = None, hook: VariableTracker | None = None, name: str = "", **options: Any
    ) -> None:
        super().__init__(**options)
        self.tensor = tensor
        self.hook = hook
        self.name = name
        self.removed = False

    def python_type(self) -> type:
        return RemovableHandle

    def truth(self, tx: Tx) -> bool:  # noqa: ARG002 - an object without `__bool__`
        return True

    def hash_key(self, tx: Tx) -> Any:  # noqa: ARG002 - by identity
        return self

    def py_remove(self, tx: Tx) -> None:
        """`handle.remove()`; one that the graph has registered is there to stay."""
        if self.tensor is None:
            tx.break_(side_effects.HOOK, gb="GB0029", detail="a hook of a tensor of the graph cannot be removed again")
        tx.journal.set(self, "removed", True)

    def parts(self) -> Iterable[VariableTracker]:
        return [part for part in (self.tensor, self.hook) if part is not None]

    def can_reconstruct(self) -> bool:
        if self.tensor is None:
            raise GraphBreak(side_effects.ESCAPES, type="RemovableHandle")
        return True

    def reconstruct(self, emit: Emitter) -> Any:
        if self.removed or self.tensor is None or self.hook is None:
            return RemovableHandle({})
        return getattr(emit(self.tensor), self.name)(emit(self.hook))

"""Python modules: `torch`, `math`, the user's own."""

from __future__ import annotations

import types
from typing import TYPE_CHECKING, Any

from fullgraph_tracer.effects import is_deleted, is_stored
from fullgraph_tracer.sources import AttrSource, ConstantSource
from fullgraph_tracer.variables.base import VariableTracker

if TYPE_CHECKING:
    from fullgraph_tracer.emit.emitter import Emitter
    from fullgraph_tracer.ports import Tx


class PythonModuleVariable(VariableTracker):
    """A module; its attributes are looked up when they are asked for, and guarded when somebody looks at them."""

    def __init__(self, value: types.ModuleType, **options: Any) -> None:
        super().__init__(**options)
        self.value = value

    def describe(self) -> str:
        return self.value.__name__

    def python_type(self) -> type:
        return types.ModuleType

    def truth(self, tx: Tx) -> bool:  # noqa: ARG002 - a module is true
        return True

    def reconstruct(self, emit: Emitter) -> types.ModuleType:  # noqa: ARG002 - the module is its own real object
        return self.value

    def hash_key(self, tx: Tx) -> Any:  # noqa: ARG002 - the slot's signature
        return self

    def getattr(self, tx: Tx, name: str) -> VariableTracker:
        stored = tx.effects.load_global(self.value.__dict__, name)
        if is_stored(stored):
            return stored
        try:
            value = getattr(self.value, name)
        except AttributeError as error:
            tx.raise_(AttributeError, *error.args)
        if is_deleted(stored):
            tx.raise_(AttributeError, f"module '{self.value.__name__}' has no attribute '{name}'")
        base = self.source or ConstantSource(self.value.__name__, self.value, id(self.value))
        return tx.wrap_lazy(value, AttrSource(base, name))

    def setattr(self, tx: Tx, name: str, value: VariableTracker) -> None:
        tx.effects.store_global(self.value.__dict__, name, value, tx.span)

    def delattr(self, tx: Tx, name: str) -> None:
        tx.effects.store_global(self.value.__dict__, name, None, tx.span)

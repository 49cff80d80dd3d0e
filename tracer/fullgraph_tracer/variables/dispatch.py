"""Objects of torch's dispatcher: sets of dispatch keys, and the interpreters of torch.func's levels."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import torch

from fullgraph_tracer.variables.ctx_manager.functorch import TemporarilyPopInterpreterStackCtxManagerVariable
from fullgraph_tracer.variables.torch_functions import BaseTorchVariable
from fullgraph_tracer.variables.user_defined.objects import UserDefinedObjectVariable
from fullgraph_vocab.breaks import calls

if TYPE_CHECKING:
    from collections.abc import Sequence

    from fullgraph_tracer.ports import Tx
    from fullgraph_tracer.variables.base import VariableTracker


class DispatchKeySetVariable(BaseTorchVariable):
    """A `torch._C.DispatchKeySet`: asked while tracing."""

    def call_method(
        self, tx: Tx, name: str, args: Sequence[VariableTracker], kwargs: dict[str, VariableTracker]
    ) -> VariableTracker:
        given = [_key(arg.realize()) for arg in args]
        if name not in ("has", "highestPriorityTypeId") or kwargs or None in given:
            tx.break_(calls.UNSUPPORTED_METHOD, name=name, type=self.type_name())
        return tx.wrap(getattr(self.value, name)(*given))

    def getattr(self, tx: Tx, name: str) -> VariableTracker:
        return tx.bind_method(self, name)

    def richcompare(self, tx: Tx, op: str, other: VariableTracker) -> VariableTracker | Any:
        if op not in ("==", "!=") or not isinstance(other, DispatchKeySetVariable):
            return NotImplemented
        return tx.constant((self.value == other.value) is (op == "=="))


def _key(variable: VariableTracker) -> Any:
    """A dispatch key, which is an object of C++; None for anything else."""
    value = variable.value if isinstance(variable, UserDefinedObjectVariable) else None
    return value if isinstance(value, torch._C.DispatchKey) else None  # noqa: SLF001 - where torch keeps them


class FuncTorchInterpreterVariable(BaseTorchVariable):
    """The interpreter of a level of torch.func: `torch._functorch.pyfunctorch.FuncTorchInterpreter`."""

    def getattr(self, tx: Tx, name: str) -> VariableTracker:
        if not hasattr(self.value, name):
            tx.raise_(AttributeError, f"'{self.type_name()}' object has no attribute '{name}'")
        return tx.bind_method(self, name)

    def call_method(
        self, tx: Tx, name: str, args: Sequence[VariableTracker], kwargs: dict[str, VariableTracker]
    ) -> VariableTracker:
        if name == "process":
            return tx.inline(tx.wrap(type(self.value).process), [self, *args], kwargs)
        if args or kwargs:
            tx.break_(calls.UNSUPPORTED_METHOD, name=name, type=self.type_name())
        if name in ("key", "level", "batch_size", "randomness"):
            return tx.wrap(getattr(self.value, name)())
        if name == "lower":
            return TemporarilyPopInterpreterStackCtxManagerVariable()
        tx.break_(calls.UNSUPPORTED_METHOD, name=name, type=self.type_name())


def without_fakes(keys: torch._C.DispatchKeySet) -> torch._C.DispatchKeySet:
    """The keys of the real tensor, from those of its fake."""
    for key in (torch._C.DispatchKey.Python, torch._C.DispatchKey.PythonTLSSnapshot):  # noqa: SLF001 - where torch keeps them
        keys = keys - torch._C.DispatchKeySet(key)  # noqa: SLF001
    return keys

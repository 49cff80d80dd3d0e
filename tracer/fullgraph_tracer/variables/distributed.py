"""Process groups, device meshes, and placements of DTensors."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from fullgraph_tracer.protocol.lookup import MISSING
from fullgraph_tracer.variables.base import NotConstantError, VariableTracker
from fullgraph_tracer.variables.misc.lambdas import LambdaVariable
from fullgraph_vocab.breaks import calls

if TYPE_CHECKING:
    from collections.abc import Sequence

    from fullgraph_tracer.emit.emitter import Emitter
    from fullgraph_tracer.ports import Tx


class DistributedVariable(VariableTracker):
    """An object of torch.distributed that does not change in a run: its methods are asked while tracing."""

    folded: frozenset[str] = frozenset()
    """The methods whose answer is a constant."""

    def __init__(self, value: Any, **options: Any) -> None:
        super().__init__(**options)
        self.value = value

    def describe(self) -> str:
        return type(self.value).__name__

    def python_type(self) -> type:
        return type(self.value)

    @property
    def is_constant(self) -> bool:
        return True

    def as_constant(self) -> Any:
        return self.value

    def as_proxy(self, tx: Tx) -> Any:  # noqa: ARG002 - the object itself
        return self.value

    def reconstruct(self, emit: Emitter) -> Any:  # noqa: ARG002 - the object itself
        return self.value

    def truth(self, tx: Tx) -> bool:  # noqa: ARG002 - none of these has `__bool__`
        return True

    def hash_key(self, tx: Tx) -> Any:  # noqa: ARG002 - hashed as Python does
        return self.value

    def same_object(self, tx: Tx, other: VariableTracker) -> bool:  # noqa: ARG002 - the slot's signature
        return isinstance(other, DistributedVariable) and other.value is self.value

    def richcompare(self, tx: Tx, op: str, other: VariableTracker) -> VariableTracker | Any:
        if op not in ("==", "!=") or not isinstance(other, DistributedVariable):
            return NotImplemented
        return tx.constant(bool(self.value == other.value) is (op == "=="))

    def getattr(self, tx: Tx, name: str) -> VariableTracker:
        found = getattr(self.value, name, MISSING)
        if found is MISSING:
            tx.raise_(AttributeError, f"'{self.type_name()}' object has no attribute '{name}'")
        if name == "__class__":
            return tx.wrap(type(self.value))
        if callable(found) and not isinstance(found, type):
            return LambdaVariable(lambda tx, *args, **kwargs: self.call_method(tx, name, args, kwargs))
        return tx.wrap(found)

    def call_method(
        self, tx: Tx, name: str, args: Sequence[VariableTracker], kwargs: dict[str, VariableTracker]
    ) -> VariableTracker:
        if name not in self.folded:
            return super().call_method(tx, name, args, kwargs)
        try:
            given = [arg.realize().as_constant() for arg in args]
            named = {key: value.realize().as_constant() for key, value in kwargs.items()}
        except NotConstantError:
            tx.break_(calls.UNSUPPORTED_METHOD, name=name, type=self.type_name())
        try:
            result = getattr(self.value, name)(*given, **named)
        except Exception as error:  # noqa: BLE001 - whatever the method raises belongs to the user's program
            tx.raise_(type(error), *error.args)
        return tx.wrap(result)


class ProcessGroupVariable(DistributedVariable):
    """A process group."""

    folded = frozenset({"rank", "size", "_get_backend_name", "name"})

    @property
    def kind(self) -> str:
        return "TorchScriptObjectVariable"


class DeviceMeshVariable(DistributedVariable):
    """A device mesh."""

    folded = frozenset(
        {
            "size",
            "get_rank",
            "get_local_rank",
            "get_coordinate",
            "get_group",
            "get_all_groups",
            "_get_or_create_default_group",
            "_flatten",
            "__getitem__",
            "__eq__",
            "__hash__",
            "__repr__",
        }
    )

    @property
    def kind(self) -> str:
        return "TorchScriptObjectVariable"

    def getitem(self, tx: Tx, key: VariableTracker) -> VariableTracker:
        return self.call_method(tx, "__getitem__", (key,), {})


class PlacementVariable(DistributedVariable):
    """How a DTensor lies on a mesh: `Shard(0)`, `Replicate()`, `Partial()`."""

    folded = frozenset({"is_shard", "is_replicate", "is_partial", "__eq__", "__hash__", "__repr__", "__str__"})

    def describe(self) -> str:
        return repr(self.value)

    def richcompare(self, tx: Tx, op: str, other: VariableTracker) -> VariableTracker | Any:
        if op not in ("==", "!=") or not isinstance(other, PlacementVariable):
            return NotImplemented
        return tx.constant(bool(self.value == other.value) is (op == "=="))

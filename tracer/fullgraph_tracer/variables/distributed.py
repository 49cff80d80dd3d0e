"""Process groups, device meshes, and placements of DTensors."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from fullgraph_tracer.sources import AttrSource
from fullgraph_tracer.variables.script_object import FixedObject

if TYPE_CHECKING:
    from fullgraph_tracer.ports import Tx
    from fullgraph_tracer.variables.base import VariableTracker


class DistributedVariable(FixedObject):
    """An object of torch.distributed that does not change in a run."""


class WorldMetaClassVariable(DistributedVariable):
    """`torch.distributed.group` and `GroupMember`, through which the default process group is found."""

    def describe(self) -> str:
        return str(self.value.__name__)

    def getattr(self, tx: Tx, name: str) -> VariableTracker:
        if name in ("WORLD", "NON_GROUP_MEMBER") and self.source is not None:
            return tx.wrap(getattr(self.value, name), AttrSource(self.source, name))
        return super().getattr(tx, name)


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

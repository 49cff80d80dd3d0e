"""`SDPAParams`: the arguments of an attention call, put together to ask which kernel can run it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from fullgraph_tracer.variables.tensor.base import GraphValue, TensorBase

if TYPE_CHECKING:
    from collections.abc import Iterable

    from torch.fx import Node

    from fullgraph_tracer.ports import Tx
    from fullgraph_tracer.variables.base import VariableTracker

FIELDS = ("query", "key", "value", "attn_mask", "dropout", "is_causal", "enable_gqa")


class SDPAParamsVariable(GraphValue):
    """An instance that exists before the trace: the graph makes it anew from its parts."""

    def __init__(self, node: Node, value: Any, fields: dict[str, VariableTracker], **options: Any) -> None:
        super().__init__(node, **options)
        self.value = value
        self.fields = fields

    def python_type(self) -> type:
        return type(self.value)

    def parts(self) -> Iterable[VariableTracker]:
        return self.fields.values()

    def truth(self, tx: Tx) -> bool:  # noqa: ARG002 - an object without `__bool__`
        return True

    def hash_key(self, tx: Tx) -> Any:  # noqa: ARG002 - by identity
        return self

    def getattr(self, tx: Tx, name: str) -> VariableTracker:
        held = self.fields.get(name)
        if held is None:
            tx.raise_(AttributeError, f"'{self.type_name()}' object has no attribute '{name}'")
        held = held.realize()
        if not isinstance(held, TensorBase):
            return held
        node = tx.graph.add("call_function", getattr, (self.node, name), {}, held.fake)
        return tx.wrap_fake(node, held.fake)

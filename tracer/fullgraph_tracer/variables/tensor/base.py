"""What every tensor-like variable is: a node of the graph, with the fake value that it yields."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import torch

from fullgraph_tracer.variables.base import VariableTracker

if TYPE_CHECKING:
    from torch.fx import Node

    from fullgraph_tracer.emit.emitter import Emitter
    from fullgraph_tracer.ports import Tx

_SHORT = {
    torch.float32: "f32",
    torch.float64: "f64",
    torch.float16: "f16",
    torch.bfloat16: "bf16",
    torch.int64: "i64",
    torch.int32: "i32",
    torch.int16: "i16",
    torch.int8: "i8",
    torch.uint8: "u8",
    torch.bool: "bool",
    torch.complex64: "c64",
    torch.complex128: "c128",
}


def describe_tensor(value: torch.Tensor) -> str:
    """`f32[4, 8]`, with jaxtyping's short names."""
    name = _SHORT.get(value.dtype, str(value.dtype).removeprefix("torch."))
    return f"{name}[{', '.join(str(size) for size in value.shape)}]"


class GraphValue(VariableTracker):
    """A value that a node of the graph yields."""

    node: Node

    def __init__(self, node: Node, **options: Any) -> None:
        super().__init__(**options)
        self.node = node

    def as_proxy(self, tx: Tx) -> Any:  # noqa: ARG002 - the node stands for it everywhere
        return self.node

    def output_node(self) -> Node | None:
        return self.node

    def reconstruct(self, emit: Emitter) -> Any:
        return emit.outputs[self.node]


class TensorBase(GraphValue):
    """A tensor of the graph. Its facts are those of its fake, which the operators in the graph keep up to date."""

    fake: torch.Tensor

    def __init__(self, node: Node, fake: torch.Tensor, *, cls: type = torch.Tensor, **options: Any) -> None:
        super().__init__(node, **options)
        self.fake = fake
        self.cls = cls
        """The Python class: `torch.Tensor`, `torch.nn.Parameter` or a subclass."""

    def describe(self) -> str:
        return describe_tensor(self.fake)

    def python_type(self) -> type:
        return self.cls

    @property
    def is_data_dependent(self) -> bool:
        return True

    def hash_key(self, tx: Tx) -> Any:  # noqa: ARG002 - the slot's signature
        """`Tensor.__hash__` is `id(self)`; two variables of one tensor (`x` and `x.add_(1)`) share its fake."""
        return (TensorBase, id(self.fake))

    def same_object(self, tx: Tx, other: VariableTracker) -> bool:  # noqa: ARG002 - the slot's signature
        return isinstance(other, TensorBase) and self.fake is other.fake

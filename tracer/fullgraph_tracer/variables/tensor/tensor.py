"""TensorVariable: a tensor of the graph."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from fullgraph_tracer.variables.tensor.methods import TensorMethods

if TYPE_CHECKING:
    import torch
    from torch.fx import Node


class TensorVariable(TensorMethods):
    """A `torch.Tensor`: an input, a parameter, or the result of an operator."""

    def __init__(self, node: Node, fake: torch.Tensor, *, real: torch.Tensor | None = None, **options: Any) -> None:
        super().__init__(node, fake, **options)
        self._real = real

    @property
    def real_value(self) -> Any:
        return self._real

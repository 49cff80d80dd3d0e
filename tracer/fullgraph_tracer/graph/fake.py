"""Fake tensors and symbolic shapes: what a graph node would yield, without the arithmetic.

Architecture invariant: torch's private interfaces for fake tensors and symbolic shapes are touched only in this package.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import torch
from torch import fx
from torch._subclasses.fake_tensor import (
    DataDependentOutputException,
    DynamicOutputShapeException,
    FakeTensor,
    FakeTensorMode,
    UnsupportedOperatorException,
)
from torch.fx.experimental.symbolic_shapes import GuardOnDataDependentSymNode, ShapeEnv

if TYPE_CHECKING:
    from fullgraph_tracer.config import TraceConfig

__all__ = [
    "DataDependentOutputException",
    "DynamicOutputShapeException",
    "FakeTensor",
    "FakeWorld",
    "GuardOnDataDependentSymNode",
    "UnsupportedOperatorException",
]


class FakeWorld:
    """One fake mode with one shape environment: those of one captured frame."""

    def __init__(self, config: TraceConfig) -> None:
        self.shape_env = ShapeEnv(
            assume_static_by_default=config.assume_static_by_default,
            allow_scalar_outputs=config.capture_scalar_outputs,
            allow_dynamic_output_shape_ops=config.capture_dynamic_output_shape_ops,
            specialize_zero_one=True,
        )
        self.mode = FakeTensorMode(shape_env=self.shape_env, allow_non_fake_inputs=False, export=False)

    def of(self, tensor: torch.Tensor) -> FakeTensor:
        """The fake of a real tensor, with its sizes as constants. The same tensor yields the same fake."""
        return self.mode.from_tensor(tensor, static_shapes=True)

    def run(self, op: str, target: Any, args: tuple[Any, ...], kwargs: dict[str, Any]) -> Any:
        """Run one call on fakes. Raises torch's own exceptions; `variables.tensor.faults` turns them into breaks."""
        values = fx.node.map_arg(args, lambda node: node.meta["example_value"])
        named = fx.node.map_arg(kwargs, lambda node: node.meta["example_value"])
        with self.mode:
            if op == "call_method":
                return getattr(values[0], target)(*values[1:], **named)
            return target(*values, **named)

"""What a trace may do: what in `torch._dynamo.config` changes what is captured, with torch 2.13's defaults."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class TraceConfig:
    """Names and meanings are `torch._dynamo.config`'s, so that a user's setting can be carried over as it is."""

    capture_scalar_outputs: bool = False
    capture_dynamic_output_shape_ops: bool = False
    nested_graph_breaks: bool = False
    rewrite_assert_with_torch_assert: bool = True
    assume_static_by_default: bool = True
    automatic_dynamic_shapes: bool = True
    specialize_int: bool = False
    specialize_float: bool = False
    trace_numpy: bool = True
    recompile_limit: int = 8
    inline_depth_limit: int = 900
    branch_budget: int = 64
    """`mode="symbolic"` only: how many data-dependent branches are followed on both sides before only one is."""
    symbolic: bool = False
    """Fake tensors only: nothing is executed on data, and a break's result is unknown."""

"""What a trace may do: what in `torch._dynamo.config` changes what is captured, with torch 2.13's defaults."""

from __future__ import annotations

import sys
from dataclasses import dataclass, fields, replace


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
    compiled_autograd: bool = False
    recompile_limit: int = 8
    inline_depth_limit: int = 900
    branch_budget: int = 64
    """`mode="symbolic"` only: how many data-dependent branches are followed on both sides before only one is."""
    step_budget: int = 1_000_000
    """`mode="symbolic"` only: how many instructions are interpreted at most."""
    symbolic: bool = False
    """Fake tensors only: nothing is executed on data, and a break's result is unknown."""

    @classmethod
    def of_process(cls, *, symbolic: bool = False) -> TraceConfig:
        """As the user's program has set `torch._dynamo.config`; its defaults where nobody has imported it."""
        theirs = sys.modules.get("torch._dynamo.config")
        names = [field.name for field in fields(cls) if hasattr(theirs, field.name)]
        return cls(**{name: getattr(theirs, name) for name in names}, symbolic=symbolic)

    def following(self, before: TraceConfig, now: TraceConfig) -> TraceConfig:
        """With what the user's program has changed in the process' settings since they were `before`."""
        if before == now:
            return self
        changed = {
            f.name: getattr(now, f.name) for f in fields(self) if getattr(before, f.name) != getattr(now, f.name)
        }
        return replace(self, **changed)

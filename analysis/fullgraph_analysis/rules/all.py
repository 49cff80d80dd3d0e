"""Every rule, in the order in which they are asked."""

from __future__ import annotations

from fullgraph_analysis.rules import (
    checks,
    contexts,
    data_dependent,
    dynamic_shapes,
    gradients,
    items,
    numpy_handoff,
    object_attributes,
    printing,
    recurrent,
    reentered,
    skipped,
    storage,
    tensor_branch,
)

MODULES = (
    tensor_branch,
    items,
    dynamic_shapes,
    data_dependent,
    numpy_handoff,
    printing,
    skipped,
    recurrent,
    gradients,
    storage,
    checks,
    contexts,
    object_attributes,
    reentered,
)
"""All of them have examples: `VALID` sources without a finding, `INVALID` ones with the line of theirs."""

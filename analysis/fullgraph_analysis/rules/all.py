"""Every rule, in the order in which they are asked."""

from __future__ import annotations

from fullgraph_analysis.rules import (
    data_dependent,
    dynamic_shapes,
    items,
    printing,
    recurrent,
    skipped,
    tensor_branch,
)

MODULES = (tensor_branch, items, dynamic_shapes, data_dependent, printing, skipped, recurrent)
"""All of them have examples: `VALID` sources without a finding, `INVALID` ones with the line of theirs."""

"""Every rule, in the order in which they are asked."""

from __future__ import annotations

from fullgraph_analysis.rules import (
    autograd_functions,
    builtins_of_tensors,
    checks,
    class_definitions,
    contexts,
    data_dependent,
    dynamic_shapes,
    gradients,
    growing_containers,
    items,
    module_numbers,
    numpy_handoff,
    object_attributes,
    printing,
    recurrent,
    reentered,
    scalar_arguments,
    shape_branches,
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
    scalar_arguments,
    module_numbers,
    shape_branches,
    growing_containers,
    autograd_functions,
    builtins_of_tensors,
    class_definitions,
)
"""All of them have examples: `VALID` sources without a finding, `INVALID` ones with the line of theirs."""

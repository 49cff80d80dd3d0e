"""What Dynamo looks at where a capture ends: an input that it looks at is guarded, and shows as what it is.

Below the operands of the instruction that broke, everything on the stack is looked at, with all that it holds. Among
the operands, the locals and the result, numbers are (since they might be symbols), but no other literals.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from fullgraph_tracer.bytecode.flow import stack_effect
from fullgraph_tracer.sources import LocalSource
from fullgraph_tracer.variables.base import VariableTracker
from fullgraph_tracer.variables.lazy import LazyVariableTracker
from fullgraph_tracer.variables.tensor import TensorVariable

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from torch.fx import Node

    from fullgraph_tracer.bytecode import Instruction


def operand_count(inst: Instruction) -> int:
    """How many values an instruction takes off the stack."""
    if "JUMP_IF" in inst.opname:
        return 1
    return (not inst.opname.startswith("STORE_")) - stack_effect(inst)


def look_at_stack(stack: Sequence[object], inst: Instruction | None) -> None:
    """Where the capture is left at this instruction; None for the stack of a frame that waits for another."""
    seen: set[VariableTracker] = set()
    for value in stack[: len(stack) - (0 if inst is None else operand_count(inst))]:
        if isinstance(value, VariableTracker):
            _look_into(value, seen)
    look_at_numbers(value for value in stack if isinstance(value, VariableTracker))


def changed_locals(values: Mapping[str, VariableTracker]) -> list[VariableTracker]:
    """Without the arguments that still have their values: nothing need be done for these, so that nobody looks."""
    return [
        value
        for name, value in values.items()
        if not (isinstance(value.source, LocalSource) and value.source.local == name)
    ]


def look_at_numbers(values: Iterable[VariableTracker]) -> None:
    for value in values:
        if isinstance(value, LazyVariableTracker) and value.peek_type() in (int, float):
            value.realize()


def escapes(node: Node, outputs: Iterable[Node]) -> bool:
    """Whether an output with a gradient derives from `node`."""
    tainted = {node}
    for later in node.graph.nodes:
        if not tainted.isdisjoint(later.all_input_nodes):
            tainted.add(later)
    return any(output in tainted and output.meta["example_value"].requires_grad for output in outputs)


def _look_into(value: VariableTracker, seen: set[VariableTracker]) -> None:
    value = value.realize()
    if value in seen:
        return
    seen.add(value)
    for part in value.parts():
        _look_into(part, seen)


def passed_through(values: Sequence[Any]) -> list[Node]:
    """The nodes of different tensors, if these are all that a capture hands over: inputs, where nothing was computed.

    Dynamo lets its graph return them all then (`compile_subgraph`), so that there is a graph without a call.
    """
    known = [value.realize() if isinstance(value, VariableTracker) else None for value in values]
    if len(set(known)) != len(known):
        return []
    nodes = [value.node for value in known if type(value) is TensorVariable]
    return nodes if len(nodes) == len(known) else []

"""`assert` on what only data decides stays in the graph, as `torch._assert_async`.

Architecture invariant: an assert statement is recognised by the instructions that CPython compiles it to, with no
message or with a constant one; any other `if not ...: raise` is a branch.
"""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, Any

import torch
from torch.fx.experimental.symbolic_shapes import expect_true

from fullgraph_tracer.variables.base import NotConstantError
from fullgraph_tracer.variables.tensor import SymNodeVariable
from fullgraph_tracer.variables.tensor.base import TensorBase
from fullgraph_tracer.variables.tensor.calling import call_in_graph
from fullgraph_vocab.breaks import control_flow

if TYPE_CHECKING:
    from collections.abc import Sequence

    from fullgraph_tracer.bytecode import Instruction
    from fullgraph_tracer.ports import Tx
    from fullgraph_tracer.variables.base import VariableTracker

_IF_TRUE = frozenset({"POP_JUMP_IF_TRUE", "POP_JUMP_FORWARD_IF_TRUE", "POP_JUMP_BACKWARD_IF_TRUE"})
_BARE = ["LOAD_ASSERTION_ERROR", "RAISE_VARARGS"]
_WITH_MESSAGE = ["LOAD_ASSERTION_ERROR", "LOAD_CONST", "CALL", "RAISE_VARARGS"]
_LONGEST = len(_WITH_MESSAGE) + 1
_WITHOUT_MESSAGE = "assertion error"


def assert_message(instructions: Sequence[Instruction], jump: Instruction) -> object | None:
    """The message of the assert statement whose test a jump is; None where it is none."""
    if jump.opname not in _IF_TRUE or sys.flags.optimize:
        return None
    start = jump.index + 1
    if start >= len(instructions) or instructions[start].opname != "LOAD_ASSERTION_ERROR":
        return None
    body = [inst for inst in instructions[start : start + _LONGEST] if inst.opname != "PRECALL"]
    names = [inst.opname for inst in body]
    if names[: len(_BARE)] == _BARE:
        return _WITHOUT_MESSAGE
    return body[1].argval if names[: len(_WITH_MESSAGE)] == _WITH_MESSAGE else None


def assert_in_graph(tx: Tx, value: VariableTracker, message: object, *, may_jump: bool) -> bool:
    """Whether the condition holds, as far as tracing knows: what only data decides is asserted by the graph.

    `may_jump` tells whether the frame can be left for a jump here: then a condition that is false is left to eager.
    """
    try:
        known = bool(value.as_constant())
    except NotConstantError:
        return _assert_unknown(tx, value, message)
    if known:
        return True
    if may_jump:
        tx.break_(control_flow.TENSOR_BRANCH)
    tx.break_(control_flow.TENSOR_ASSERT, gb="GB0034")


def _assert_unknown(tx: Tx, value: VariableTracker, message: object) -> bool:
    if isinstance(value, SymNodeVariable):
        symbol: Any = value.symbol
        if not expect_true(symbol if isinstance(symbol, torch.SymBool) else symbol != 0):
            tx.break_(control_flow.SYMBOLIC_ASSERT)
        return True
    if not isinstance(value, TensorBase):
        value = call_in_graph(tx, "call_function", torch.scalar_tensor, (value,))
    tx.graph.add("call_function", torch._assert_async, (value.as_proxy(tx), message), {}, None)  # noqa: SLF001 - public by use
    return True

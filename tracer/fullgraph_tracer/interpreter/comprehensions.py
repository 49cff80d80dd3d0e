"""Comprehensions that CPython inlines (3.12 on): Dynamo runs one whole in eager because something breaks in it.

The graph then ends right before the comprehension's list or dict is made, and the frame goes on after its result was
stored.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

    from fullgraph_tracer.bytecode import Instruction

_STORES = frozenset({"STORE_FAST", "STORE_FAST_STORE_FAST"})
_SHIFTS = frozenset({"END_FOR", "POP_TOP", "POP_ITER", "SWAP"})


def begins_comprehension(instructions: Sequence[Instruction], index: int) -> bool:
    """Whether the instruction makes the result of an inlined comprehension (sets are left out)."""
    inst = instructions[index]
    return (
        inst.opname in ("BUILD_LIST", "BUILD_MAP")
        and inst.arg == 0
        and index >= 2
        and instructions[index - 1].opname == "SWAP"
        and instructions[index - 2].opname == "LOAD_FAST_AND_CLEAR"
    )


def last_of_comprehension(instructions: Sequence[Instruction], start: int) -> int:
    """The index of the END_FOR of its outermost loop."""
    depth = 0
    for index in range(start, len(instructions)):
        if instructions[index].opname == "FOR_ITER":
            depth += 1
        elif instructions[index].opname == "END_FOR":
            depth -= 1
            if not depth:
                return index
    raise AssertionError("a comprehension without END_FOR")


def after_comprehension(instructions: Sequence[Instruction], end_for: int) -> int:
    """The index of the instruction that eager stops at.

    By then the names of the comprehension are restored, and its result is stored or dropped if that comes next.
    """
    index = end_for
    while instructions[index].opname in _SHIFTS:
        index += 1
    while instructions[index].opname in _STORES:
        index += 1
    if instructions[index].opname in ("STORE_FAST_LOAD_FAST", "POP_TOP"):
        index += 1
    return index

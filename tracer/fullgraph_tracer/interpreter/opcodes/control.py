"""Jumps, loops and returning."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from fullgraph_tracer.interpreter.dispatch import opcode
from fullgraph_tracer.interpreter.markers import Returned

if TYPE_CHECKING:
    from fullgraph_tracer.bytecode import Instruction
    from fullgraph_tracer.interpreter.machine import Frame


@opcode("JUMP_FORWARD")
@opcode("JUMP_BACKWARD")
@opcode("JUMP_BACKWARD_NO_INTERRUPT")
def jump(frame: Frame, inst: Instruction) -> None:
    """https://docs.python.org/3/library/dis.html#opcode-JUMP_FORWARD."""
    frame.jump(inst)


@opcode("POP_JUMP_IF_TRUE", since=(3, 12))
@opcode("POP_JUMP_FORWARD_IF_TRUE", until=(3, 12))
@opcode("POP_JUMP_BACKWARD_IF_TRUE", until=(3, 12))
def pop_jump_if_true(frame: Frame, inst: Instruction) -> None:
    """https://docs.python.org/3/library/dis.html#opcode-POP_JUMP_IF_TRUE."""
    if frame.branch(inst, frame.stack.pop()):
        frame.jump(inst)


@opcode("POP_JUMP_IF_FALSE", since=(3, 12))
@opcode("POP_JUMP_FORWARD_IF_FALSE", until=(3, 12))
@opcode("POP_JUMP_BACKWARD_IF_FALSE", until=(3, 12))
def pop_jump_if_false(frame: Frame, inst: Instruction) -> None:
    """https://docs.python.org/3/library/dis.html#opcode-POP_JUMP_IF_FALSE."""
    if not frame.branch(inst, frame.stack.pop()):
        frame.jump(inst)


@opcode("JUMP_IF_TRUE_OR_POP", until=(3, 12))
def jump_if_true_or_pop(frame: Frame, inst: Instruction) -> None:
    """https://docs.python.org/3.11/library/dis.html#opcode-JUMP_IF_TRUE_OR_POP."""
    if frame.branch(inst, frame.stack[-1]):
        frame.jump(inst)
    else:
        frame.stack.pop()


@opcode("JUMP_IF_FALSE_OR_POP", until=(3, 12))
def jump_if_false_or_pop(frame: Frame, inst: Instruction) -> None:
    """https://docs.python.org/3.11/library/dis.html#opcode-JUMP_IF_FALSE_OR_POP."""
    if not frame.branch(inst, frame.stack[-1]):
        frame.jump(inst)
    else:
        frame.stack.pop()


@opcode("POP_JUMP_IF_NONE", since=(3, 12))
@opcode("POP_JUMP_FORWARD_IF_NONE", until=(3, 12))
@opcode("POP_JUMP_BACKWARD_IF_NONE", until=(3, 12))
def pop_jump_if_none(frame: Frame, inst: Instruction) -> None:
    """https://docs.python.org/3/library/dis.html#opcode-POP_JUMP_IF_NONE."""
    if frame.domain.is_none(frame, frame.stack.pop()):
        frame.jump(inst)


@opcode("POP_JUMP_IF_NOT_NONE", since=(3, 12))
@opcode("POP_JUMP_FORWARD_IF_NOT_NONE", until=(3, 12))
@opcode("POP_JUMP_BACKWARD_IF_NOT_NONE", until=(3, 12))
def pop_jump_if_not_none(frame: Frame, inst: Instruction) -> None:
    """https://docs.python.org/3/library/dis.html#opcode-POP_JUMP_IF_NOT_NONE."""
    if not frame.domain.is_none(frame, frame.stack.pop()):
        frame.jump(inst)


@opcode("GET_ITER")
def get_iter(frame: Frame, _inst: Instruction) -> None:
    """https://docs.python.org/3/library/dis.html#opcode-GET_ITER."""
    frame.stack[-1] = frame.domain.iter(frame, frame.stack[-1])


def _advance(frame: Frame, inst: Instruction, skip: int) -> None:
    """Push the next item, or drop the iterator and leave the loop, past `skip` instructions for exhaustion."""
    try:
        item: Any = frame.domain.next(frame, frame.stack[-1])
    except BaseException as exc:
        if not frame.domain.is_stop_iteration(frame, exc):
            raise
        frame.stack.pop()
        frame.index = inst.target_index + skip
    else:
        frame.stack.append(item)


@opcode("FOR_ITER", until=(3, 12))
def for_iter_311(frame: Frame, inst: Instruction) -> None:
    """https://docs.python.org/3.11/library/dis.html#opcode-FOR_ITER."""
    _advance(frame, inst, 0)


@opcode("FOR_ITER", since=(3, 12), until=(3, 13))
def for_iter_312(frame: Frame, inst: Instruction) -> None:
    """https://docs.python.org/3.12/library/dis.html#opcode-FOR_ITER: leaves past END_FOR, as CPython's own does."""
    _advance(frame, inst, 1)


@opcode("FOR_ITER", since=(3, 13))
def for_iter(frame: Frame, inst: Instruction) -> None:
    """https://docs.python.org/3.13/library/dis.html#opcode-FOR_ITER: leaves past END_FOR and POP_TOP."""
    _advance(frame, inst, 2)


@opcode("RETURN_VALUE")
def return_value(frame: Frame, _inst: Instruction) -> None:
    """https://docs.python.org/3/library/dis.html#opcode-RETURN_VALUE."""
    frame.outcome = Returned(frame.stack.pop())


@opcode("RETURN_CONST", since=(3, 12))
def return_const(frame: Frame, inst: Instruction) -> None:
    """https://docs.python.org/3/library/dis.html#opcode-RETURN_CONST."""
    frame.outcome = Returned(frame.domain.constant(frame, inst.argval))

"""Moving values about on the stack, and instructions that do nothing here."""

from __future__ import annotations

from typing import TYPE_CHECKING

from fullgraph_tracer.interpreter.dispatch import opcode
from fullgraph_tracer.interpreter.markers import NULL

if TYPE_CHECKING:
    from fullgraph_tracer.bytecode import Instruction
    from fullgraph_tracer.interpreter.machine import Frame


@opcode("NOP")
@opcode("RESUME")
def nop(_frame: Frame, _inst: Instruction) -> None:
    """https://docs.python.org/3/library/dis.html#opcode-RESUME."""


@opcode("POP_TOP")
def pop_top(frame: Frame, _inst: Instruction) -> None:
    """https://docs.python.org/3/library/dis.html#opcode-POP_TOP."""
    frame.stack.pop()


@opcode("END_FOR", since=(3, 12), until=(3, 13))
def end_for_312(frame: Frame, _inst: Instruction) -> None:
    """https://docs.python.org/3.12/library/dis.html#opcode-END_FOR: two pops. FOR_ITER jumps past it."""
    del frame.stack[-2:]


@opcode("END_FOR", since=(3, 13))
def end_for(frame: Frame, _inst: Instruction) -> None:
    """https://docs.python.org/3.13/library/dis.html#opcode-END_FOR: one pop. FOR_ITER jumps past it."""
    frame.stack.pop()


@opcode("END_SEND", since=(3, 12))
def end_send(frame: Frame, _inst: Instruction) -> None:
    """https://docs.python.org/3/library/dis.html#opcode-END_SEND."""
    del frame.stack[-2]


@opcode("COPY")
def copy(frame: Frame, inst: Instruction) -> None:
    """https://docs.python.org/3/library/dis.html#opcode-COPY."""
    frame.stack.append(frame.stack[-inst.arg])


@opcode("SWAP")
def swap(frame: Frame, inst: Instruction) -> None:
    """https://docs.python.org/3/library/dis.html#opcode-SWAP."""
    stack, depth = frame.stack, -inst.arg
    stack[-1], stack[depth] = stack[depth], stack[-1]


@opcode("PUSH_NULL")
def push_null(frame: Frame, _inst: Instruction) -> None:
    """https://docs.python.org/3/library/dis.html#opcode-PUSH_NULL."""
    frame.stack.append(NULL)


@opcode("LOAD_CONST")
def load_const(frame: Frame, inst: Instruction) -> None:
    """https://docs.python.org/3/library/dis.html#opcode-LOAD_CONST."""
    frame.stack.append(frame.domain.constant(frame, inst.argval))

"""Imports."""

from __future__ import annotations

from typing import TYPE_CHECKING

from fullgraph_tracer.interpreter.dispatch import opcode

if TYPE_CHECKING:
    from fullgraph_tracer.bytecode import Instruction
    from fullgraph_tracer.interpreter.machine import Frame


@opcode("IMPORT_NAME")
def import_name(frame: Frame, inst: Instruction) -> None:
    """https://docs.python.org/3/library/dis.html#opcode-IMPORT_NAME."""
    level, fromlist = frame.pop_many(2)
    frame.stack.append(frame.domain.import_name(frame, inst.argval, fromlist, level))


@opcode("IMPORT_FROM")
def import_from(frame: Frame, inst: Instruction) -> None:
    """https://docs.python.org/3/library/dis.html#opcode-IMPORT_FROM."""
    frame.stack.append(frame.domain.import_from(frame, frame.stack[-1], inst.argval))


@opcode("IMPORT_STAR", until=(3, 12))
def import_star(frame: Frame, _inst: Instruction) -> None:
    """https://docs.python.org/3.11/library/dis.html#opcode-IMPORT_STAR. Later an intrinsic."""
    frame.domain.import_star(frame, frame.stack.pop())

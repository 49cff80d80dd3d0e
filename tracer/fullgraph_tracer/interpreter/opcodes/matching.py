"""`match` statements."""

from __future__ import annotations

from typing import TYPE_CHECKING

from fullgraph_tracer.interpreter.dispatch import opcode

if TYPE_CHECKING:
    from fullgraph_tracer.bytecode import Instruction
    from fullgraph_tracer.interpreter.machine import Frame


@opcode("GET_LEN")
def get_len(frame: Frame, _inst: Instruction) -> None:
    """https://docs.python.org/3/library/dis.html#opcode-GET_LEN."""
    frame.stack.append(frame.domain.length(frame, frame.stack[-1]))


@opcode("MATCH_MAPPING")
def match_mapping(frame: Frame, _inst: Instruction) -> None:
    """https://docs.python.org/3/library/dis.html#opcode-MATCH_MAPPING."""
    matched = frame.domain.match_mapping(frame, frame.stack[-1])
    frame.stack.append(frame.domain.constant(frame, matched))


@opcode("MATCH_SEQUENCE")
def match_sequence(frame: Frame, _inst: Instruction) -> None:
    """https://docs.python.org/3/library/dis.html#opcode-MATCH_SEQUENCE."""
    matched = frame.domain.match_sequence(frame, frame.stack[-1])
    frame.stack.append(frame.domain.constant(frame, matched))


@opcode("MATCH_KEYS")
def match_keys(frame: Frame, _inst: Instruction) -> None:
    """https://docs.python.org/3/library/dis.html#opcode-MATCH_KEYS."""
    subject, keys = frame.stack[-2:]
    frame.stack.append(frame.domain.match_keys(frame, subject, keys))


@opcode("MATCH_CLASS")
def match_class(frame: Frame, inst: Instruction) -> None:
    """https://docs.python.org/3/library/dis.html#opcode-MATCH_CLASS."""
    subject, class_, names = frame.pop_many(3)
    frame.stack.append(frame.domain.match_class(frame, subject, class_, inst.arg, names))

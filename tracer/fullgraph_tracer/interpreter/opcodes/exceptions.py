"""Raising, handling, and `with` blocks."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

from fullgraph_tracer.interpreter.dispatch import opcode
from fullgraph_tracer.interpreter.markers import NULL

if TYPE_CHECKING:
    from fullgraph_tracer.bytecode import Instruction
    from fullgraph_tracer.interpreter.machine import Frame

_KEEPS_GROUP = sys.version_info < (3, 12)


@opcode("RAISE_VARARGS")
def raise_varargs(frame: Frame, inst: Instruction) -> None:
    """https://docs.python.org/3/library/dis.html#opcode-RAISE_VARARGS.

    A bare `raise` raises the exception being handled, here or in a caller; None means that there is none.
    """
    cause = frame.stack.pop() if inst.arg == 2 else None
    if inst.arg:
        raise frame.domain.raise_(frame, frame.stack.pop(), cause)
    handled = frame.handled
    if handled is None:
        raise frame.domain.raise_(frame, None, None)
    frame.reraising = True
    raise frame.domain.exception_from(frame, handled)


@opcode("RERAISE")
def reraise(frame: Frame, _inst: Instruction) -> None:
    """https://docs.python.org/3/library/dis.html#opcode-RERAISE. The saved position serves tracebacks only."""
    value = frame.stack.pop()
    frame.reraising = True
    raise frame.domain.exception_from(frame, value)


@opcode("PUSH_EXC_INFO")
def push_exc_info(frame: Frame, _inst: Instruction) -> None:
    """https://docs.python.org/3/library/dis.html#opcode-PUSH_EXC_INFO."""
    exc = frame.stack[-1]
    frame.stack.insert(-1, frame.exc_stack[-1] if frame.exc_stack else NULL)
    frame.exc_stack.append(exc)


@opcode("POP_EXCEPT")
def pop_except(frame: Frame, _inst: Instruction) -> None:
    """https://docs.python.org/3/library/dis.html#opcode-POP_EXCEPT."""
    frame.stack.pop()
    frame.exc_stack.pop()


@opcode("CHECK_EXC_MATCH")
def check_exc_match(frame: Frame, _inst: Instruction) -> None:
    """https://docs.python.org/3/library/dis.html#opcode-CHECK_EXC_MATCH."""
    domain = frame.domain
    matched = domain.exception_matches(frame, frame.stack[-2], frame.stack[-1])
    frame.stack[-1] = domain.constant(frame, matched)


@opcode("CHECK_EG_MATCH")
def check_eg_match(frame: Frame, _inst: Instruction) -> None:
    """https://docs.python.org/3/library/dis.html#opcode-CHECK_EG_MATCH.

    Where nothing matches, 3.11 keeps the group itself and later releases the equal one that its `split` made.
    """
    exc, classes = frame.pop_many(2)
    rest, matched = frame.domain.exception_group_match(frame, exc, classes)
    nothing = frame.domain.is_none(frame, matched)
    frame.stack.extend((exc if nothing and _KEEPS_GROUP else rest, matched))
    if not nothing:
        frame.exc_stack[-1] = matched


@opcode("PREP_RERAISE_STAR", until=(3, 12))
def prep_reraise_star(frame: Frame, _inst: Instruction) -> None:
    """https://docs.python.org/3.11/library/dis.html#opcode-PREP_RERAISE_STAR. Later an intrinsic."""
    original, results = frame.pop_many(2)
    frame.stack.append(frame.domain.prep_reraise_star(frame, original, results))


@opcode("LOAD_ASSERTION_ERROR")
def load_assertion_error(frame: Frame, _inst: Instruction) -> None:
    """https://docs.python.org/3/library/dis.html#opcode-LOAD_ASSERTION_ERROR."""
    frame.stack.append(frame.domain.load_assertion_error(frame))


@opcode("BEFORE_WITH")
def before_with(frame: Frame, _inst: Instruction) -> None:
    """https://docs.python.org/3/library/dis.html#opcode-BEFORE_WITH."""
    frame.stack.extend(frame.domain.enter_with(frame, frame.stack.pop()))


@opcode("BEFORE_ASYNC_WITH")
def before_async_with(frame: Frame, _inst: Instruction) -> None:
    """https://docs.python.org/3/library/dis.html#opcode-BEFORE_ASYNC_WITH."""
    frame.stack.extend(frame.domain.enter_async_with(frame, frame.stack.pop()))


@opcode("WITH_EXCEPT_START")
def with_except_start(frame: Frame, _inst: Instruction) -> None:
    """https://docs.python.org/3/library/dis.html#opcode-WITH_EXCEPT_START: exit, lasti, previous, exception."""
    frame.stack.append(frame.domain.exit_with(frame, frame.stack[-4], frame.stack[-1]))

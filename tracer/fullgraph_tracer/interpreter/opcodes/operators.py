"""Operators, comparisons, attributes and items."""

from __future__ import annotations

from typing import TYPE_CHECKING

from fullgraph_tracer.interpreter.dispatch import opcode
from fullgraph_tracer.interpreter.markers import NULL

if TYPE_CHECKING:
    from fullgraph_tracer.bytecode import Instruction
    from fullgraph_tracer.interpreter.machine import Frame

_ASK_TRUTH = frozenset(("POP_JUMP_IF_TRUE", "POP_JUMP_IF_FALSE", "UNARY_NOT"))
_TO_BOOL_BIT = 16


@opcode("UNARY_POSITIVE", until=(3, 12))
def unary_positive(frame: Frame, _inst: Instruction) -> None:
    """https://docs.python.org/3.11/library/dis.html#opcode-UNARY_POSITIVE. Later an intrinsic."""
    frame.stack[-1] = frame.domain.unary(frame, "+", frame.stack[-1])


@opcode("UNARY_NEGATIVE")
def unary_negative(frame: Frame, _inst: Instruction) -> None:
    """https://docs.python.org/3/library/dis.html#opcode-UNARY_NEGATIVE."""
    frame.stack[-1] = frame.domain.unary(frame, "-", frame.stack[-1])


@opcode("UNARY_INVERT")
def unary_invert(frame: Frame, _inst: Instruction) -> None:
    """https://docs.python.org/3/library/dis.html#opcode-UNARY_INVERT."""
    frame.stack[-1] = frame.domain.unary(frame, "~", frame.stack[-1])


@opcode("UNARY_NOT")
def unary_not(frame: Frame, _inst: Instruction) -> None:
    """https://docs.python.org/3/library/dis.html#opcode-UNARY_NOT."""
    frame.stack[-1] = frame.domain.unary(frame, "not", frame.stack[-1])


@opcode("TO_BOOL", since=(3, 13))
def to_bool(frame: Frame, inst: Instruction) -> None:
    """https://docs.python.org/3.13/library/dis.html#opcode-TO_BOOL."""
    _to_bool(frame, inst)


def _to_bool(frame: Frame, inst: Instruction) -> None:
    """Leave the truth to the conditional jump or UNARY_NOT that follows, as before 3.13: it is asked in one place.

    Where neither follows, the source has `not not value`, of which the compiler keeps only this.
    """
    if frame.instructions[inst.index + 1].opname not in _ASK_TRUTH:
        inverted = frame.domain.unary(frame, "not", frame.stack[-1])
        frame.stack[-1] = frame.domain.unary(frame, "not", inverted)


@opcode("BINARY_OP")
def binary_op(frame: Frame, inst: Instruction) -> None:
    """https://docs.python.org/3/library/dis.html#opcode-BINARY_OP."""
    right, left = frame.stack.pop(), frame.stack.pop()
    frame.stack.append(frame.domain.binary(frame, inst.argval, left, right))


@opcode("COMPARE_OP", until=(3, 13))
def compare_op_312(frame: Frame, inst: Instruction) -> None:
    """https://docs.python.org/3.12/library/dis.html#opcode-COMPARE_OP."""
    right = frame.stack.pop()
    frame.stack[-1] = frame.domain.compare(frame, inst.argval, frame.stack[-1], right)


@opcode("COMPARE_OP", since=(3, 13))
def compare_op(frame: Frame, inst: Instruction) -> None:
    """https://docs.python.org/3.13/library/dis.html#opcode-COMPARE_OP: one bit stands for a TO_BOOL behind it."""
    right = frame.stack.pop()
    frame.stack[-1] = frame.domain.compare(frame, inst.argval, frame.stack[-1], right)
    if inst.arg & _TO_BOOL_BIT:
        _to_bool(frame, inst)


@opcode("IS_OP")
def is_op(frame: Frame, inst: Instruction) -> None:
    """https://docs.python.org/3/library/dis.html#opcode-IS_OP."""
    right = frame.stack.pop()
    frame.stack[-1] = frame.domain.is_(frame, frame.stack[-1], right, invert=bool(inst.arg))


@opcode("CONTAINS_OP")
def contains_op(frame: Frame, inst: Instruction) -> None:
    """https://docs.python.org/3/library/dis.html#opcode-CONTAINS_OP."""
    container = frame.stack.pop()
    frame.stack[-1] = frame.domain.contains(frame, frame.stack[-1], container, invert=bool(inst.arg))


@opcode("LOAD_ATTR", until=(3, 12))
def load_attr_311(frame: Frame, inst: Instruction) -> None:
    """https://docs.python.org/3.11/library/dis.html#opcode-LOAD_ATTR."""
    frame.stack.append(frame.domain.getattr(frame, frame.stack.pop(), inst.argval))


@opcode("LOAD_METHOD", until=(3, 12))
def load_method(frame: Frame, inst: Instruction) -> None:
    """https://docs.python.org/3.11/library/dis.html#opcode-LOAD_METHOD.

    Always the bound form, a NULL below the method: CPython's unbound form is an optimisation.
    """
    frame.stack[-1:] = (NULL, frame.domain.getattr(frame, frame.stack[-1], inst.argval))


@opcode("LOAD_ATTR", since=(3, 12), until=(3, 13))
def load_attr_312(frame: Frame, inst: Instruction) -> None:
    """https://docs.python.org/3.12/library/dis.html#opcode-LOAD_ATTR."""
    value = frame.domain.getattr(frame, frame.stack.pop(), inst.argval)
    frame.stack.extend((NULL, value) if inst.arg & 1 else (value,))


@opcode("LOAD_ATTR", since=(3, 13))
def load_attr(frame: Frame, inst: Instruction) -> None:
    """https://docs.python.org/3.13/library/dis.html#opcode-LOAD_ATTR."""
    value = frame.domain.getattr(frame, frame.stack.pop(), inst.argval)
    frame.stack.extend((value, NULL) if inst.arg & 1 else (value,))


@opcode("LOAD_SUPER_ATTR", since=(3, 12), until=(3, 13))
def load_super_attr_312(frame: Frame, inst: Instruction) -> None:
    """https://docs.python.org/3.12/library/dis.html#opcode-LOAD_SUPER_ATTR."""
    super_, class_, obj = frame.pop_many(3)
    value = frame.domain.load_super_attr(frame, super_, class_, obj, inst.argval, two_args=bool(inst.arg & 2))
    frame.stack.extend((NULL, value) if inst.arg & 1 else (value,))


@opcode("LOAD_SUPER_ATTR", since=(3, 13))
def load_super_attr(frame: Frame, inst: Instruction) -> None:
    """https://docs.python.org/3.13/library/dis.html#opcode-LOAD_SUPER_ATTR."""
    super_, class_, obj = frame.pop_many(3)
    value = frame.domain.load_super_attr(frame, super_, class_, obj, inst.argval, two_args=bool(inst.arg & 2))
    frame.stack.extend((value, NULL) if inst.arg & 1 else (value,))


@opcode("STORE_ATTR")
def store_attr(frame: Frame, inst: Instruction) -> None:
    """https://docs.python.org/3/library/dis.html#opcode-STORE_ATTR."""
    value, obj = frame.pop_many(2)
    frame.domain.setattr(frame, obj, inst.argval, value)


@opcode("DELETE_ATTR")
def delete_attr(frame: Frame, inst: Instruction) -> None:
    """https://docs.python.org/3/library/dis.html#opcode-DELETE_ATTR."""
    frame.domain.delattr(frame, frame.stack.pop(), inst.argval)


@opcode("BINARY_SUBSCR")
def binary_subscr(frame: Frame, _inst: Instruction) -> None:
    """https://docs.python.org/3/library/dis.html#opcode-BINARY_SUBSCR."""
    key, obj = frame.stack.pop(), frame.stack.pop()
    frame.stack.append(frame.domain.getitem(frame, obj, key))


@opcode("STORE_SUBSCR")
def store_subscr(frame: Frame, _inst: Instruction) -> None:
    """https://docs.python.org/3/library/dis.html#opcode-STORE_SUBSCR."""
    value, obj, key = frame.pop_many(3)
    frame.domain.setitem(frame, obj, key, value)


@opcode("DELETE_SUBSCR")
def delete_subscr(frame: Frame, _inst: Instruction) -> None:
    """https://docs.python.org/3/library/dis.html#opcode-DELETE_SUBSCR."""
    obj, key = frame.pop_many(2)
    frame.domain.delitem(frame, obj, key)


@opcode("BINARY_SLICE", since=(3, 12))
def binary_slice(frame: Frame, _inst: Instruction) -> None:
    """https://docs.python.org/3/library/dis.html#opcode-BINARY_SLICE."""
    obj, start, stop = frame.pop_many(3)
    frame.stack.append(frame.domain.getitem(frame, obj, frame.domain.build(frame, "slice", [start, stop])))


@opcode("STORE_SLICE", since=(3, 12))
def store_slice(frame: Frame, _inst: Instruction) -> None:
    """https://docs.python.org/3/library/dis.html#opcode-STORE_SLICE."""
    value, obj, start, stop = frame.pop_many(4)
    frame.domain.setitem(frame, obj, frame.domain.build(frame, "slice", [start, stop]), value)

"""Calls. All forms come down to `Domain.call` with a list and a dict, or `Domain.call_ex` with unpacked ones."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from fullgraph_tracer.interpreter.dispatch import opcode
from fullgraph_tracer.interpreter.markers import NULL

if TYPE_CHECKING:
    from fullgraph_tracer.bytecode import Instruction
    from fullgraph_tracer.interpreter.machine import Frame


@opcode("PRECALL", until=(3, 12))
def precall(_frame: Frame, _inst: Instruction) -> None:
    """https://docs.python.org/3.11/library/dis.html#opcode-PRECALL: room for a specialised form."""


@opcode("KW_NAMES", until=(3, 13))
def kw_names(frame: Frame, inst: Instruction) -> None:
    """https://docs.python.org/3.12/library/dis.html#opcode-KW_NAMES."""
    frame.kw_names = inst.argval


def _call(frame: Frame, func: Any, args: list[Any], names: tuple[str, ...]) -> None:
    """The last `len(names)` of the arguments are keyword arguments."""
    kwargs: dict[str, Any] = {}
    if names:
        kwargs = dict(zip(names, args[-len(names) :], strict=True))
        del args[-len(names) :]
    frame.stack.append(frame.domain.call(frame, func, args, kwargs))


@opcode("CALL", until=(3, 13))
def call_312(frame: Frame, inst: Instruction) -> None:
    """https://docs.python.org/3.12/library/dis.html#opcode-CALL: NULL, callable, args or callable, self, args."""
    args = frame.pop_many(inst.arg)
    callable_or_self = frame.stack.pop()
    func = frame.stack.pop()
    if func is NULL:
        func = callable_or_self
    else:
        args.insert(0, callable_or_self)
    names, frame.kw_names = frame.kw_names, ()
    _call(frame, func, args, names)


def _pop_call(frame: Frame, count: int) -> tuple[Any, list[Any]]:
    """The callable, self or NULL, and arguments, as 3.13 orders them."""
    args = frame.pop_many(count)
    self_or_null = frame.stack.pop()
    if self_or_null is not NULL:
        args.insert(0, self_or_null)
    return frame.stack.pop(), args


@opcode("CALL", since=(3, 13))
def call(frame: Frame, inst: Instruction) -> None:
    """https://docs.python.org/3.13/library/dis.html#opcode-CALL."""
    func, args = _pop_call(frame, inst.arg)
    _call(frame, func, args, ())


@opcode("CALL_KW", since=(3, 13))
def call_kw(frame: Frame, inst: Instruction) -> None:
    """https://docs.python.org/3.13/library/dis.html#opcode-CALL_KW."""
    names = frame.domain.constant_value(frame, frame.stack.pop())
    func, args = _pop_call(frame, inst.arg)
    _call(frame, func, args, names)


@opcode("CALL_FUNCTION_EX", until=(3, 13))
def call_function_ex_312(frame: Frame, inst: Instruction) -> None:
    """https://docs.python.org/3.12/library/dis.html#opcode-CALL_FUNCTION_EX: NULL below the callable."""
    kwargs = frame.stack.pop() if inst.arg & 1 else None
    _null, func, args = frame.pop_many(3)
    frame.stack.append(frame.domain.call_ex(frame, func, args, kwargs))


@opcode("CALL_FUNCTION_EX", since=(3, 13))
def call_function_ex(frame: Frame, inst: Instruction) -> None:
    """https://docs.python.org/3.13/library/dis.html#opcode-CALL_FUNCTION_EX: NULL above the callable."""
    kwargs = frame.stack.pop() if inst.arg & 1 else None
    func, _null, args = frame.pop_many(3)
    frame.stack.append(frame.domain.call_ex(frame, func, args, kwargs))


@opcode("CALL_INTRINSIC_1", since=(3, 12))
def call_intrinsic_1(frame: Frame, inst: Instruction) -> None:
    """https://docs.python.org/3/library/dis.html#opcode-CALL_INTRINSIC_1.

    Those that were opcodes in 3.11 are asked of the domain under one name in every release.
    """
    domain, value = frame.domain, frame.stack.pop()
    match inst.argval:
        case "INTRINSIC_UNARY_POSITIVE":
            frame.stack.append(domain.unary(frame, "+", value))
        case "INTRINSIC_LIST_TO_TUPLE":
            frame.stack.append(domain.list_to_tuple(frame, value))
        case "INTRINSIC_IMPORT_STAR":
            domain.import_star(frame, value)
            frame.stack.append(domain.constant(frame, None))
        case name:
            frame.stack.append(domain.call_intrinsic(frame, name, value))


@opcode("CALL_INTRINSIC_2", since=(3, 12))
def call_intrinsic_2(frame: Frame, inst: Instruction) -> None:
    """https://docs.python.org/3/library/dis.html#opcode-CALL_INTRINSIC_2."""
    first, second = frame.pop_many(2)
    if inst.argval == "INTRINSIC_PREP_RERAISE_STAR":
        frame.stack.append(frame.domain.prep_reraise_star(frame, first, second))
    else:
        frame.stack.append(frame.domain.call_intrinsic(frame, inst.argval, first, second))


@opcode("PRINT_EXPR", until=(3, 12))
def print_expr(frame: Frame, _inst: Instruction) -> None:
    """https://docs.python.org/3.11/library/dis.html#opcode-PRINT_EXPR."""
    frame.domain.call_intrinsic(frame, "INTRINSIC_PRINT", frame.stack.pop())

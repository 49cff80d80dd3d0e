"""Generators, coroutines and asynchronous generators."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from fullgraph_tracer.interpreter.dispatch import opcode
from fullgraph_tracer.interpreter.markers import Returned, Yielded

if TYPE_CHECKING:
    from fullgraph_tracer.bytecode import Instruction
    from fullgraph_tracer.interpreter.machine import Frame


@opcode("RETURN_GENERATOR")
def return_generator(frame: Frame, _inst: Instruction) -> None:
    """https://docs.python.org/3/library/dis.html#opcode-RETURN_GENERATOR. The frame lives on in the generator."""
    frame.outcome = Returned(frame.domain.make_generator(frame))


@opcode("YIELD_VALUE")
def yield_value(frame: Frame, _inst: Instruction) -> None:
    """https://docs.python.org/3/library/dis.html#opcode-YIELD_VALUE."""
    frame.outcome = Yielded(frame.stack.pop())


@opcode("ASYNC_GEN_WRAP", until=(3, 12))
def async_gen_wrap(frame: Frame, _inst: Instruction) -> None:
    """https://docs.python.org/3.11/library/dis.html#opcode-ASYNC_GEN_WRAP. Later an intrinsic."""
    frame.stack[-1] = frame.domain.call_intrinsic(frame, "INTRINSIC_ASYNC_GEN_WRAP", frame.stack[-1])


@opcode("GET_YIELD_FROM_ITER")
def get_yield_from_iter(frame: Frame, _inst: Instruction) -> None:
    """https://docs.python.org/3/library/dis.html#opcode-GET_YIELD_FROM_ITER."""
    frame.stack[-1] = frame.domain.yield_from_iter(frame, frame.stack[-1])


@opcode("GET_AWAITABLE")
def get_awaitable(frame: Frame, inst: Instruction) -> None:
    """https://docs.python.org/3/library/dis.html#opcode-GET_AWAITABLE."""
    where = {0: "await", 1: "__aenter__", 2: "__aexit__"}[inst.arg]
    frame.stack[-1] = frame.domain.awaitable(frame, frame.stack[-1], where)


@opcode("GET_AITER")
def get_aiter(frame: Frame, _inst: Instruction) -> None:
    """https://docs.python.org/3/library/dis.html#opcode-GET_AITER."""
    frame.stack[-1] = frame.domain.awaitable(frame, frame.stack[-1], "aiter")


@opcode("GET_ANEXT")
def get_anext(frame: Frame, _inst: Instruction) -> None:
    """https://docs.python.org/3/library/dis.html#opcode-GET_ANEXT."""
    frame.stack.append(frame.domain.awaitable(frame, frame.stack[-1], "anext"))


@opcode("END_ASYNC_FOR")
def end_async_for(frame: Frame, _inst: Instruction) -> None:
    """https://docs.python.org/3/library/dis.html#opcode-END_ASYNC_FOR."""
    _iterator, value = frame.pop_many(2)
    exc = frame.domain.exception_from(frame, value)
    if not frame.domain.is_stop_async_iteration(frame, exc):
        frame.reraising = True
        raise exc


@opcode("SEND", until=(3, 12))
def send_311(frame: Frame, inst: Instruction) -> None:
    """https://docs.python.org/3.11/library/dis.html#opcode-SEND: the receiver leaves the stack when it is done."""
    if _send(frame):
        del frame.stack[-2]
        frame.jump(inst)


@opcode("SEND", since=(3, 12))
def send(frame: Frame, inst: Instruction) -> None:
    """https://docs.python.org/3/library/dis.html#opcode-SEND: END_SEND removes the receiver."""
    if _send(frame):
        frame.jump(inst)


def _send(frame: Frame) -> bool:
    """Replace the value on top by what the receiver yields or returns; whether it returned."""
    domain = frame.domain
    receiver, value = frame.stack[-2:]
    try:
        result: Any = domain.send(frame, receiver, value)
    except BaseException as exc:
        if not domain.is_stop_iteration(frame, exc):
            raise
        frame.stack[-1] = domain.stop_iteration_value(frame, exc)
        return True
    frame.stack[-1] = result
    return False


@opcode("CLEANUP_THROW", since=(3, 12))
def cleanup_throw(frame: Frame, _inst: Instruction) -> None:
    """https://docs.python.org/3/library/dis.html#opcode-CLEANUP_THROW."""
    domain = frame.domain
    exc = domain.exception_from(frame, frame.stack[-1])
    if not domain.is_stop_iteration(frame, exc):
        frame.reraising = True
        raise exc
    frame.stack[-3:] = (domain.constant(frame, None), domain.stop_iteration_value(frame, exc))

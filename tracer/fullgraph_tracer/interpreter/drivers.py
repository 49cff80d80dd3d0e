"""Real generators, coroutines and asynchronous generators over a suspended frame of the machine.

Native ones, so that everything that CPython knows about them (closing, `StopIteration`, event loops) stays its own.
"""

from __future__ import annotations

from dataclasses import dataclass
from inspect import CO_ASYNC_GENERATOR, CO_COROUTINE
from typing import TYPE_CHECKING, Any

from fullgraph_tracer.interpreter.awaiting import stop_iteration_error
from fullgraph_tracer.interpreter.markers import Returned, Yielded

if TYPE_CHECKING:
    from collections.abc import AsyncGenerator, Generator

    from fullgraph_tracer.interpreter.machine import Frame


@dataclass(frozen=True, slots=True)
class AsyncGeneratorItem:
    """What an asynchronous generator yields to its consumer, unlike what it passes up from an `await`."""

    value: Any


def drive(frame: Frame) -> Any:
    """The object that a call of a generator function, coroutine function or asynchronous generator function gives."""
    flags = frame.code.co_flags
    result: Any
    if flags & CO_ASYNC_GENERATOR:
        result = _drive_async_generator(frame)
    elif flags & CO_COROUTINE:
        result = _drive_coroutine(frame)
    else:
        result = _drive_generator(frame)
    result.__name__ = frame.code.co_name
    result.__qualname__ = frame.name
    return result


def _drive_generator(frame: Frame) -> Generator[Any, Any, Any]:
    outcome = _resume(frame, None, None)
    while not isinstance(outcome, Returned):
        thrown: BaseException | None = None
        sent = None
        try:
            sent = yield outcome.value
        except BaseException as exc:  # noqa: BLE001 the frame decides
            thrown = exc
        # outside the handler: the frame is not handling what is thrown into it
        outcome = _resume(frame, sent, thrown)
    return outcome.value


def _resume(frame: Frame, sent: Any, thrown: BaseException | None) -> Returned | Yielded:
    """Before 3.12 the bytecode does not see to PEP 479 itself, and a coroutine's driver here is a generator."""
    try:
        return frame.send(sent) if thrown is None else frame.throw(thrown)
    except StopIteration as stop:
        error = stop_iteration_error(frame.code, stop)
    raise error


class _Awaited:
    """Passes what a frame yields up to the event loop."""

    __slots__ = ("steps",)

    def __init__(self, steps: Generator[Any, Any, Any]) -> None:
        self.steps = steps

    def __await__(self) -> Generator[Any, Any, Any]:
        return self.steps


async def _drive_coroutine(frame: Frame) -> Any:
    return await _Awaited(_drive_generator(frame))


def _one_step(value: Any) -> Generator[Any, Any, Any]:
    return (yield value)


async def _drive_async_generator(frame: Frame) -> AsyncGenerator[Any, Any]:
    outcome = frame.send(None)
    while not isinstance(outcome, Returned):
        thrown: BaseException | None = None
        sent = None
        try:
            if isinstance(outcome.value, AsyncGeneratorItem):
                sent = yield outcome.value.value
            else:
                sent = await _Awaited(_one_step(outcome.value))
        except BaseException as exc:  # noqa: BLE001 the frame decides
            thrown = exc
        outcome = frame.send(sent) if thrown is None else frame.throw(thrown)

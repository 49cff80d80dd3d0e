"""`await`, `async for` and `yield from` over real objects."""

from __future__ import annotations

import inspect
from types import AsyncGeneratorType, CoroutineType, GeneratorType
from typing import TYPE_CHECKING, Any

from fullgraph_tracer.interpreter.natives import lookup_special, type_name

if TYPE_CHECKING:
    from collections.abc import Callable
    from types import CodeType

_COROUTINES = inspect.CO_COROUTINE | inspect.CO_ITERABLE_COROUTINE


def _awaitable_iterator(value: Any, complaint: str) -> Any:
    """`_PyCoro_GetAwaitableIter`: https://github.com/python/cpython/blob/3.12/Objects/genobject.c."""
    if isinstance(value, CoroutineType) or (
        isinstance(value, GeneratorType) and value.gi_code.co_flags & inspect.CO_ITERABLE_COROUTINE
    ):
        return value
    method = lookup_special(value, "__await__")
    if method is None:
        raise TypeError(complaint.format(type_name(value)))
    iterator = method()
    if isinstance(iterator, CoroutineType):
        raise TypeError("__await__() returned a coroutine")
    if lookup_special(iterator, "__next__") is None:
        raise TypeError(f"__await__() returned non-iterator of type '{type_name(iterator)}'")
    return iterator


_AWAIT = "object {} can't be used in 'await' expression"


def _await(value: Any) -> Any:
    if isinstance(value, CoroutineType) and value.cr_await is not None:
        raise RuntimeError("coroutine is being awaited already")
    return _awaitable_iterator(value, _AWAIT)


def _from_enter(value: Any) -> Any:
    complaint = "'async with' received an object from __aenter__ that does not implement __await__: {}"
    return _awaitable_iterator(value, complaint)


def _from_exit(value: Any) -> Any:
    complaint = "'async with' received an object from __aexit__ that does not implement __await__: {}"
    return _awaitable_iterator(value, complaint)


def _aiter(value: Any) -> Any:
    method = lookup_special(value, "__aiter__")
    if method is None:
        raise TypeError(f"'async for' requires an object with __aiter__ method, got {type_name(value)}")
    iterator = method()
    if lookup_special(iterator, "__anext__") is None:
        complaint = "'async for' received an object from __aiter__ that does not implement __anext__"
        raise TypeError(f"{complaint}: {type_name(iterator)}")
    return iterator


def _anext(value: Any) -> Any:
    method = lookup_special(value, "__anext__")
    if method is None:
        raise TypeError(f"'async for' requires an iterator with __anext__ method, got {type_name(value)}")
    item = method()
    if isinstance(value, AsyncGeneratorType):
        return item
    try:
        return _awaitable_iterator(item, _AWAIT)
    except TypeError as error:
        raise TypeError(f"'async for' received an invalid object from __anext__: {type_name(item)}") from error


GETTERS: dict[str, Callable[[Any], Any]] = {
    "await": _await,
    "__aenter__": _from_enter,
    "__aexit__": _from_exit,
    "aiter": _aiter,
    "anext": _anext,
}


def yield_from_iterator(code: CodeType, value: Any) -> Any:
    """GET_YIELD_FROM_ITER in a function with that code."""
    if isinstance(value, CoroutineType):
        if not code.co_flags & _COROUTINES:
            raise TypeError("cannot 'yield from' a coroutine object in a non-coroutine generator")
        return value
    return value if isinstance(value, GeneratorType) else iter(value)


def delegate_throw(receiver: Any, exc: BaseException) -> Any:
    """Throw into what a generator delegates to: `_gen_throw`."""
    if isinstance(exc, GeneratorExit):
        close = getattr(receiver, "close", None)
        if close is not None:
            close()
        raise exc
    throw = getattr(receiver, "throw", None)
    if throw is None:
        raise exc
    return throw(exc)


def stop_iteration_error(code: CodeType, exc: BaseException) -> BaseException:
    """INTRINSIC_STOPITERATION_ERROR (PEP 479): what leaves a generator that lets a StopIteration out."""
    if code.co_flags & inspect.CO_ASYNC_GENERATOR:
        kind = "async generator"
    else:
        kind = "coroutine" if code.co_flags & inspect.CO_COROUTINE else "generator"
    if isinstance(exc, StopIteration):
        stop = "StopIteration"
    elif kind == "async generator" and isinstance(exc, StopAsyncIteration):
        stop = "StopAsyncIteration"
    else:
        return exc
    error = RuntimeError(f"{kind} raised {stop}")
    error.__cause__ = error.__context__ = exc
    return error

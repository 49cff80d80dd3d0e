"""Real execution of what does not go into a graph, with calls of Python functions offered to the tracer.

When Dynamo leaves a frame to CPython, the functions that the frame calls are captured one by one. The same happens here: a
frame that is left runs in the machine over real values, and each Python function that it calls goes through
`Session.call_function`.
"""

from __future__ import annotations

import functools
from types import FunctionType, MethodType
from typing import TYPE_CHECKING, Any

from fullgraph_tracer.interpreter.concrete import ConcreteDomain
from fullgraph_tracer.interpreter.natives import FRAME_READERS

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    CallFunction = Callable[[FunctionType, Sequence[Any], Mapping[str, Any]], Any]

_NO_KEYWORDS: dict[str, Any] = {}


class EagerDomain(ConcreteDomain):
    """Real values; calls of Python functions are offered to `call_function`."""

    def __init__(self, call_function: CallFunction) -> None:
        super().__init__()
        self._call_function = call_function

    def call(self, f: Any, func: Any, args: Any, kwargs: Any) -> Any:
        if id(func) in FRAME_READERS:  # `super()` and its like ask the frame that calls them
            return super().call(f, func, args, kwargs)
        return self.call_object(func, args, kwargs)

    def call_object(self, func: Any, args: Sequence[Any], kwargs: Mapping[str, Any] = _NO_KEYWORDS) -> Any:
        """Call any object; the Python function behind it, if there is one, is offered."""
        while True:
            cls = type(func)
            if cls is FunctionType:
                return self._call_function(func, args, kwargs)
            if cls is MethodType:
                args, func = [func.__self__, *args], func.__func__
            elif cls is functools.partial:
                args, kwargs, func = [*func.args, *args], {**func.keywords, **kwargs}, func.func
            else:
                method = None if issubclass(cls, type) else getattr(cls, "__call__", None)  # noqa: B004
                if type(method) is not FunctionType:
                    return func(*args, **kwargs)
                args, func = [func, *args], method

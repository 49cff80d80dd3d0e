"""A frame of our own around what has none that is captured: Dynamo's `wrap_inline`.

`torch.compile(f)` where `f` is written in C, or belongs to a file whose frames are left alone
(`nn.Sequential.forward`), captures a small function that calls it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable
    from types import FunctionType


def wrap_inline(fn: Callable[..., Any]) -> FunctionType:
    """A Python function that calls `fn` and whose frame is captured."""

    def wrapped_by_fullgraph(*args: Any, **kwargs: Any) -> Any:
        return fn(*args, **kwargs)

    return wrapped_by_fullgraph  # type: ignore[return-value]  # a def is a FunctionType

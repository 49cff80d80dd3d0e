"""The functions of the program's own file, which no import hook sees: known once the program calls one of them.

Until then, and for some calls of the file's own code at most, a profile function looks at the calls that are made. From
CPython 3.12 on `sys.monitoring` could do that at no cost.
"""

from __future__ import annotations

import inspect
import sys
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable
    from types import CodeType, FrameType

_MOST_CALLS = 2000
"""So many calls by the code of the file itself are looked at: a program that only calls others pays for no more."""


class FirstCall:
    """Tells of the first call of a function of the program's own file."""

    def __init__(self, file: str, tell: Callable[[CodeType, tuple[Any, ...], dict[str, Any]], None]) -> None:
        self.file = file
        self.tell = tell
        self.left = _MOST_CALLS

    def wait(self) -> None:
        """Look at calls from now on, if nobody else does."""
        if sys.getprofile() is None:
            sys.setprofile(self.event)

    def stop(self) -> None:
        """Look no more."""
        if sys.getprofile() == self.event:
            sys.setprofile(None)

    def event(self, frame: FrameType, event: str, argument: object) -> None:  # noqa: ARG002 - sys.setprofile's signature
        """A call by the file, or of one of its functions."""
        caller = frame.f_back if event == "call" else frame
        if caller is None or caller.f_code.co_filename != self.file or event not in {"call", "c_call"}:
            return
        self.left -= 1
        code = frame.f_code
        if event == "call" and code.co_filename == self.file and code.co_flags & inspect.CO_NEWLOCALS:
            self.stop()
            self.tell(code, *_arguments(frame))
        elif not self.left:
            self.stop()


def _arguments(frame: FrameType) -> tuple[tuple[Any, ...], dict[str, Any]]:
    """What a function was called with, as its frame begins."""
    code, values = frame.f_code, frame.f_locals
    names = code.co_varnames
    positional, named = code.co_argcount, code.co_argcount + code.co_kwonlyargcount
    args = tuple(values[name] for name in names[:positional])
    kwargs = {name: values[name] for name in names[positional:named]}
    if code.co_flags & inspect.CO_VARARGS:
        args += values[names[named]]
        named += 1
    if code.co_flags & inspect.CO_VARKEYWORDS:
        kwargs |= values[names[named]]
    return args, kwargs

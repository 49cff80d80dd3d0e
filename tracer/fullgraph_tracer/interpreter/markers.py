"""What the machine itself puts on the stack or hands out, beside the domain's values."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Final


class Marker:
    """A stack entry that is no value of the program; the domain never sees one."""

    __slots__ = ()


class _Null(Marker):
    """CPython's NULL: the missing `self` of a call, an unbound local that was saved, no exception being handled."""

    __slots__ = ()

    def __repr__(self) -> str:
        return "NULL"


NULL: Final = _Null()


@dataclass(frozen=True, slots=True)
class SavedCell(Marker):
    """A whole cell that an inlined comprehension (3.12 on) puts aside while it uses the name for itself."""

    cell: Any


@dataclass(frozen=True, slots=True)
class Returned:
    """The frame is done; of a generator's frame at its first run: `value` is the generator."""

    value: Any


@dataclass(frozen=True, slots=True)
class Yielded:
    """The frame waits for `send` or `throw`."""

    value: Any


class MachineError(Exception):
    """The machine met what it cannot execute: a bug of ours or an unsupported CPython, never the user's exception."""

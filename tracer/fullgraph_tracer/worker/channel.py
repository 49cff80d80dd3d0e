"""JSON lines on private descriptors.

The worker is started with the protocol on its standard input and output. Before anything of the user's can run, both
are moved to descriptors of their own: what user code reads is empty, and what it prints never meets the protocol.
"""

from __future__ import annotations

import json
import os
from typing import Any

_LOWEST_PRIVATE = 10
_CHUNK = 1 << 16


def claim_standard_streams() -> tuple[int, int]:
    """Move stdin and stdout to private descriptors; leave /dev/null and stderr in their places."""
    incoming = _move_up(0)
    outgoing = _move_up(1)
    null = os.open(os.devnull, os.O_RDONLY)
    os.dup2(null, 0)
    os.close(null)
    os.dup2(2, 1)
    return incoming, outgoing


def _move_up(descriptor: int) -> int:
    """A copy out of the way of small numbers that user code may assume, and closed on exec."""
    taken = []
    copy = os.dup(descriptor)
    while copy < _LOWEST_PRIVATE:
        taken.append(copy)
        copy = os.dup(descriptor)
    for low in taken:
        os.close(low)
    os.set_inheritable(copy, False)
    return copy


def write_all(descriptor: int, data: bytes) -> None:
    """Write all of `data`, however often that needs a call."""
    view = memoryview(data)
    while view:
        view = view[os.write(descriptor, view[:_CHUNK]) :]


def encode(message: Any) -> bytes:
    """One message as one line."""
    return json.dumps(message, ensure_ascii=True, separators=(",", ":")).encode("ascii") + b"\n"


class LineBuffer:
    """Collects bytes and gives whole lines."""

    def __init__(self) -> None:
        self._parts: list[bytes] = []

    def feed(self, data: bytes) -> list[bytes]:
        """The lines that `data` completes, without their line ends."""
        *complete, rest = data.split(b"\n")
        if complete:
            complete[0] = b"".join([*self._parts, complete[0]])
            self._parts = []
        if rest:
            self._parts.append(rest)
        return complete

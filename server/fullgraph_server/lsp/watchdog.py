"""End when the client is gone: it may have died without saying exit, with our pipes held open by another process."""

from __future__ import annotations

import os
import sys
import threading
import time
from typing import TYPE_CHECKING

from fullgraph_server.lsp.protocol import leave

if TYPE_CHECKING:
    from collections.abc import Callable

_SECONDS = 2.0


def watch_parent() -> None:
    """The process that started us, which may be a launcher and not the client itself."""
    parent = os.getppid()
    _watch("parent watchdog", lambda: os.getppid() == parent)


def watch_client(process: int) -> None:
    """The process that the client names in `initialize`; one of another machine or container is none of ours."""
    if _lives(process):
        _watch("client watchdog", lambda: _lives(process))


def _watch(name: str, lives: Callable[[], bool]) -> None:
    # Windows reports a parent that has ended for ever, and a signal of 0 would end the process there; the end of stdin
    # has to do.
    if sys.platform == "win32":
        return

    def watch() -> None:
        while lives():
            time.sleep(_SECONDS)
        leave(1)

    threading.Thread(target=watch, daemon=True, name=name).start()


def _lives(process: int) -> bool:
    if sys.platform == "win32":
        return False
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    return True

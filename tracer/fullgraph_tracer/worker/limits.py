"""What a request may use: time, memory, and nothing of the terminal."""

from __future__ import annotations

import contextlib
import ctypes
import faulthandler
import os
import signal
import sys
from pathlib import Path

if sys.platform != "win32":
    import resource

_PR_SET_PDEATHSIG = 1
_DEFAULT_SHARE = 0.5
_DEFAULT_MOST = 8 << 30


def default_memory() -> int:
    """Bytes that one request may take: half of the machine's memory, at most 8 GiB."""
    if sys.platform == "win32":
        return _DEFAULT_MOST
    physical = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES")
    return min(int(physical * _DEFAULT_SHARE), _DEFAULT_MOST)


def limit_memory(size: int) -> None:
    """Let allocations beyond `size` bytes fail.

    RLIMIT_DATA where the kernel counts anonymous mappings in it (Linux), since torch and CUDA reserve far more address
    space than they use; the address space elsewhere. macOS enforces neither.
    """
    if sys.platform == "win32":
        return
    which = resource.RLIMIT_DATA if sys.platform == "linux" else resource.RLIMIT_AS
    _, hard = resource.getrlimit(which)
    wanted = size if hard == resource.RLIM_INFINITY else min(size, hard)
    with contextlib.suppress(ValueError, OSError):  # macOS refuses limits below what is in use
        resource.setrlimit(which, (wanted, hard))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


def die_with_parent() -> None:
    """End when the zygote ends, however it ends. Linux only; elsewhere the server ends the process group."""
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, signal.SIGKILL)


def report_where(dump: int, after: float) -> None:
    """Write the Python stack to `dump` on a fatal signal, and after `after` seconds, from outside the interpreter."""
    faulthandler.enable(file=dump, all_threads=False)
    faulthandler.dump_traceback_later(after, exit=False, file=dump)


def where(dump: str, path: str) -> tuple[str, int] | None:
    """From a faulthandler dump: the innermost line in `path`, else the innermost line outside fullgraph."""
    here = str(Path(__file__).parents[1])
    chosen: tuple[str, int] | None = None
    for line in dump.splitlines():
        head, separator, rest = line.strip().partition('", line ')
        if not separator or not head.startswith('File "'):
            continue
        file, number = head.removeprefix('File "'), rest.split(" ", 1)[0]
        if not number.isdigit() or file.startswith((here, "<frozen ")):
            continue
        if file == path:
            return file, int(number)
        chosen = chosen or (file, int(number))
    return chosen


def memory_limit() -> int:
    """The limit that this process is under, for what it forks."""
    if sys.platform == "win32":
        return _DEFAULT_MOST
    soft, _ = resource.getrlimit(resource.RLIMIT_DATA if sys.platform == "linux" else resource.RLIMIT_AS)
    return default_memory() if soft == resource.RLIM_INFINITY else soft

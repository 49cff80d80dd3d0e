"""Running cases in processes of their own, so that one that loops, dies or eats memory costs itself alone.

A group (cases that load together) is a fork of the program, at most two at a time; each case is a fork of its group's.
"""

from __future__ import annotations

import contextlib
import json
import os
import resource
import select
import signal
import time
import traceback
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

Send = "Callable[[dict[str, Any]], None]"


@dataclass
class Limits:
    seconds: float = 90.0
    memory_gb: int = 9


def _silence(show_output: bool) -> None:
    null = os.open(os.devnull, os.O_RDWR)
    os.dup2(null, 0)
    if not show_output:
        os.dup2(null, 1)
        os.dup2(null, 2)


def _write(descriptor: int, data: dict[str, Any]) -> None:
    left = (json.dumps(data, default=str) + "\n").encode()
    while left:
        left = left[os.write(descriptor, left) :]


def run_case(job: Callable[[], dict[str, Any]], limits: Limits, *, show_output: bool = False) -> dict[str, Any]:
    """The record that `job` returns in a fork; `status` is `timeout`, `crash` or `harness_error` where it returns none."""
    reader, writer = os.pipe()
    pid = os.fork()
    if pid == 0:
        os.close(reader)
        status = 0
        try:
            _silence(show_output)
            resource.setrlimit(resource.RLIMIT_AS, (limits.memory_gb << 30,) * 2)
            resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
            _write(writer, job())
        except BaseException:  # noqa: BLE001 - the child must report and end, never return into the parent's code
            _write(writer, {"status": "harness_error", "traceback": traceback.format_exc()[-4000:]})
        os._exit(status)
    os.close(writer)
    try:
        return _await(reader, pid, limits.seconds)
    finally:
        os.close(reader)


def _await(reader: int, pid: int, seconds: float) -> dict[str, Any]:
    data, deadline = b"", time.monotonic() + seconds
    while True:
        ready, _, _ = select.select([reader], [], [], max(0.0, deadline - time.monotonic()))
        if not ready:
            os.kill(pid, signal.SIGKILL)
            os.waitpid(pid, 0)
            return {"status": "timeout"}
        chunk = os.read(reader, 1 << 20)
        if not chunk:
            break
        data += chunk
    _, state = os.waitpid(pid, 0)
    if not data.endswith(b"\n"):
        return {"status": "crash", "wait_status": state}
    record: dict[str, Any] = json.loads(data)
    return record


def run_groups(
    groups: Sequence[Callable[[Callable[[dict[str, Any]], None]], None]], *, workers: int = 2, show_output: bool = False
) -> Iterator[dict[str, Any]]:
    """What the groups send, as it comes. A group is a function that is given `send` and runs its cases in order."""
    waiting = list(groups)
    running: dict[int, tuple[int, bytes]] = {}
    try:
        while waiting or running:
            while waiting and len(running) < workers:
                reader, pid = _start_group(waiting.pop(0), show_output=show_output)
                running[reader] = (pid, b"")
            ready, _, _ = select.select(list(running), [], [])
            for reader in ready:
                pid, held = running[reader]
                chunk = os.read(reader, 1 << 20)
                *lines, rest = (held + chunk).split(b"\n")
                running[reader] = (pid, rest)
                yield from (json.loads(line) for line in lines)
                if not chunk:
                    del running[reader]
                    os.close(reader)
                    os.waitpid(pid, 0)
    finally:
        for pid, _ in running.values():
            with contextlib.suppress(ProcessLookupError):
                os.killpg(pid, signal.SIGKILL)
            os.waitpid(pid, 0)


def _start_group(group: Callable[[Any], None], *, show_output: bool) -> tuple[int, int]:
    reader, writer = os.pipe()
    pid = os.fork()
    if pid:
        with contextlib.suppress(PermissionError):
            os.setpgid(pid, pid)
        os.close(writer)
        return reader, pid
    os.close(reader)
    try:
        os.setpgid(0, 0)
        _silence(show_output)
        group(lambda data: _write(writer, data))
    except BaseException:  # noqa: BLE001 - as above
        _write(writer, {"group_error": traceback.format_exc()[-4000:]})
    os._exit(0)

"""One request in one process: started, watched, its output drained, and ended with all that it started."""

from __future__ import annotations

import contextlib
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any, Literal

from fullgraph_tracer.worker.channel import LineBuffer, encode
from fullgraph_tracer.worker.errors import OutOfMemory, TimedOut, WorkerDied, WorkerError
from fullgraph_tracer.worker.limits import die_with_parent, limit_memory, report_where, where

OUTPUT_LIMIT = 64 << 10
"""Bytes of each stream of user code that are passed on; what is beyond is drained and dropped."""

_DUMP_LIMIT = 64 << 10
_GRACE = 0.25
_DEFAULT_TIMEOUT = 60.0
_SHOWN_OUTPUT = 400
_OUT_OF_MEMORY = ("bad_alloc", "DefaultCPUAllocator", "MemoryError", "Cannot allocate memory")

Purpose = Literal["result", "stdout", "stderr", "dump"]


@dataclass
class Job:
    """A running request. `readers` maps the descriptors to read from to what comes through them."""

    id: int
    method: str
    params: dict[str, Any]
    pid: int
    readers: dict[int, Purpose]
    started: float
    timeout: float
    lines: LineBuffer = field(default_factory=LineBuffer)
    passed: dict[str, int] = field(default_factory=lambda: {"stdout": 0, "stderr": 0})
    tail: bytes = b""
    dump: bytes = b""
    answered: bool = False

    def alive(self) -> None:
        """A sign of life: a request that does many things has its time for each."""
        self.started = time.monotonic() + 2 * _GRACE

    @property
    def deadline(self) -> float:
        """When the process is ended; a little later than the stack is written."""
        return self.started + self.timeout + _GRACE

    def output(self, stream: str, data: bytes) -> str:
        """What of `data` is passed on to the server."""
        if stream == "stderr":
            self.tail = (self.tail + data)[-4 * _SHOWN_OUTPUT :]
        room = OUTPUT_LIMIT - self.passed[stream]
        if room < 0:
            return ""
        self.passed[stream] += len(data)
        text = data[:room].decode("utf-8", "replace")
        if self.passed[stream] > OUTPUT_LIMIT:
            self.passed[stream] = OUTPUT_LIMIT + 1
            text += f"\n... ({stream} is cut off after {OUTPUT_LIMIT >> 10} KiB)\n"
        return text

    def dumped(self, data: bytes) -> None:
        """Keep some of what faulthandler wrote."""
        self.dump = (self.dump + data)[:_DUMP_LIMIT]

    def end(self) -> int | None:
        """End the process and all of its group; its wait status if it could be had."""
        with contextlib.suppress(ProcessLookupError, PermissionError):
            os.killpg(self.pid, signal.SIGKILL)
        with contextlib.suppress(ProcessLookupError):
            os.kill(self.pid, signal.SIGKILL)
        try:
            return os.waitpid(self.pid, 0)[1]
        except ChildProcessError:
            return None

    def close(self) -> None:
        """Close the descriptors."""
        for descriptor in self.readers:
            os.close(descriptor)
        self.readers.clear()

    def timed_out(self) -> WorkerError:
        """The error for the time limit: it says where the code was."""
        at = self._where()
        line = f", at line {at[1]} of {at[0]}" if at else ""
        place = None if at is None else (at[0], at[1], 1, 2)
        return TimedOut(f"no answer within {self.timeout:g} s{line}", place=place)

    def died(self, status: int) -> WorkerError:
        """The error for a process that ended by itself without an answer."""
        tail = self.tail.decode("utf-8", "replace")
        if any(word in tail for word in _OUT_OF_MEMORY):
            return OutOfMemory("the code needs more memory than the limit, and ended the process")
        if os.WIFSIGNALED(status):
            number = os.WTERMSIG(status)
            how = f"was ended by {signal.Signals(number).name}"
        else:
            how = f"exited with code {os.waitstatus_to_exitcode(status)}"
        at = self._where()
        line = f", at line {at[1]} of {at[0]}" if at else ""
        last = "\n".join(tail.strip().splitlines()[-4:])[-_SHOWN_OUTPUT:]
        told = f": {last}" if last else ""
        place = None if at is None else (at[0], at[1], 1, 2)
        return WorkerDied(f"the process that ran the code {how}{line}{told}", place=place)

    def _where(self) -> tuple[str, int] | None:
        return where(self.dump.decode("utf-8", "replace"), str(self.params.get("file", "")))


@dataclass(frozen=True)
class _Pipes:
    """The four pipes of a job: what the child writes and the zygote reads."""

    reads: dict[Purpose, int]
    writes: dict[Purpose, int]

    @staticmethod
    def make() -> _Pipes:
        purposes: tuple[Purpose, ...] = ("result", "stdout", "stderr", "dump")
        pairs: dict[Purpose, tuple[int, int]] = {purpose: os.pipe() for purpose in purposes}
        for read, _ in pairs.values():
            os.set_blocking(read, False)
        return _Pipes({name: pair[0] for name, pair in pairs.items()}, {name: pair[1] for name, pair in pairs.items()})

    def close_writes(self) -> None:
        for descriptor in self.writes.values():
            os.close(descriptor)

    def readers(self) -> dict[int, Purpose]:
        return {descriptor: purpose for purpose, descriptor in self.reads.items()}


Answer = Callable[[dict[str, Any], int], None]
"""Answers a request by writing lines to the result descriptor."""


def start_forked(
    request: dict[str, Any], answer: Answer, memory: int, private: list[int], *, own_session: bool = True
) -> Job:
    """Fork, and run `answer(request, result descriptor)` in the child, which closes the `private` descriptors.

    With a session of its own it ends with all that it starts; without one it belongs to the request that forks it.
    """
    pipes = _Pipes.make()
    timeout = float(request["params"].get("timeout") or _DEFAULT_TIMEOUT)
    pid = os.fork()
    if pid == 0:
        status = 1
        try:
            for descriptor in [*private, *pipes.reads.values()]:
                os.close(descriptor)
            if own_session:
                os.setsid()
            die_with_parent()
            enter(pipes.writes, timeout, memory)
            answer(request, pipes.writes["result"])
            status = 0
        finally:
            os._exit(status)
    pipes.close_writes()
    return Job(request["id"], request["method"], request["params"], pid, pipes.readers(), time.monotonic(), timeout)


def start_spawned(request: dict[str, Any], memory: int) -> Job:
    """Start this same program anew for one request, where fork is missing or unsafe."""
    pipes = _Pipes.make()
    timeout = float(request["params"].get("timeout") or _DEFAULT_TIMEOUT)
    result, dump = pipes.writes["result"], pipes.writes["dump"]
    process = subprocess.Popen(  # noqa: S603 - our own command line
        [*sys.orig_argv, "--once", str(result), str(dump), str(memory)],
        stdin=subprocess.PIPE,
        stdout=pipes.writes["stdout"],
        stderr=pipes.writes["stderr"],
        pass_fds=(result, dump),
        start_new_session=True,
    )
    pipes.close_writes()
    assert process.stdin is not None
    with contextlib.suppress(BrokenPipeError), process.stdin:
        process.stdin.write(encode(request))
    return Job(
        request["id"], request["method"], request["params"], process.pid, pipes.readers(), time.monotonic(), timeout
    )


def enter(writes: dict[Purpose, int], timeout: float, memory: int) -> None:
    """In the child: the streams of user code, the limits, and default signals."""
    null = os.open(os.devnull, os.O_RDONLY)
    os.dup2(null, 0)
    os.close(null)
    for purpose, descriptor in (("stdout", 1), ("stderr", 2)):
        if writes.get(purpose) not in {None, descriptor}:  # type: ignore[call-overload]
            os.dup2(writes[purpose], descriptor)  # type: ignore[index]
    sys.stdin = open(0, encoding="utf-8", closefd=False)  # noqa: SIM115 - lives as long as the process
    sys.stdout = open(1, "w", encoding="utf-8", errors="replace", closefd=False)  # noqa: SIM115
    sys.stderr = open(2, "w", encoding="utf-8", errors="replace", buffering=1, closefd=False)  # noqa: SIM115
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGCHLD):
        signal.signal(number, signal.SIG_DFL)
    limit_memory(memory)
    report_where(writes["dump"], timeout)

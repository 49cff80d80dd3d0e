"""The worker as the engine sees it: requests with answers, time limits, cancellation, and restarts with back-off."""

from __future__ import annotations

import asyncio
import contextlib
import itertools
import json
import logging
import os
import signal
import sys
import time
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from fullgraph_server.engine.worker.start import command, environment
from fullgraph_vocab.breaks import tool

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from pathlib import Path

    from fullgraph_vocab.wire import (
        CompileParams,
        ConfirmParams,
        ConfirmResult,
        Hello,
        Output,
        Progress,
        TraceParams,
        TraceResult,
        WireError,
    )

logger = logging.getLogger(__name__)

_START_SECONDS = 120.0
"""How long the worker may take until it is ready: a cold import of torch on a slow disk."""
_GRACE = 10.0
"""How much longer than its time limit a request is waited for, since the worker enforces the limit itself."""
_STOP_SECONDS = 0.5
_LINE_LIMIT = 256 << 20
_FIRST_PAUSE = 0.5
_LONGEST_PAUSE = 60.0
_HEALTHY_SECONDS = 30.0
"""A worker that lived this long starts the back-off anew when it dies."""


class WorkerFailed(Exception):
    """A request without an answer: a break code of the 9xx family and what to say."""

    def __init__(self, error: WireError) -> None:
        super().__init__(error["message"])
        self.error = error

    @property
    def code(self) -> str:
        """The break code."""
        return self.error["code"]


@dataclass
class Listener:
    """What hears of a request while it runs."""

    progress: Callable[[Progress], None] | None = None
    output: Callable[[Output], None] | None = None


@dataclass
class _Pending:
    future: asyncio.Future[Any]
    listener: Listener


@dataclass
class _Backoff:
    """Pauses that double with each failure and start anew after a healthy life."""

    failures: int = 0
    started: float = 0.0
    until: float = 0.0

    def start(self) -> None:
        self.started = time.monotonic()

    def died(self) -> None:
        now = time.monotonic()
        self.failures = 0 if now - self.started > _HEALTHY_SECONDS else self.failures + 1
        pause = min(_FIRST_PAUSE * 2 ** (self.failures - 1), _LONGEST_PAUSE) if self.failures else 0.0
        self.until = now + pause

    @property
    def remaining(self) -> float:
        return max(0.0, self.until - time.monotonic())


@dataclass
class Worker:
    """One worker process for one interpreter and one workspace folder, started when first needed."""

    interpreter: str
    folder: Path
    memory: int = 0
    on_status: Callable[[str], None] | None = None
    hello: Hello | None = None
    _process: asyncio.subprocess.Process | None = None
    _pending: dict[int, _Pending] = field(default_factory=dict)
    _ids: itertools.count[int] = field(default_factory=lambda: itertools.count(1))
    _ready: asyncio.Future[Hello] | None = None
    _tasks: set[asyncio.Task[None]] = field(default_factory=set)
    _starting: asyncio.Lock = field(default_factory=asyncio.Lock)
    _backoff: _Backoff = field(default_factory=_Backoff)
    _stderr: bytearray = field(default_factory=bytearray)
    _closed: bool = False

    async def confirm(self, params: ConfirmParams, listener: Listener | None = None) -> ConfirmResult:
        """The traces of all functions of a file; the time limit is each one's own."""
        parts = 1 + len(params["qualnames"]) + len(params["predicted"])
        result: ConfirmResult = await self._call("confirm", params, parts * params["timeout"], listener)
        return result

    async def trace(self, params: TraceParams, listener: Listener | None = None) -> TraceResult:
        """Our trace of a function."""
        result: TraceResult = await self._call("trace", params, params["timeout"], listener)
        return result

    async def capture(self, params: TraceParams, listener: Listener | None = None) -> TraceResult:
        """Our trace, with torch's own capture beside it."""
        result: TraceResult = await self._call("capture", params, params["timeout"], listener)
        return result

    async def compile(self, params: CompileParams, listener: Listener | None = None) -> TraceResult:
        """Trace, capture, compile, and measure."""
        result: TraceResult = await self._call("compile", params, params["timeout"], listener)
        return result

    async def start(self) -> Hello:
        """Start the process if it does not run; who it is. `WorkerFailed` if it cannot be had now."""
        async with self._starting:
            if self._process is None or self._process.returncode is not None:
                await self._spawn()
        assert self._ready is not None
        try:
            return await asyncio.wait_for(asyncio.shield(self._ready), _START_SECONDS)
        except TimeoutError:
            await self.stop()
            raise _failed(tool.TIMEOUT.code, f"the worker was not ready within {_START_SECONDS:g} s") from None

    async def restart(self) -> Hello:
        """End the process and start another, at once."""
        await self.stop()
        self._backoff = _Backoff()
        self._closed = False
        return await self.start()

    async def stop(self) -> None:
        """End the process; requests that run are answered as cancelled."""
        self._closed = True
        process = self._process
        if process is not None and process.returncode is None:
            with contextlib.suppress(WorkerFailed, ConnectionError):
                self._send({"method": "shutdown"})
            try:
                await asyncio.wait_for(process.wait(), _STOP_SECONDS)
            except TimeoutError:
                _kill(process)
                await process.wait()
        for task in list(self._tasks):
            with contextlib.suppress(asyncio.CancelledError):
                await task
        self._process = None

    def kill(self) -> None:
        """End the process at once; nobody waits for anything any more."""
        self._closed = True
        if self._process is not None and self._process.returncode is None:
            _kill(self._process)

    async def _spawn(self) -> None:
        if self._backoff.remaining:
            self._status(f"the worker died; it is started again in {self._backoff.remaining:.1f} s")
            await asyncio.sleep(self._backoff.remaining)
        self._closed = False
        self._status("starting the worker")
        options = ["--memory", str(self.memory)] if self.memory else []
        self._backoff.start()
        self._ready = asyncio.get_running_loop().create_future()
        self._stderr.clear()
        try:
            self._process = await asyncio.create_subprocess_exec(
                *command(self.interpreter, *options),
                stdin=asyncio.subprocess.PIPE,
                stdout=asyncio.subprocess.PIPE,
                stderr=asyncio.subprocess.PIPE,
                cwd=self.folder,
                env=environment(),
                limit=_LINE_LIMIT,
                start_new_session=sys.platform != "win32",
            )
        except OSError as error:
            message = f"the interpreter {self.interpreter} cannot be started: {error.strerror or error}"
            raise _failed(tool.NO_INTERPRETER.code, message) from error
        self._keep(self._read(self._process))
        self._keep(self._read_stderr(self._process))

    def _keep(self, coroutine: Any) -> None:
        task = asyncio.get_running_loop().create_task(coroutine)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def _call(self, method: str, params: Mapping[str, Any], limit: float, listener: Listener | None) -> Any:
        hello = await self.start()
        if hello["problem"]:
            code = tool.UNKNOWN_TORCH.code if hello["torch"] else tool.NO_INTERPRETER.code
            raise _failed(code, hello["problem"])
        number = next(self._ids)
        future: asyncio.Future[Any] = asyncio.get_running_loop().create_future()
        self._pending[number] = _Pending(future, listener or Listener())
        try:
            self._send({"id": number, "method": method, "params": params})
            return await asyncio.wait_for(future, limit + _GRACE)
        except asyncio.CancelledError:
            self._cancel(number)
            raise
        except TimeoutError:
            self._cancel(number)
            raise _failed(tool.TIMEOUT.code, f"the worker gave no answer within {limit + _GRACE:g} s") from None
        finally:
            self._pending.pop(number, None)

    def _cancel(self, number: int) -> None:
        """Ask for the end of a request's process; nobody waits for it."""
        with contextlib.suppress(WorkerFailed):
            self._send({"id": next(self._ids), "method": "cancel", "params": {"id": number}})

    def _send(self, message: dict[str, Any]) -> None:
        process = self._process
        if process is None or process.stdin is None or process.returncode is not None:
            raise _failed(tool.WORKER_DIED.code, "the worker does not run")
        process.stdin.write(json.dumps(message).encode() + b"\n")

    async def _read(self, process: asyncio.subprocess.Process) -> None:
        """Everything that the worker says, until it ends."""
        assert process.stdout is not None
        try:
            while line := await process.stdout.readline():
                self._message(json.loads(line))
        except (ValueError, asyncio.LimitOverrunError):
            logger.exception("the worker does not speak the protocol; it is ended")
            _kill(process)
        await process.wait()
        self._died(process)

    async def _read_stderr(self, process: asyncio.subprocess.Process) -> None:
        assert process.stderr is not None
        while data := await process.stderr.read(1 << 14):
            self._stderr = (self._stderr + data)[-4000:]
            logger.info("worker: %s", data.decode("utf-8", "replace").rstrip())

    def _message(self, message: dict[str, Any]) -> None:
        method = message.get("method")
        if method == "ready":
            self.hello = message["params"]
            if self._ready is not None and not self._ready.done():
                self._ready.set_result(message["params"])
            self._status(message["params"]["problem"] or f"ready: torch {message['params']['torch']}")
            return
        number = message["params"]["id"] if method else message["id"]
        pending = self._pending.get(number)
        if pending is None:
            return
        if method == "progress" and pending.listener.progress:
            pending.listener.progress(message["params"])
        elif method == "output" and pending.listener.output:
            pending.listener.output(message["params"])
        elif not method and not pending.future.done():
            if "error" in message:
                pending.future.set_exception(WorkerFailed(message["error"]))
            else:
                pending.future.set_result(message["result"])

    def _died(self, process: asyncio.subprocess.Process) -> None:
        if self._closed:
            message, code = "the worker was stopped", tool.CANCELLED.code
        else:
            self._backoff.died()
            tail = self._stderr.decode("utf-8", "replace").strip().splitlines()[-3:]
            told = (": " + " / ".join(tail)) if tail else ""
            message, code = f"the worker ended with code {process.returncode}{told}", tool.WORKER_DIED.code
            self._status(message)
        error = _failed(code, message)
        if self._ready is not None and not self._ready.done():
            self._ready.set_exception(error)
            self._ready.exception()  # retrieved here, so that asyncio does not report it a second time
        for pending in list(self._pending.values()):
            if not pending.future.done():
                pending.future.set_exception(error)

    def _status(self, message: str) -> None:
        logger.info("%s", message)
        if self.on_status is not None:
            self.on_status(message)


def _failed(code: str, message: str) -> WorkerFailed:
    return WorkerFailed({"code": code, "message": message})


def _kill(process: asyncio.subprocess.Process) -> None:
    """End the worker with all of its group. Requests have groups of their own and end with the worker."""
    with contextlib.suppress(ProcessLookupError, PermissionError):
        if sys.platform == "win32":
            process.kill()
        else:
            os.killpg(process.pid, signal.SIGKILL)

"""Parts of one request, each in a fork of its own: the module is imported once, and a part that dies costs itself."""

from __future__ import annotations

import faulthandler
import json
import os
import select
import sys
import time
from typing import TYPE_CHECKING, Any

from fullgraph_tracer.worker.channel import write_all
from fullgraph_tracer.worker.errors import WorkerError
from fullgraph_tracer.worker.execute import Handler, Reporter, answer, classify
from fullgraph_tracer.worker.job import Job, start_forked
from fullgraph_tracer.worker.limits import memory_limit

if TYPE_CHECKING:
    from fullgraph_vocab.wire import WireError

_POLL = 0.2
_READ = 1 << 16


class PartFailed(Exception):
    """A part has no answer."""

    def __init__(self, error: WireError) -> None:
        super().__init__(error["message"])
        self.error = error


def run_part(params: dict[str, Any], handler: Handler, reporter: Reporter) -> Any:
    """What the handler returns for these parameters, in a fork with the request's own limits. `PartFailed` else."""
    reporter.alive()
    request = {"id": reporter.request, "method": "part", "params": params}
    if not hasattr(os, "fork"):
        return _here(request, handler, reporter)
    faulthandler.cancel_dump_traceback_later()
    for stream in (sys.stdout, sys.stderr):
        stream.flush()

    def answered(message: dict[str, Any], result: int) -> None:
        answer(message, result, {"part": handler})

    job = start_forked(request, answered, memory_limit(), [], own_session=False)
    try:
        line = _watch(job, reporter)
    except WorkerError as error:
        raise PartFailed(error.to_wire()) from None
    finally:
        job.end()
        job.close()
    return _told(json.loads(line))


def _told(message: dict[str, Any]) -> Any:
    if "error" in message:
        raise PartFailed(message["error"])
    return message["result"]


def _here(request: dict[str, Any], handler: Handler, reporter: Reporter) -> Any:
    """Without fork the part runs where it is."""
    try:
        return handler(request["params"], reporter)
    except WorkerError as error:
        raise PartFailed(error.to_wire()) from None
    except BaseException as error:  # noqa: BLE001 - whatever user code raised must become an answer
        raise PartFailed(classify(error, request).to_wire()) from None


def _watch(job: Job, reporter: Reporter) -> bytes:
    """The line with the answer; what the part prints is passed on."""
    status: int | None = None
    while True:
        ready, _, _ = select.select(list(job.readers), [], [], _POLL)
        for descriptor in ready:
            line = _read(job, descriptor, reporter)
            if line is not None:
                return line
        if status is not None and not ready:
            raise job.died(status)
        if status is None:
            ended, code = os.waitpid(job.pid, os.WNOHANG)
            status = code if ended else None
        if status is None and time.monotonic() > job.deadline:
            raise job.timed_out()


def _read(job: Job, descriptor: int, reporter: Reporter) -> bytes | None:
    data = os.read(descriptor, _READ)
    purpose = job.readers[descriptor]
    if not data:
        os.close(descriptor)
        del job.readers[descriptor]
    elif purpose == "result":
        for line in job.lines.feed(data):
            if line[:1] == b"R":
                return line[1:]
            write_all(reporter.result, line + b"\n")
    elif purpose == "dump":
        job.dumped(data)
    else:
        job.output(purpose, data)
        write_all(1 if purpose == "stdout" else 2, data)
    return None

"""The worker's main loop: torch is loaded once, each request runs in a process forked from here.

One thread, one selector: a fork of a process with threads would inherit locks that nobody releases.
"""

from __future__ import annotations

import contextlib
import json
import os
import selectors
import time
from typing import TYPE_CHECKING, Any

from fullgraph_tracer.worker.channel import LineBuffer, encode, write_all
from fullgraph_tracer.worker.errors import Cancelled, WorkerError
from fullgraph_tracer.worker.job import Answer, Job, Purpose, start_forked, start_spawned

if TYPE_CHECKING:
    from fullgraph_vocab.wire import Hello

_TICK = 0.05
"""Seconds between looks at whether a child has ended: only while one runs."""
_READ = 1 << 16


class Zygote:
    """Reads requests, starts jobs, forwards what they say, and ends those that are late or cancelled."""

    def __init__(
        self,
        incoming: int,
        outgoing: int,
        hello: Hello,
        answer: Answer,
        *,
        memory: int,
        spawn: bool,
    ) -> None:
        self.incoming = incoming
        self.outgoing = outgoing
        self.hello = hello
        self.answer = answer
        self.memory = memory
        self.spawn = spawn
        self.jobs: dict[int, Job] = {}
        self.lines = LineBuffer()
        self.selector = selectors.DefaultSelector()
        self.open = True

    def run(self) -> None:
        """Until the server closes its end or asks to stop."""
        self.selector.register(self.incoming, selectors.EVENT_READ, None)
        self.send({"method": "ready", "params": self.hello})
        try:
            while self.open:
                for key, _ in self.selector.select(_TICK if self.jobs else None):
                    if key.data is None:
                        self.read_requests()
                    else:
                        job, purpose = key.data
                        self.read_job(job, key.fd, purpose)
                self.look_after()
        finally:
            for job in list(self.jobs.values()):
                self.finish(job)

    def send(self, message: Any) -> None:
        """One message to the server."""
        write_all(self.outgoing, encode(message))

    def fail(self, request: int, error: WorkerError) -> None:
        """Answer a request with an error."""
        self.send({"id": request, "error": error.to_wire()})

    def read_requests(self) -> None:
        """Whatever the server has sent; the end of the stream ends the worker."""
        data = os.read(self.incoming, _READ)
        if not data:
            self.open = False
            return
        for line in self.lines.feed(data):
            if line.strip():
                self.request(json.loads(line))

    def request(self, message: dict[str, Any]) -> None:
        """One request."""
        method = message["method"]
        message.setdefault("params", {})
        if method == "shutdown":
            self.open = False
        elif method == "ping":
            self.send({"id": message["id"], "result": self.hello})
        elif method == "cancel":
            job = self.jobs.get(message["params"]["id"])
            if job is not None:
                self.finish(job)
                self.fail(job.id, Cancelled("cancelled"))
            self.send({"id": message["id"], "result": {"cancelled": job is not None}})
        else:
            self.start(message)

    def start(self, message: dict[str, Any]) -> None:
        """Run a request in a process of its own."""
        private = [self.incoming, self.outgoing, *(fd for job in self.jobs.values() for fd in job.readers)]
        if self.spawn:
            job = start_spawned(message, self.memory)
        else:
            job = start_forked(message, self.answer, self.memory, private)
        self.jobs[job.id] = job
        for descriptor, purpose in job.readers.items():
            self.selector.register(descriptor, selectors.EVENT_READ, (job, purpose))

    def read_job(self, job: Job, descriptor: int, purpose: Purpose) -> None:
        """Bytes that a job wrote."""
        if job.id not in self.jobs:
            return
        try:
            data = os.read(descriptor, _READ)
        except BlockingIOError:
            return
        if not data:
            self.selector.unregister(descriptor)
            os.close(descriptor)
            del job.readers[descriptor]
            return
        if purpose == "result":
            for line in job.lines.feed(data):
                self.forward(job, line)
        elif purpose == "dump":
            job.dumped(data)
        elif text := job.output(purpose, data):
            self.send({"method": "output", "params": {"id": job.id, "stream": purpose, "text": text}})

    def forward(self, job: Job, line: bytes) -> None:
        """A line from the child: `R` and its answer, or `P` and a notification. The JSON passes through unread.

        `A` alone is a sign of life.
        """
        if line[:1] == b"A":
            job.alive()
            return
        if line[:1] == b"R":
            job.answered = True
        write_all(self.outgoing, line[1:] + b"\n")

    def look_after(self) -> None:
        """End what is answered, late, or dead."""
        now = time.monotonic()
        for job in list(self.jobs.values()):
            if job.answered:
                self.drain(job)
                self.finish(job)
                continue
            ended, status = os.waitpid(job.pid, os.WNOHANG)
            if ended:
                self.drain(job)
                answered = job.answered
                self.finish(job)
                if not answered:
                    self.fail(job.id, job.died(status))
            elif now > job.deadline:
                self.drain(job)
                self.finish(job)
                self.fail(job.id, job.timed_out())

    def drain(self, job: Job) -> None:
        """What is still in the pipes, without waiting for more."""
        for descriptor, purpose in list(job.readers.items()):
            with contextlib.suppress(OSError):
                for _ in range(16):
                    before = descriptor in job.readers
                    if not before:
                        break
                    self.read_job(job, descriptor, purpose)

    def finish(self, job: Job) -> None:
        """End the process with all of its group and forget it."""
        job.end()
        for descriptor in job.readers:
            self.selector.unregister(descriptor)
        job.close()
        self.jobs.pop(job.id, None)

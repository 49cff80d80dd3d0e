"""Which functions of a file are traced, and what the worker says of each."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from fullgraph_server.engine.worker.client import Listener, Worker, WorkerFailed
from fullgraph_vocab.breaks import tool

if TYPE_CHECKING:
    from collections.abc import Sequence

    from fullgraph_vocab.wire import InputsParams, TraceParams, TraceResult, WireError

FATAL = frozenset(
    cause.code
    for cause in (
        tool.IMPORT_FAILED,
        tool.SYNTAX_ERROR,
        tool.UNREADABLE_FILE,
        tool.NO_INTERPRETER,
        tool.UNKNOWN_TORCH,
    )
)
"""Errors that every other function of the file would meet as well."""


@dataclass
class Confirmation:
    """What the traces of one file said, by qualified name; and the functions that have no example inputs."""

    traces: dict[str, TraceResult] = field(default_factory=dict)
    errors: dict[str, WireError] = field(default_factory=dict)
    without_inputs: list[str] = field(default_factory=list)
    fatal: WireError | None = None


@dataclass(frozen=True)
class Job:
    """Trace these functions of a file. `source` is the editor's text, where it differs from the disk."""

    file: str
    qualnames: Sequence[str]
    roots: Sequence[str]
    timeout: float
    source: str | None = None
    torch_too: bool = False


async def confirm(worker: Worker, job: Job, listener: Listener | None = None) -> Confirmation:
    """Ask for inputs once, then trace each function that has some. Never raises for what the file does."""
    done = Confirmation()
    if not job.qualnames:
        return done
    asked: InputsParams = {
        "file": job.file,
        "qualnames": list(job.qualnames),
        "timeout": job.timeout,
        "roots": list(job.roots),
    }
    if job.source is not None:
        asked["source"] = job.source
    try:
        found = await worker.inputs(asked, listener)
    except WorkerFailed as error:
        done.fatal = error.error
        return done
    for function in found["functions"]:
        if function["inputs"] is None:
            error_ = function.get("error")
            if error_ is None or error_["code"] == tool.NO_INPUTS.code:
                done.without_inputs.append(function["qualname"])
            else:
                done.errors[function["qualname"]] = error_
            continue
        await _trace(worker, job, function["qualname"], done, listener)
        if done.fatal is not None:
            break
    return done


async def _trace(worker: Worker, job: Job, qualname: str, done: Confirmation, listener: Listener | None) -> None:
    params: TraceParams = {
        "file": job.file,
        "qualname": qualname,
        "inputs": None,
        "mode": "concrete",
        "timeout": job.timeout,
        "roots": list(job.roots),
    }
    if job.source is not None:
        params["source"] = job.source
    call = worker.capture if job.torch_too else worker.trace
    try:
        done.traces[qualname] = await call(params, listener)
    except WorkerFailed as error:
        if error.code in FATAL:
            done.fatal = error.error
        else:
            done.errors[qualname] = error.error

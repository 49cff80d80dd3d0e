"""Which functions of a file are traced, and what the worker says of each."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from fullgraph_server.engine.findings import is_hazard
from fullgraph_server.engine.worker.client import Listener, Worker, WorkerFailed
from fullgraph_vocab.breaks import tool

if TYPE_CHECKING:
    from collections.abc import Sequence

    from fullgraph_vocab.wire import Confirmed, ConfirmParams, Finding, TraceResult, WireError


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
    predicted: Sequence[Finding] = ()
    """What the traces should come by."""


async def confirm(worker: Worker, job: Job, listener: Listener | None = None) -> Confirmation:
    """Trace each function that has example inputs. Never raises for what the file does."""
    done = Confirmation()
    if not job.qualnames:
        return done
    asked: ConfirmParams = {
        "file": job.file,
        "qualnames": list(job.qualnames),
        "timeout": job.timeout,
        "roots": list(job.roots),
        "torch": job.torch_too,
        "predicted": [
            {"function": found["function"], "row": found["location"]["row"]}
            for found in job.predicted
            if found["filename"] == job.file and not is_hazard(found)
        ],
    }
    if job.source is not None:
        asked["source"] = job.source
    try:
        confirmed = await worker.confirm(asked, listener)
    except WorkerFailed as error:
        done.fatal = error.error
        return done
    for function in confirmed["functions"]:
        _take(done, function)
    return done


def _take(done: Confirmation, function: Confirmed) -> None:
    qualname, result, error = function["qualname"], function["result"], function.get("error")
    if result is not None:
        done.traces[qualname] = result
    elif error is None or error["code"] == tool.NO_INPUTS.code:
        done.without_inputs.append(qualname)
    else:
        done.errors[qualname] = error

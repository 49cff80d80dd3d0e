"""In the process of one request: call the handler, write its answer, turn what went wrong into a typed error."""

from __future__ import annotations

import contextlib
import json
import random
import sys
import traceback
from collections.abc import Callable, Mapping
from typing import Any

import numpy as np
import torch

from fullgraph_tracer.worker.channel import encode, write_all
from fullgraph_tracer.worker.errors import OutOfMemory, RaisedInUserCode, ToolBug, WorkerError
from fullgraph_tracer.worker.load import place_of, user_traceback

_ALLOCATOR = ("DefaultCPUAllocator", "out of memory", "bad_alloc", "can't allocate memory")


class Reporter:
    """What a handler may say while it works."""

    def __init__(self, request: int, result: int) -> None:
        self.request = request
        self.result = result

    def progress(self, message: str, percentage: int | None = None) -> None:
        """Tell the server how far the request is."""
        params: dict[str, Any] = {"id": self.request, "message": message}
        if percentage is not None:
            params["percentage"] = percentage
        write_all(self.result, b"P" + encode({"method": "progress", "params": params}))

    def alive(self) -> None:
        """Ask for the time limit to start anew: one part of the request is done."""
        write_all(self.result, b"A\n")


Handler = Callable[[dict[str, Any], Reporter], Any]


def _unknown_method(params: dict[str, Any], reporter: Reporter) -> Any:  # noqa: ARG001 - a handler's signature
    raise ToolBug("the worker has no such method: server and worker are of different versions")


def answer(request: dict[str, Any], result: int, handlers: Mapping[str, Handler]) -> None:
    """Answer one request by a line on `result`."""
    reporter = Reporter(request["id"], result)
    seed_all()
    message: dict[str, Any] = {"id": request["id"]}
    try:
        handler = handlers.get(request["method"], _unknown_method)
        message["result"] = handler(request["params"], reporter)
        line = encode(message)
    except WorkerError as error:
        line = encode({"id": request["id"], "error": error.to_wire()})
    except BaseException as error:  # noqa: BLE001 - whatever user code raised must become an answer
        line = encode({"id": request["id"], "error": classify(error, request).to_wire()})
    for stream in (sys.stdout, sys.stderr):
        with contextlib.suppress(OSError, ValueError):  # user code may have closed it
            stream.flush()
    write_all(result, b"R" + line)


def classify(error: BaseException, request: dict[str, Any]) -> WorkerError:
    """Memory, user code, or a bug of ours: the innermost frame tells the last two apart."""
    text = "".join(traceback.format_exception(error))
    if isinstance(error, MemoryError) or (
        isinstance(error, RuntimeError) and any(word in str(error) for word in _ALLOCATOR)
    ):
        return OutOfMemory("the code needs more memory than the limit", place=place_of(error), traceback=text)
    if isinstance(error, SystemExit | KeyboardInterrupt):
        message = f"the code ends the process: `{type(error).__name__}({error})`"
        return RaisedInUserCode(message, traceback=user_traceback(error), place=place_of(error))
    repro = json.dumps({"method": request["method"], "params": request["params"]}, default=repr)
    message = f"a bug of fullgraph: {type(error).__name__}: {error}"
    return ToolBug(message, traceback=f"{text}\nrequest: {repro}")


def seed_all() -> None:
    """The same random numbers for every request."""
    torch.manual_seed(0)
    random.seed(0)
    np.random.seed(0)  # noqa: NPY002 - the legacy generator is the one that user code shares

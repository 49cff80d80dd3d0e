"""Start the worker: claim the private descriptors, load torch once, say who we are, serve.

The server starts this with the user's interpreter, `-P`, and a finder that knows the two packages of the tracer and
nothing else, so that nothing of ours shadows a module of the user's.
"""

from __future__ import annotations

import argparse
import importlib
import importlib.util
import json
import os
import platform
import sys
from typing import TYPE_CHECKING, Any

from fullgraph_tracer.worker.channel import claim_standard_streams, encode, write_all
from fullgraph_tracer.worker.errors import CannotTrace, UnknownTorch, WorkerError
from fullgraph_tracer.worker.job import Answer, Purpose, enter
from fullgraph_tracer.worker.limits import default_memory
from fullgraph_tracer.worker.zygote import Zygote

if TYPE_CHECKING:
    from fullgraph_vocab.wire import Hello

PYTHONS = ((3, 11), (3, 12), (3, 13))
TORCHES = ("2.13",)
"""The releases of torch that the tracer is exact on."""

_SERVE = "fullgraph_tracer.worker.serve"


def main() -> None:
    """Serve until the server closes its end; with `--once`, answer a single request (see `job.start_spawned`)."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--memory", type=int, default=0, help="bytes that one request may take; 0: most")
    parser.add_argument("--spawn", action="store_true", help="start a new interpreter for each request")
    parser.add_argument("--once", nargs=3, type=int, metavar=("RESULT", "DUMP", "MEMORY"))
    options = parser.parse_args()
    if options.once:
        _once(*options.once)
        return
    incoming, outgoing = claim_standard_streams()
    spawn = options.spawn or not hasattr(os, "fork")
    error, answer = _load(fake=spawn)
    memory = options.memory or default_memory()
    Zygote(incoming, outgoing, _hello(error), answer, memory=memory, spawn=spawn and error is None).run()


def _once(result: int, dump: int, memory: int) -> None:
    request = json.loads(sys.stdin.readline())
    writes: dict[Purpose, int] = {"result": result, "dump": dump}
    _, answer = _load(fake=False)
    enter(writes, float(request["params"].get("timeout") or 60), memory)
    answer(request, result)
    os._exit(0)


def _load(*, fake: bool) -> tuple[WorkerError | None, Answer]:
    """Torch and the handlers, or what keeps requests from being answered. `fake`: only look, do not load."""
    error = _problem()
    if error is not None:
        return error, _refusing(error)
    if fake:
        return None, _refusing(CannotTrace("each request has its own interpreter"))
    serve = importlib.import_module(_SERVE)  # late, since torch may be missing, and may print while it is imported
    answer: Answer = serve.answer_with_handlers
    return None, answer


def _problem() -> WorkerError | None:
    """Why this interpreter cannot trace, in words for the user."""
    version = ".".join(map(str, sys.version_info[:2]))
    if sys.version_info[:2] not in PYTHONS:
        known = ", ".join(".".join(map(str, python)) for python in PYTHONS)
        return CannotTrace(f"{sys.executable} is Python {version}; fullgraph traces with {known}")
    if importlib.util.find_spec("torch") is None:
        return CannotTrace(f"{sys.executable} has no torch: choose the interpreter of your project")
    try:
        torch = importlib.import_module("torch")
    except (ImportError, OSError) as error:
        return CannotTrace(f"{sys.executable} cannot import its torch: {error}")
    if not str(torch.__version__).startswith(TORCHES):
        known = " and ".join(TORCHES)
        return UnknownTorch(
            f"torch {torch.__version__} is installed, and this version of fullgraph is exact on {known} only"
        )
    return None


def _hello(error: WorkerError | None) -> Hello:
    torch = sys.modules.get("torch")
    return {
        "python": platform.python_version(),
        "executable": sys.executable,
        "torch": None if torch is None else str(torch.__version__),
        "pid": os.getpid(),
        "problem": None if error is None else error.message,
    }


def _refusing(error: WorkerError) -> Answer:
    def answer(request: dict[str, Any], result: int) -> None:
        write_all(result, b"R" + encode({"id": request["id"], "error": error.to_wire()}))

    return answer


if __name__ == "__main__":
    main()

"""`make demo`: what fullgraph predicts, what its tracer finds, and what the installed torch itself says.

Each step prints what the command above it prints. All of them share one worker, as they do in an editor: torch is
loaded once, while the first step predicts.
"""

from __future__ import annotations

import asyncio
import os
import sys
import time
from pathlib import Path
from typing import TYPE_CHECKING

from fullgraph_server.cli.checking import check_files, confirm_file
from fullgraph_server.cli.formats import FORMATS, answer
from fullgraph_server.cli.statistics import show as show_statistics
from fullgraph_server.cli.workers import explain_error, listener
from fullgraph_server.engine.predict import Predictions
from fullgraph_server.engine.settings import Settings
from fullgraph_server.engine.worker.client import Worker, WorkerFailed

if TYPE_CHECKING:
    from fullgraph_vocab.wire import TraceParams

HERE = Path(__file__).resolve().parent
MODEL = HERE / "demo_model.py"
CANNOT = 2


def title(text: str, command: str) -> None:
    """The head of a step."""
    print(f"\n== {text}\n$ fullgraph {command} --interpreter {sys.executable}\n", flush=True)


def asked(qualname: str) -> TraceParams:
    """What the worker is asked for."""
    return {
        "file": str(MODEL),
        "qualname": qualname,
        "inputs": None,
        "mode": "concrete",
        "timeout": Settings().compile_timeout,
        "roots": [str(HERE)],
    }


async def steps(worker: Worker) -> bool:
    """The steps, one after the other. False if one of them has no answer."""
    settings = Settings(interpreter=sys.executable)
    starting = asyncio.create_task(worker.start())

    title("1. Predict: nothing is imported, nothing runs", f"check {MODEL.name}")
    (checked,) = await asyncio.to_thread(check_files, Predictions(HERE, settings), [MODEL], settings)
    sys.stdout.write(FORMATS["concise"](checked.findings))

    title("2. Trace: the predictions are confirmed, at their exact expressions", f"check --confirm {MODEL.name}")
    await starting
    confirmed = await confirm_file(worker, checked, settings, HERE, listener(show_output=False))
    sys.stdout.write(FORMATS["full"](confirmed.findings) + show_statistics([confirmed]))

    title("3. Torch's own verdict on the same model, beside ours", f"trace --torch {MODEL.name}::Recommender")
    sys.stdout.write(answer.show(await worker.capture(asked("Recommender")), graphs=False))

    title("4. What compiling gains for the function that does not break", f"compile {MODEL.name}::calibrate")
    compiled = await worker.compile({**asked("calibrate"), "backend": settings.compile_backend})
    sys.stdout.write(answer.show(compiled, graphs=False))
    return not confirmed.problems


async def demo() -> int:
    """Run the steps with one worker; 2 if one of them has no answer."""
    started = time.perf_counter()
    worker = Worker(sys.executable, HERE)
    try:
        complete = await steps(worker)
    except WorkerFailed as failed:
        sys.stderr.write(explain_error(failed.error) + "\n")
        complete = False
    finally:
        await worker.stop()
    print(f"\nAll of it in {time.perf_counter() - started:.0f} s.")
    return 0 if complete else CANNOT


if __name__ == "__main__":
    os.chdir(HERE)
    sys.exit(asyncio.run(demo()))

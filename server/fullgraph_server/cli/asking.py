"""One function put to the worker: the arguments that `trace` and `compile` share, and how the answer is printed."""

from __future__ import annotations

import asyncio
import json
import sys
from typing import TYPE_CHECKING, Literal

from fullgraph_server.cli import workers
from fullgraph_server.cli.errors import CANNOT, CLEAN
from fullgraph_server.cli.formats import answer
from fullgraph_server.engine.worker.client import WorkerFailed

if TYPE_CHECKING:
    import argparse
    from collections.abc import Awaitable, Callable

    from fullgraph_server.cli.commands.target import Target
    from fullgraph_server.engine.settings import Settings
    from fullgraph_server.engine.worker.client import Listener, Worker
    from fullgraph_vocab.wire import TraceParams, TraceResult

    Ask = Callable[[Worker, Listener], Awaitable[TraceResult]]


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """The function and its inputs, and how to print what comes of them."""
    parser.add_argument("target", metavar="FILE::QUALNAME")
    parser.add_argument("--inputs", metavar="SPEC", help="example inputs, such as 'x=f32[8, 128]'")
    parser.add_argument("--graphs", action="store_true", help="print the graphs' code")
    parser.add_argument("--output-format", choices=("text", "json"), default="text")
    parser.add_argument("--config", metavar="PYPROJECT", help="the pyproject.toml to use")
    workers.add_arguments(parser)


def params(
    target: Target, options: argparse.Namespace, mode: Literal["concrete", "symbolic"], timeout: float
) -> TraceParams:
    """What the worker is told of the function; `timeout` in seconds."""
    return {
        "file": str(target.file),
        "qualname": target.qualname,
        "inputs": options.inputs,
        "mode": mode,
        "timeout": timeout,
        "roots": [str(workers.workspace_of(target.file))],
    }


def answered(target: Target, settings: Settings, options: argparse.Namespace, ask: Ask) -> int:
    """Print the answer, 0; if there is none say why on stderr, and in JSON as a result whose status is `error`."""

    async def asked() -> TraceResult:
        async with workers.running(settings, workers.workspace_of(target.file)) as worker:
            return await ask(worker, workers.listener(show_output=options.show_output))

    try:
        result = asyncio.run(asked())
        status = CLEAN
    except WorkerFailed as error:
        sys.stderr.write(workers.explain_error(error.error) + "\n")
        if options.output_format != "json":
            return CANNOT
        result = answer.failed(target.qualname, error.error, str(target.file))
        status = CANNOT
    if options.output_format == "json":
        sys.stdout.write(json.dumps(result, indent=2, ensure_ascii=False) + "\n")
    else:
        sys.stdout.write(answer.show(result, graphs=options.graphs))
    return status

"""`fullgraph trace FILE::QUALNAME`: our tracer on one function."""

from __future__ import annotations

import asyncio
import json
import sys
from typing import TYPE_CHECKING

from fullgraph_server.cli.commands.target import Target, parse, settings_for
from fullgraph_server.cli.errors import CANNOT, CLEAN
from fullgraph_server.cli.formats import answer
from fullgraph_server.cli.workers import add_arguments, explain_error, listener, running, workspace_of
from fullgraph_server.engine.worker.client import WorkerFailed

if TYPE_CHECKING:
    import argparse

    from fullgraph_server.engine.settings import Settings
    from fullgraph_vocab.wire import TraceParams, TraceResult, WireError

NAME = "trace"
HELP = "trace one function and show its graphs and breaks"


def add(parser: argparse.ArgumentParser) -> None:
    """The arguments of `trace`."""
    parser.add_argument("target", metavar="FILE::QUALNAME")
    parser.add_argument("--inputs", metavar="SPEC", help="example inputs, such as 'x=f32[8, 128]'")
    parser.add_argument("--mode", choices=("concrete", "symbolic"), default="concrete")
    parser.add_argument("--torch", action="store_true", help="let the installed torch capture it too, and compare")
    parser.add_argument("--graphs", action="store_true", help="print the graphs' code")
    parser.add_argument("--output-format", choices=("text", "json"), default="text")
    parser.add_argument("--config", metavar="PYPROJECT", help="the pyproject.toml to use")
    add_arguments(parser)


def run(options: argparse.Namespace) -> int:
    """Print the trace; 0 if there is one, breaks or not."""
    target = parse(options.target)
    settings = settings_for(target.file, options)
    try:
        result = asyncio.run(_trace(target, settings, options))
    except WorkerFailed as error:
        return refuse(target, error.error, options)
    if options.output_format == "json":
        sys.stdout.write(json.dumps(result, indent=2, ensure_ascii=False) + "\n")
    else:
        sys.stdout.write(answer.show(result, graphs=options.graphs))
    return CLEAN


def refuse(target: Target, error: WireError, options: argparse.Namespace) -> int:
    """No answer: say why, on stderr, and in JSON as a result whose status is `error`."""
    sys.stderr.write(explain_error(error) + "\n")
    if options.output_format == "json":
        sys.stdout.write(json.dumps(answer.failed(target.qualname, error, str(target.file)), indent=2) + "\n")
    return CANNOT


async def _trace(target: Target, settings: Settings, options: argparse.Namespace) -> TraceResult:
    folder = workspace_of(target.file)
    params: TraceParams = {
        "file": str(target.file),
        "qualname": target.qualname,
        "inputs": options.inputs,
        "mode": options.mode,
        "timeout": settings.trace_timeout,
        "roots": [str(folder)],
    }
    async with running(settings, folder) as worker:
        call = worker.capture if options.torch else worker.trace
        return await call(params, listener(show_output=options.show_output))

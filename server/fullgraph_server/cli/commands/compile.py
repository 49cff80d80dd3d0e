"""`fullgraph compile FILE::QUALNAME`: trace, torch's own verdict, and what compiling gains."""

from __future__ import annotations

import asyncio
import json
import sys
from typing import TYPE_CHECKING

from fullgraph_server.cli.commands.target import Target, parse, settings_for
from fullgraph_server.cli.commands.trace import refuse
from fullgraph_server.cli.errors import CLEAN
from fullgraph_server.cli.formats import answer
from fullgraph_server.cli.workers import add_arguments, listener, running, workspace_of
from fullgraph_server.engine.worker.client import WorkerFailed

if TYPE_CHECKING:
    import argparse

    from fullgraph_server.engine.settings import Settings
    from fullgraph_vocab.wire import CompileParams, TraceResult

NAME = "compile"
HELP = "compile one function with torch, and measure it against eager"


def add(parser: argparse.ArgumentParser) -> None:
    """The arguments of `compile`."""
    parser.add_argument("target", metavar="FILE::QUALNAME")
    parser.add_argument("--inputs", metavar="SPEC", help="example inputs, such as 'x=f32[8, 128]'")
    parser.add_argument("--backend", help="as torch.compile takes it (default: inductor)")
    parser.add_argument("--graphs", action="store_true", help="print the graphs' code")
    parser.add_argument("--output-format", choices=("text", "json"), default="text")
    parser.add_argument("--config", metavar="PYPROJECT", help="the pyproject.toml to use")
    add_arguments(parser)


def run(options: argparse.Namespace) -> int:
    """Print what was measured; 0 if there is an answer."""
    target = parse(options.target)
    settings = settings_for(target.file, options)
    try:
        result = asyncio.run(_compile(target, settings, options))
    except WorkerFailed as error:
        return refuse(target, error.error, options)
    if options.output_format == "json":
        sys.stdout.write(json.dumps(result, indent=2, ensure_ascii=False) + "\n")
    else:
        sys.stdout.write(answer.show(result, graphs=options.graphs))
    return CLEAN


async def _compile(target: Target, settings: Settings, options: argparse.Namespace) -> TraceResult:
    folder = workspace_of(target.file)
    params: CompileParams = {
        "file": str(target.file),
        "qualname": target.qualname,
        "inputs": options.inputs,
        "mode": "concrete",
        "timeout": settings.compile_timeout,
        "roots": [str(folder)],
        "backend": options.backend or settings.compile_backend,
    }
    async with running(settings, folder) as worker:
        return await worker.compile(params, listener(show_output=options.show_output))

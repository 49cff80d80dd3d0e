"""`fullgraph trace FILE::QUALNAME`: our tracer on one function."""

from __future__ import annotations

from typing import TYPE_CHECKING

from fullgraph_server.cli import asking
from fullgraph_server.cli.commands.target import parse, settings_for

if TYPE_CHECKING:
    import argparse

NAME = "trace"
HELP = "trace one function and show its graphs and breaks"


def add(parser: argparse.ArgumentParser) -> None:
    """The arguments of `trace`."""
    asking.add_arguments(parser)
    parser.add_argument("--mode", choices=("concrete", "symbolic"), default="concrete")
    parser.add_argument("--torch", action="store_true", help="let the installed torch capture it too, and compare")


def run(options: argparse.Namespace) -> int:
    """Print the trace; 0 if there is one, breaks or not."""
    target = parse(options.target)
    settings = settings_for(target.file, options)
    params = asking.params(target, options, options.mode, settings.trace_timeout)
    return asking.answered(
        target,
        settings,
        options,
        lambda worker, listener: (worker.capture if options.torch else worker.trace)(params, listener),
    )

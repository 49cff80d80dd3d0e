"""`fullgraph compile FILE::QUALNAME`: trace, torch's own verdict, and what compiling gains."""

from __future__ import annotations

from typing import TYPE_CHECKING

from fullgraph_server.cli import asking
from fullgraph_server.cli.commands.target import parse, settings_for

if TYPE_CHECKING:
    import argparse

    from fullgraph_vocab.wire import CompileParams

NAME = "compile"
HELP = "compile one function with torch, and measure it against eager"


def add(parser: argparse.ArgumentParser) -> None:
    """The arguments of `compile`."""
    asking.add_arguments(parser)
    parser.add_argument("--backend", help="as torch.compile takes it (default: inductor)")


def run(options: argparse.Namespace) -> int:
    """Print what was measured; 0 if there is an answer."""
    target = parse(options.target)
    settings = settings_for(target.file, options)
    params: CompileParams = {
        **asking.params(target, options, "concrete", settings.compile_timeout),
        "backend": options.backend or settings.compile_backend,
    }
    return asking.answered(target, settings, options, lambda worker, listener: worker.compile(params, listener))

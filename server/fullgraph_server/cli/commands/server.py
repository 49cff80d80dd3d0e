"""`fullgraph server`: the language server, over stdio."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

from fullgraph_server.lsp.main import serve

if TYPE_CHECKING:
    import argparse

NAME = "server"
HELP = "start the language server on stdin and stdout"


def add(parser: argparse.ArgumentParser) -> None:
    """The arguments of `server`; `--stdio` is what some clients pass."""
    parser.add_argument("--stdio", action="store_true", help="the default, and the only way")
    parser.add_argument("--log-file", help="where to write the log, besides stderr")


def run(options: argparse.Namespace) -> int:
    """Serve until the client says exit."""
    if sys.stdin.isatty():
        sys.stderr.write("fullgraph server speaks LSP on stdin and stdout; an editor starts it\n")
    serve(log_file=options.log_file)

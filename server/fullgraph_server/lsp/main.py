"""Start the server: features, log, watchdog, exit code."""

from __future__ import annotations

import logging
import sys
from typing import NoReturn

from fullgraph_server.lsp import (
    code_actions,
    code_lens,
    commands,
    configuration,
    diagnostics,
    documents,
    graph,
    hover,
    inlay_hints,
    lifecycle,
    notebooks,
    workspace,
)
from fullgraph_server.lsp.protocol import LEAVE, leave
from fullgraph_server.lsp.server import FullgraphServer
from fullgraph_server.lsp.watchdog import watch_parent

FEATURES = (
    lifecycle,
    configuration,
    documents,
    notebooks,
    diagnostics,
    workspace,
    hover,
    inlay_hints,
    code_lens,
    code_actions,
    commands,
    graph,
)
logger = logging.getLogger(__name__)


def make_server() -> FullgraphServer:
    """A server with all features."""
    server = FullgraphServer()
    for feature in FEATURES:
        feature.register(server)
    return server


def serve(*, log_file: str | None = None) -> NoReturn:
    """Serve on stdio until the client says exit, and end the process: 0 if it said shutdown before."""
    _log(log_file)
    server = make_server()
    LEAVE.append(server.session.kill)
    watch_parent()
    server.start_io()
    # Only reached when stdin ends without an exit: the client is gone.
    leave(1)


def _log(log_file: str | None) -> None:
    handlers: list[logging.Handler] = [logging.StreamHandler(sys.stderr)]
    if log_file:
        handlers.append(logging.FileHandler(log_file, encoding="utf-8"))
    logging.basicConfig(level=logging.INFO, handlers=handlers, format="%(asctime)s %(levelname)s %(name)s: %(message)s")
    for noisy in ("pygls", "asyncio"):
        logging.getLogger(noisy).setLevel(logging.ERROR)

"""Start the server: features, log, watchdog, exit code."""

from __future__ import annotations

import logging
import os
import sys
import threading
import time
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
)
from fullgraph_server.lsp.protocol import LEAVE, leave
from fullgraph_server.lsp.server import FullgraphServer

FEATURES = (
    lifecycle,
    configuration,
    documents,
    notebooks,
    diagnostics,
    hover,
    inlay_hints,
    code_lens,
    code_actions,
    commands,
    graph,
)
_WATCH_SECONDS = 2.0
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
    _watch_parent()
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


def _watch_parent() -> None:
    """End when the client's process is gone: it may have died without saying exit, with our pipes held by another."""
    if sys.platform == "win32":
        return
    parent = os.getppid()

    def watch() -> None:
        while True:
            time.sleep(_WATCH_SECONDS)
            if os.getppid() != parent:
                leave(1)

    threading.Thread(target=watch, daemon=True, name="parent watchdog").start()

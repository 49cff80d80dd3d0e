"""Start the server: features, log, watchdog, exit code."""

from __future__ import annotations

import logging
import os
import sys
import threading
import time

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
_GRACE_SECONDS = 3.0
logger = logging.getLogger(__name__)


def make_server() -> FullgraphServer:
    """A server with all features."""
    server = FullgraphServer()
    for feature in FEATURES:
        feature.register(server)
    return server


def serve(*, log_file: str | None = None) -> int:
    """Serve on stdio until the client says exit; 0 if it said shutdown before."""
    _log(log_file)
    server = make_server()
    _watch_parent()
    try:
        server.start_io()
    finally:
        # A thread that is still reading stdin must not keep the process, nor write to a closed stdout.
        logging.shutdown()
        threading.Thread(target=_leave, daemon=True).start()
    return 0 if server.protocol._shutdown else 1  # noqa: SLF001 - pygls has no public name for it


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
                os._exit(1)

    threading.Thread(target=watch, daemon=True, name="parent watchdog").start()


def _leave() -> None:
    time.sleep(_GRACE_SECONDS)
    os._exit(0)

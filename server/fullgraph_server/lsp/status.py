"""`fullgraph/status`: how the server is, what the workers do, and why they may do nothing."""

from __future__ import annotations

import contextlib
import logging
from typing import TYPE_CHECKING, Any

from fullgraph_server.engine.settings import Settings

if TYPE_CHECKING:
    from collections.abc import Iterator

    from fullgraph_server.engine.session import Folder
    from fullgraph_server.lsp.server import FullgraphServer

logger = logging.getLogger(__name__)

STATUS = "fullgraph/status"


def status(server: FullgraphServer) -> dict[str, Any]:
    """The present state. `worker` is the one that matters most, `workers` are all of them by folder."""
    session = server.session
    problems = [problem for _, problem in session.editor_problems]
    problems += [found["message"] for folder in session.folders.values() for found in folder.file.findings]
    problems += failing(server)
    workers = {str(folder.path): _worker(server, folder) for folder in session.folders.values()}
    worker = next(
        (one for one in workers.values() if one["problem"]),
        next((one for one in workers.values() if one["state"] != "stopped"), _worker(server, None)),
    )
    health = "error" if problems else "warning" if worker["problem"] else "ok"
    return {
        "health": health,
        "message": "; ".join(dict.fromkeys(problems)) or worker["problem"] or _quiet(server),
        "quiescent": not server.activities,
        "worker": worker,
        "workers": workers,
    }


def send(server: FullgraphServer) -> None:
    """Tell the client, where something has changed."""
    server.protocol.notify(STATUS, status(server))


def failing(server: FullgraphServer) -> dict[str, str]:
    """What the analysis fails for, with the tracebacks."""
    folders = server.session.folders.values()
    problems = [problem for folder in folders for problem in folder.analysis.problems.values()]
    return {problem["message"]: problem.get("traceback", "") for problem in problems}


def refresh(server: FullgraphServer) -> None:
    """Tell the client, if predicting has begun to fail for a file, or works again."""
    now = failing(server)
    if now != server.failing:
        for message in now.keys() - server.failing.keys():
            logger.error("%s\n%s", message, now[message])
        server.failing = now
        send(server)


@contextlib.contextmanager
def doing(server: FullgraphServer, what: str) -> Iterator[None]:
    """Say that something is being done, and when it is over; several things may be."""
    server.activities.append(what)
    send(server)
    try:
        yield
    finally:
        server.activities.remove(what)
        send(server)


def _quiet(server: FullgraphServer) -> str | None:
    """Why nothing is traced, if nothing is."""
    if not server.session.trusted:
        return "the workspace is not trusted: predictions only"
    settings = next((folder.settings for folder in server.session.folders.values()), Settings())
    if not settings.trace_enable:
        return "tracing is switched off (fullgraph.trace.enable): predictions only"
    return None if settings.trace_on != "never" else "nothing is traced unasked (fullgraph.trace.on is never)"


def _worker(server: FullgraphServer, folder: Folder | None) -> dict[str, Any]:
    worker = None if folder is None else folder.worker
    hello = None if worker is None else worker.hello
    words = server.worker_words.get(folder.path) if folder is not None else None
    failing = words if words is not None and "ended with code" in words else None
    state = "busy" if server.activities else "stopped" if worker is None else "ready" if hello else "starting"
    return {
        "state": state,
        "activity": server.activities[-1] if server.activities else None,
        "python": None if hello is None else hello["python"],
        "executable": None if hello is None else hello["executable"],
        "torch": None if hello is None else hello["torch"],
        "problem": failing or (None if hello is None else hello["problem"]),
    }

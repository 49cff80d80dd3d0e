"""`fullgraph/status`: how the server is, what the worker does, and why it may do nothing."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from fullgraph_server.engine.settings import Settings

if TYPE_CHECKING:
    from fullgraph_server.lsp.server import FullgraphServer

STATUS = "fullgraph/status"


def status(server: FullgraphServer) -> dict[str, Any]:
    """The present state."""
    session = server.session
    problems = [problem for _, problem in session.editor_problems]
    problems += [found["message"] for folder in session.folders.values() for found in folder.file.findings]
    worker = _worker(server)
    health = "error" if problems else "warning" if worker["problem"] else "ok"
    return {
        "health": health,
        "message": "; ".join(problems) or worker["problem"] or _quiet(server),
        "quiescent": server.activity is None,
        "worker": worker,
    }


def send(server: FullgraphServer, activity: str | None = None) -> None:
    """Tell the client, where something has changed."""
    server.activity = activity
    server.protocol.notify(STATUS, status(server))


def _quiet(server: FullgraphServer) -> str | None:
    """Why nothing is traced, if nothing is."""
    if not server.session.trusted:
        return "the workspace is not trusted: predictions only"
    settings = next((folder.settings for folder in server.session.folders.values()), Settings())
    return None if settings.trace_enable else "tracing is switched off (fullgraph.trace.enable): predictions only"


def _worker(server: FullgraphServer) -> dict[str, Any]:
    workers = [folder.worker for folder in server.session.folders.values() if folder.worker is not None]
    hello = next((worker.hello for worker in workers if worker.hello is not None), None)
    words = next(iter(server.worker_words.values()), None)
    failing = words if words is not None and "ended with code" in words else None
    state = "busy" if server.activity else "ready" if hello else "starting" if workers else "stopped"
    return {
        "state": state,
        "activity": server.activity,
        "python": None if hello is None else hello["python"],
        "torch": None if hello is None else hello["torch"],
        "problem": failing or (None if hello is None else hello["problem"]),
    }

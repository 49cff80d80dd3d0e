"""When functions are traced without being asked: on save or in idle time, one run a document, ended by newer edits."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

from fullgraph_server.lsp import status
from fullgraph_server.lsp.progress import MOMENT, progress
from fullgraph_server.lsp.publish import refresh

if TYPE_CHECKING:
    from fullgraph_server.lsp.server import FullgraphServer

_IDLE_SECONDS = 1.0


def edited(server: FullgraphServer, path: str) -> None:
    """The text has changed: what is being traced is of an older text."""
    cancel(server, path)
    settings = server.session.folder_of(path).settings
    if settings.trace_on == "idle":
        _start(server, path, _IDLE_SECONDS)


def saved(server: FullgraphServer, path: str) -> None:
    """The file was opened or saved."""
    if server.session.folder_of(path).settings.trace_on != "never":
        _start(server, path, 0.0)


def cancel(server: FullgraphServer, path: str) -> None:
    """What is being traced of a document is not wanted any more."""
    task = server.tracing.pop(path, None)
    if task is not None:
        task.cancel()


def _start(server: FullgraphServer, path: str, after: float) -> None:
    settings = server.session.folder_of(path).settings
    if not (settings.trace_enable and settings.enable and server.session.trusted) or ":" in path[2:]:
        return
    cancel(server, path)
    server.tracing[path] = server.spawn(_trace(server, path, after))


async def _trace(server: FullgraphServer, path: str, after: float) -> None:
    await asyncio.sleep(after)
    document = server.session.documents.get(path)
    if document is None or not server.session.facts(document).functions:
        return
    with status.doing(server, f"tracing {path.rsplit('/', 1)[-1]}"):
        async with progress(server, "fullgraph: tracing", after=MOMENT) as listener:
            if await server.session.confirm(document, listener):
                await refresh(server)
            # Torch's own capture of the same functions, once ours is on the screen.
            if await server.session.confirm(document, listener, torch_too=True):
                await refresh(server)

"""`window/workDoneProgress`: what takes longer than a moment is shown, and can be cancelled."""

from __future__ import annotations

import asyncio
import contextlib
import uuid
from typing import TYPE_CHECKING

from lsprotocol import types

from fullgraph_server.engine.worker.client import Listener

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

    from fullgraph_server.lsp.server import FullgraphServer
    from fullgraph_vocab.wire import Progress


@contextlib.asynccontextmanager
async def progress(server: FullgraphServer, title: str) -> AsyncIterator[Listener]:
    """Report what the worker says as progress; cancelling it cancels the work. Silent if the client shows none."""
    window = server.client_capabilities.window
    if window is None or not window.work_done_progress:
        yield Listener()
        return
    token = str(uuid.uuid4())
    await server.work_done_progress.create_async(token)
    server.work_done_progress.begin(token, types.WorkDoneProgressBegin(title=title, cancellable=True))
    task = asyncio.current_task()
    future = server.work_done_progress.tokens[token]
    future.add_done_callback(lambda done: task.cancel() if done.cancelled() and task is not None else None)

    def say(params: Progress) -> None:
        report = types.WorkDoneProgressReport(message=params["message"], percentage=params.get("percentage"))
        server.work_done_progress.report(token, report)

    try:
        yield Listener(progress=say)
    finally:
        server.work_done_progress.end(token, types.WorkDoneProgressEnd())

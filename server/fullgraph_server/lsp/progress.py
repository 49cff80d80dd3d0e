"""`window/workDoneProgress`: what takes longer than a moment is shown, and can be cancelled."""

from __future__ import annotations

import asyncio
import contextlib
import uuid
from typing import TYPE_CHECKING

from lsprotocol import types
from pygls.exceptions import JsonRpcException

from fullgraph_server.engine.worker.client import Listener

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

    from fullgraph_server.lsp.server import FullgraphServer

MOMENT = 0.5
"""Seconds that work which nobody asked for may take before it is shown."""


class Shown:
    """One progress of the client's, from when it is shown until it ends."""

    def __init__(self, server: FullgraphServer, title: str, work: asyncio.Task[None] | None) -> None:
        self.server = server
        self.title = title
        self.work = work
        self.token = str(uuid.uuid4())
        self.began = False
        self.over = False
        self.last: types.WorkDoneProgressReport | None = None

    async def begin(self, after: float) -> None:
        """Show it, unless it is over before."""
        await asyncio.sleep(after)
        if self.over:
            return
        try:
            await self.server.work_done_progress.create_async(self.token)
        except JsonRpcException:
            return  # the client shows none now, which is its right
        if self.over:
            self.server.work_done_progress.tokens.pop(self.token, None)
            return
        begin = types.WorkDoneProgressBegin(title=self.title, cancellable=True)
        self.server.work_done_progress.begin(self.token, begin)
        self.began = True
        self.server.work_done_progress.tokens[self.token].add_done_callback(
            lambda done: self.work.cancel() if done.cancelled() and self.work is not None else None
        )
        if self.last is not None:
            self.server.work_done_progress.report(self.token, self.last)

    def say(self, message: str, percentage: int | None = None) -> None:
        """How far it is."""
        self.last = types.WorkDoneProgressReport(message=message, percentage=percentage)
        if self.began:
            self.server.work_done_progress.report(self.token, self.last)

    def end(self) -> None:
        """It is over. A question to the client that is under way is left to be answered."""
        self.over = True
        if self.began:
            self.server.work_done_progress.end(self.token, types.WorkDoneProgressEnd())
            self.server.work_done_progress.tokens.pop(self.token, None)


@contextlib.asynccontextmanager
async def shown(server: FullgraphServer, title: str, *, after: float = 0.0) -> AsyncIterator[Shown | None]:
    """Show work as progress; cancelling it cancels the task that does it. None if the client shows no progress."""
    window = server.client_capabilities.window
    if window is None or not window.work_done_progress:
        yield None
        return
    progress_ = Shown(server, title, asyncio.current_task())
    server.spawn(progress_.begin(after))
    try:
        yield progress_
    finally:
        progress_.end()


@contextlib.asynccontextmanager
async def progress(server: FullgraphServer, title: str, *, after: float = 0.0) -> AsyncIterator[Listener]:
    """As `shown`, with what the worker says."""
    async with shown(server, title, after=after) as it:
        if it is None:
            yield Listener()
        else:
            yield Listener(progress=lambda params: it.say(params["message"], params.get("percentage")))

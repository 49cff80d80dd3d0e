"""Telling the client that findings have changed: pushed to clients that do not pull, else asked to pull again."""

from __future__ import annotations

import asyncio
import logging
from typing import TYPE_CHECKING

from lsprotocol import types
from pygls.exceptions import JsonRpcException

from fullgraph_server.lsp.convert import to_diagnostics

if TYPE_CHECKING:
    from collections.abc import Awaitable

    from fullgraph_server.engine.session import Document
    from fullgraph_server.lsp.server import FullgraphServer

logger = logging.getLogger(__name__)

_PAUSE = 0.03
"""Seconds that a push waits for the next keystroke."""


def changed(server: FullgraphServer, document: Document) -> None:
    """A document has a new text: push soon, if the client does not pull by itself."""
    if not server.pulls:
        server.spawn(_push_later(server, document, document.version))


async def _push_later(server: FullgraphServer, document: Document, version: int) -> None:
    await asyncio.sleep(_PAUSE)
    if document.version == version and server.session.documents.get(document.path) is document:
        push(server, document)


def push(server: FullgraphServer, document: Document) -> None:
    """Publish the findings of a document, stamped with its version."""
    for uri, diagnostics in to_diagnostics(server, document).items():
        version = document.version if uri == server.uris.get(document.path) else None
        params = types.PublishDiagnosticsParams(uri=uri, diagnostics=diagnostics, version=version)
        server.text_document_publish_diagnostics(params)


def forget(server: FullgraphServer, uri: str) -> None:
    """A document is closed: nothing is said of it any more."""
    if not server.pulls:
        server.text_document_publish_diagnostics(types.PublishDiagnosticsParams(uri=uri, diagnostics=[]))


async def refresh(server: FullgraphServer) -> None:
    """Something other than a text has changed: everything that is shown is asked for again."""
    workspace = server.client_capabilities.workspace
    if not server.pulls:
        for document in list(server.session.documents.values()):
            push(server, document)
    elif workspace is not None and workspace.diagnostics is not None and workspace.diagnostics.refresh_support:
        await _asked(server.workspace_diagnostic_refresh_async(None))
    if workspace is None:
        return
    if workspace.code_lens is not None and workspace.code_lens.refresh_support:
        await _asked(server.workspace_code_lens_refresh_async(None))
    if workspace.inlay_hint is not None and workspace.inlay_hint.refresh_support:
        await _asked(server.workspace_inlay_hint_refresh_async(None))


async def _asked(request: Awaitable[None]) -> None:
    """A client may refuse what it said it can do; what it shows is then older, and nothing else is lost."""
    try:
        await request
    except JsonRpcException as error:
        logger.info("the client does not refresh: %s", error)

"""Documents as the editor has them: opened, edited, saved, closed; and when their functions are traced."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

from lsprotocol import types
from pygls import uris

from fullgraph_server.engine.text import Text
from fullgraph_server.lsp.publish import changed, forget
from fullgraph_server.lsp.tracing import cancel, edited, saved

if TYPE_CHECKING:
    from collections.abc import Sequence

    from fullgraph_server.lsp.server import FullgraphServer


def path_of(uri: str) -> str:
    """The file of a URI; the URI itself for what is not on disk, such as an untitled text."""
    path = uris.to_fs_path(uri) if uri.startswith("file:") else None
    return path or uri


def register(server: FullgraphServer) -> None:
    """Register the handlers."""

    @server.feature(types.TEXT_DOCUMENT_DID_OPEN)
    async def opened(params: types.DidOpenTextDocumentParams) -> None:
        document = params.text_document
        path = path_of(document.uri)
        server.paths[document.uri], server.uris[path] = path, document.uri
        server.last_edit = asyncio.get_running_loop().time()
        changed(server, server.session.open(path, document.version, document.text))
        saved(server, path)

    @server.feature(types.TEXT_DOCUMENT_DID_CHANGE)
    async def did_change(params: types.DidChangeTextDocumentParams) -> None:
        document = server.document(params.text_document.uri)
        if document is None:
            return
        server.last_edit = asyncio.get_running_loop().time()
        text = apply_changes(server, document.text, params.content_changes)
        changed(server, server.session.change(document.path, params.text_document.version, text))
        edited(server, document.path)

    @server.feature(types.TEXT_DOCUMENT_DID_SAVE, types.SaveOptions(include_text=False))
    async def did_save(params: types.DidSaveTextDocumentParams) -> None:
        path = server.paths.get(params.text_document.uri)
        if path is not None:
            server.session.save(path)
            saved(server, path)

    @server.feature(types.TEXT_DOCUMENT_DID_CLOSE)
    async def closed(params: types.DidCloseTextDocumentParams) -> None:
        path = server.paths.pop(params.text_document.uri, None)
        if path is not None:
            cancel(server, path)
            server.session.close(path)
            server.uris.pop(path, None)
            forget(server, params.text_document.uri)


def apply_changes(server: FullgraphServer, text: Text, changes: Sequence[types.TextDocumentContentChangeEvent]) -> Text:
    """The text after the editor's changes, each of which is in places of the text before it."""
    for change in changes:
        if isinstance(change, types.TextDocumentContentChangePartial):
            start = _offset(server, text, change.range.start)
            end = _offset(server, text, change.range.end)
            text = text.replace(start, max(start, end), change.text)
        else:
            text = Text(change.text)
    return text


def _offset(server: FullgraphServer, text: Text, position: types.Position) -> int:
    return text.offset(position.line, text.from_units(position.line, position.character, server.encoding))

"""`textDocument/diagnostic`: findings of an open document, when the client asks."""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING

from lsprotocol import types

from fullgraph_server.lsp.convert import to_diagnostics

if TYPE_CHECKING:
    from collections.abc import Sequence

    from fullgraph_server.lsp.server import FullgraphServer

OPTIONS = types.DiagnosticOptions(
    inter_file_dependencies=True, workspace_diagnostics=True, identifier="fullgraph", work_done_progress=False
)


def register(server: FullgraphServer) -> None:
    """Register the handlers."""

    @server.feature(types.TEXT_DOCUMENT_DIAGNOSTIC, OPTIONS)
    async def pull(params: types.DocumentDiagnosticParams) -> types.DocumentDiagnosticReport:
        items = _of(server, params.text_document.uri)
        identity = result_id(items)
        if identity == params.previous_result_id:
            return types.RelatedUnchangedDocumentDiagnosticReport(result_id=identity)
        return types.RelatedFullDocumentDiagnosticReport(items=items, result_id=identity)


def _of(server: FullgraphServer, uri: str) -> list[types.Diagnostic]:
    document = server.document(uri)
    return [] if document is None else to_diagnostics(server, document).get(uri, [])


def result_id(items: Sequence[types.Diagnostic]) -> str:
    """The same for the same diagnostics, so that a client that has them is told so."""
    return hashlib.blake2b(repr(items).encode("utf-8", "surrogatepass"), digest_size=8).hexdigest()

"""`textDocument/diagnostic` and `workspace/diagnostic`: findings, when the client asks."""

from __future__ import annotations

import hashlib
import json
from pathlib import Path
from typing import TYPE_CHECKING

from lsprotocol import types
from pygls import uris

from fullgraph_server.engine.files import Unreadable, python_files, read
from fullgraph_server.engine.session import Document
from fullgraph_server.engine.text import Text
from fullgraph_server.lsp.convert import to_diagnostics
from fullgraph_server.lsp.view import to_range

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

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

    @server.feature(types.WORKSPACE_DIAGNOSTIC)
    async def pull_all(params: types.WorkspaceDiagnosticParams) -> types.WorkspaceDiagnosticReport:
        previous = {known.uri: known.value for known in params.previous_result_ids}
        return types.WorkspaceDiagnosticReport(list(_workspace(server, previous)))


def _of(server: FullgraphServer, uri: str) -> list[types.Diagnostic]:
    document = server.document(uri)
    return [] if document is None else to_diagnostics(server, document).get(uri, [])


def result_id(items: Sequence[types.Diagnostic]) -> str:
    """The same for the same diagnostics, so that a client that has them is told so."""
    told = [
        (item.message, item.code, item.severity, item.range.start.line, item.range.start.character,
         item.range.end.line, item.range.end.character, len(item.related_information or ()))
        for item in items
    ]  # fmt: skip
    return hashlib.blake2b(json.dumps(told).encode(), digest_size=8).hexdigest()


def _workspace(
    server: FullgraphServer, previous: dict[str, str]
) -> Iterator[types.WorkspaceFullDocumentDiagnosticReport | types.WorkspaceUnchangedDocumentDiagnosticReport]:
    """Every Python file of the folders whose mode is `workspace`, and `pyproject.toml` files with bad settings."""
    for folder in list(server.session.folders.values()):
        for finding in folder.file.findings:
            yield _settings_report(server, finding["filename"], previous)
            break
        if folder.settings.diagnostic_mode != "workspace":
            continue
        for file in python_files(folder.path):
            uri = server.uris.get(str(file)) or uris.from_fs_path(str(file)) or ""
            if uri in server.paths:
                continue  # open documents are asked for by themselves
            items = _closed(server, file)
            yield _report(uri, items, previous)


def _closed(server: FullgraphServer, file: Path) -> list[types.Diagnostic]:
    """The diagnostics of a file that no editor has open."""
    try:
        document = Document(str(file), 0, Text(read(file)))
    except Unreadable:
        return []
    return next(iter(to_diagnostics(server, document).values()), [])


def _settings_report(
    server: FullgraphServer, filename: str, previous: dict[str, str]
) -> types.WorkspaceFullDocumentDiagnosticReport | types.WorkspaceUnchangedDocumentDiagnosticReport:
    folder = next(folder for folder in server.session.folders.values() if str(folder.file.file) == filename)
    text = Text(Path(filename).read_text(encoding="utf-8"))
    items = [
        types.Diagnostic(
            range=to_range(text, found["location"], found["end_location"], server.encoding),
            message=found["message"],
            severity=types.DiagnosticSeverity.Error,
            code=found["code"],
            source="fullgraph",
        )
        for found in folder.file.findings
    ]
    return _report(uris.from_fs_path(filename) or "", items, previous)


def _report(
    uri: str, items: list[types.Diagnostic], previous: dict[str, str]
) -> types.WorkspaceFullDocumentDiagnosticReport | types.WorkspaceUnchangedDocumentDiagnosticReport:
    identity = result_id(items)
    if previous.get(uri) == identity:
        return types.WorkspaceUnchangedDocumentDiagnosticReport(uri=uri, result_id=identity)
    return types.WorkspaceFullDocumentDiagnosticReport(uri=uri, items=items, result_id=identity)

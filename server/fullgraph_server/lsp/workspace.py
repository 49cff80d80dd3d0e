"""`workspace/diagnostic`: findings of files that are not open, in the folders whose mode is `workspace`.

A folder may hold thousands of files, so this yields to everything else: a file at a time, none while the user types,
shown as progress, cancelled like any other request, and streamed where the client takes partial results. What was
found of a file is kept until some file or setting changes; clients ask again every few seconds.
"""

from __future__ import annotations

import asyncio
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from lsprotocol import types

from fullgraph_server.engine.files import Unreadable, python_files, read
from fullgraph_server.engine.session import Document
from fullgraph_server.engine.text import Text
from fullgraph_server.lsp.convert import SOURCE, to_diagnostics
from fullgraph_server.lsp.diagnostics import result_id
from fullgraph_server.lsp.progress import MOMENT, shown
from fullgraph_server.lsp.view import to_range

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

    from fullgraph_server.engine.session import Folder
    from fullgraph_server.lsp.progress import Shown
    from fullgraph_server.lsp.server import FullgraphServer

Report = types.WorkspaceFullDocumentDiagnosticReport | types.WorkspaceUnchangedDocumentDiagnosticReport

_TYPING = 0.4
"""Seconds without an edit before another file is looked at."""
_BATCH = 50
"""Reports in one partial result."""


@dataclass
class _Known:
    """What was found of files that are not open, for one state of the disk and the settings.

    Unsaved edits of other files are left out until they are saved: else every keystroke would begin all of it anew.
    """

    state: int = -1
    items: dict[str, list[types.Diagnostic]] = field(default_factory=dict)


def register(server: FullgraphServer) -> None:
    """Register the handler."""
    known = _Known()

    @server.feature(types.WORKSPACE_DIAGNOSTIC)
    async def pull_all(params: types.WorkspaceDiagnosticParams) -> types.WorkspaceDiagnosticReport:
        previous = {one.uri: one.value for one in params.previous_result_ids}
        if known.state != server.session.disk.total:
            known.state, known.items = server.session.disk.total, {}
        reports: list[Report] = []
        async with shown(server, "fullgraph: workspace", after=MOMENT) as progress:
            async for report in _reports(server, known, previous, progress):
                reports.append(report)
                if params.partial_result_token is not None and len(reports) >= _BATCH:
                    _send_part(server, params.partial_result_token, reports)
                    reports = []
        return types.WorkspaceDiagnosticReport(reports)


def _send_part(server: FullgraphServer, token: types.ProgressToken, reports: list[Report]) -> None:
    part = types.WorkspaceDiagnosticReportPartialResult(reports)
    server.protocol.notify(types.PROGRESS, types.ProgressParams(token, part))


async def _reports(
    server: FullgraphServer, known: _Known, previous: dict[str, str], progress: Shown | None
) -> AsyncIterator[Report]:
    """What has changed since the client's last answers; files that are gone, or not asked about any more, are empty."""
    seen: set[str] = set()
    async for uri, items in _found(server, known, progress):
        seen.add(uri)
        if (report := _report(uri, items, previous)) is not None:
            yield report
    for uri in previous.keys() - seen - server.paths.keys():
        if (report := _report(uri, [], previous)) is not None:
            yield report


async def _found(
    server: FullgraphServer, known: _Known, progress: Shown | None
) -> AsyncIterator[tuple[str, list[types.Diagnostic]]]:
    for folder in list(server.session.folders.values()):
        if folder.file.findings:
            yield server.uri_of(folder.file.findings[0]["filename"]), _settings_items(server, folder)
    async for file in _files(server):
        uri = server.uri_of(str(file))
        if uri in server.paths:
            continue  # open documents are asked for by themselves
        if uri not in known.items:
            if progress is not None:
                progress.say(file.name)
            await _let_others_go_first(server)
            known.items[uri] = _closed(server, file)
        yield uri, known.items[uri]


async def _files(server: FullgraphServer) -> AsyncIterator[Path]:
    for folder in list(server.session.folders.values()):
        if folder.opened and folder.settings.enable and folder.settings.diagnostic_mode == "workspace":
            for file in python_files(folder.path):
                yield file


async def _let_others_go_first(server: FullgraphServer) -> None:
    clock = asyncio.get_running_loop().time
    await asyncio.sleep(0)
    # Until a pause in typing, whose length no event tells.
    while (left := server.last_edit + _TYPING - clock()) > 0:  # noqa: ASYNC110
        await asyncio.sleep(left)


def _closed(server: FullgraphServer, file: Path) -> list[types.Diagnostic]:
    """The diagnostics of a file that no editor has open."""
    try:
        document = Document(str(file), 0, Text(read(file)))
    except Unreadable:
        return []
    return next(iter(to_diagnostics(server, document).values()), [])


def _settings_items(server: FullgraphServer, folder: Folder) -> list[types.Diagnostic]:
    text = Text(read(Path(folder.file.findings[0]["filename"])))
    return [
        types.Diagnostic(
            range=to_range(text, found["location"], found["end_location"], server.encoding),
            message=found["message"],
            severity=types.DiagnosticSeverity.Error,
            code=found["code"],
            source=SOURCE,
        )
        for found in folder.file.findings
    ]


def _report(uri: str, items: list[types.Diagnostic], previous: dict[str, str]) -> Report | None:
    """What a client is told of a file; None if it was told nothing before, and there is nothing to tell."""
    identity = result_id(items)
    if previous.get(uri) == identity:
        return types.WorkspaceUnchangedDocumentDiagnosticReport(uri=uri, result_id=identity)
    if not items and uri not in previous:
        return None
    return types.WorkspaceFullDocumentDiagnosticReport(uri=uri, items=items, result_id=identity)

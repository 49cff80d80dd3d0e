"""Findings as diagnostics."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from lsprotocol import types
from pygls import uris

from fullgraph_server.engine.files import Unreadable, read
from fullgraph_server.engine.text import Text
from fullgraph_server.lsp import status
from fullgraph_server.lsp.view import to_range
from fullgraph_vocab.breaks import tool

if TYPE_CHECKING:
    from fullgraph_server.engine.session import Document
    from fullgraph_server.lsp.server import FullgraphServer
    from fullgraph_server.lsp.view import View
    from fullgraph_vocab.wire import Finding, Position, Related

SOURCE = "fullgraph"
_SEVERITIES = {
    "error": types.DiagnosticSeverity.Error,
    "warning": types.DiagnosticSeverity.Warning,
    "information": types.DiagnosticSeverity.Information,
    "hint": types.DiagnosticSeverity.Hint,
}
_LADDER = ("warning", "information", "hint")
_BY_CONFIDENCE = {"certain": 0, "likely": 1, "possible": 2}


def to_diagnostics(server: FullgraphServer, document: Document) -> dict[str, list[types.Diagnostic]]:
    """The diagnostics of a document by URI: its own, or those of a notebook's cells."""
    session = server.session
    explicit = {function.qualname for function in session.facts(document).functions if function.explicit}
    made: dict[str, list[types.Diagnostic]] = {}
    findings = session.findings(document)
    status.refresh(server)
    for view in server.views(document):
        shown = [found for found in findings if view.shows(found["location"])]
        made[view.uri] = [_diagnostic(server, found, view, explicit) for found in shown]
    return made


def _diagnostic(server: FullgraphServer, found: Finding, view: View, explicit: set[str]) -> types.Diagnostic:
    return types.Diagnostic(
        range=view.range(found["location"], found["end_location"]),
        message=_message(found),
        severity=_SEVERITIES[severity(found, explicit)],
        code=found["code"],
        code_description=types.CodeDescription(href=found["url"]) if found["url"] else None,
        source=SOURCE,
        tags=[types.DiagnosticTag.Unnecessary] if found["code"] == tool.UNUSED_SUPPRESSION.code else None,
        related_information=[_related(server, place) for place in found["related"]] or None,
        data={
            "code": found["code"],
            "name": found["name"],
            "status": found["status"],
            "upstream": list(found["upstream"]),
            "function": found["function"],
            "url": found["url"],
            "fix": found["fix"],
        },
    )


def severity(found: Finding, explicit: set[str]) -> str:
    """Confirmed and certain: warning; likely: information; possible: hint. A module nobody compiles yet: one lower."""
    if found["code"].startswith("FG9") or found["severity"] in {"information", "hint"}:
        return found["severity"]
    step = 0 if found["status"] == "confirmed" else _BY_CONFIDENCE[found["confidence"]]
    if found["status"] != "confirmed" and found["function"] and found["function"] not in explicit:
        step += 1
    return _LADDER[min(step, len(_LADDER) - 1)]


def _message(found: Finding) -> str:
    upstream = f" ({', '.join(found['upstream'][:1])})" if found["upstream"] else ""
    if found["code"].startswith("FG9"):
        return found["message"]
    standing = "confirmed by a trace" if found["status"] == "confirmed" else f"predicted, {found['confidence']}"
    return f"{found['message']}{upstream} [{standing}]"


def _related(server: FullgraphServer, place: Related) -> types.DiagnosticRelatedInformation:
    path = place["filename"]
    text = text_of(server, path)
    end: Position = place.get("end_location") or place["location"]
    uri = server.uris.get(path) or uris.from_fs_path(path) or path
    return types.DiagnosticRelatedInformation(
        types.Location(uri, to_range(text, place["location"], end, server.encoding)), place["message"]
    )


def text_of(server: FullgraphServer, path: str) -> Text:
    """The text of a file, as the editor has it or as it is on disk; empty if it cannot be read."""
    document = server.session.documents.get(path)
    if document is not None:
        return document.text
    try:
        return Text(read(Path(path)))
    except Unreadable:
        return Text("")

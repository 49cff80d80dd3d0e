"""Code actions: the fixes, suppress here, open the page."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from lsprotocol import types

from fullgraph_analysis.fixes.find import fix_of
from fullgraph_server.lsp.convert import SOURCE, text_of
from fullgraph_server.lsp.view import to_range
from fullgraph_vocab.breaks import BREAKS, tool

if TYPE_CHECKING:
    from fullgraph_server.lsp.server import FullgraphServer
    from fullgraph_server.lsp.view import View
    from fullgraph_vocab.wire import Fix, Position

_IGNORE = re.compile(r"#\s*fullgraph:\s*ignore\[(?P<codes>[^\]]*)\]")
OPTIONS = types.CodeActionOptions(code_action_kinds=[types.CodeActionKind.QuickFix], resolve_provider=False)


def register(server: FullgraphServer) -> None:
    """Register the handler."""

    @server.feature(types.TEXT_DOCUMENT_CODE_ACTION, OPTIONS)
    async def code_actions(params: types.CodeActionParams) -> list[types.CodeAction]:
        view = server.view(params.text_document.uri)
        if view is None:
            return []
        actions: list[types.CodeAction] = []
        for diagnostic in params.context.diagnostics:
            if diagnostic.source == SOURCE:
                actions += _actions(server, view, diagnostic)
        return actions


def _actions(server: FullgraphServer, view: View, diagnostic: types.Diagnostic) -> list[types.CodeAction]:
    data: dict[str, Any] = diagnostic.data if isinstance(diagnostic.data, dict) else {}
    code = str(diagnostic.code)
    actions: list[types.CodeAction] = []
    fix = data.get("fix") or _worked_out(server, view, diagnostic)
    if fix:
        actions.append(_fix(server, fix, diagnostic))
    if code in BREAKS and code != tool.UNUSED_SUPPRESSION.code:
        actions.append(_suppress(view, diagnostic, code))
    if code in BREAKS:
        command = types.Command(f"Explain {code}", "fullgraph.openPage", arguments=[code])
        actions.append(
            types.CodeAction(
                title=f"Explain {code}: {BREAKS[code].title}",
                kind=types.CodeActionKind.QuickFix,
                diagnostics=[diagnostic],
                command=command,
            )
        )
    return actions


def _worked_out(server: FullgraphServer, view: View, diagnostic: types.Diagnostic) -> Fix | None:
    """The fix of the break that a diagnostic is about, if it still stands there."""
    place = view.place(diagnostic.range.start)
    for found in server.session.findings(view.document):
        at = found["location"]
        if found["code"] == diagnostic.code and (at["row"], at["column"]) == place:
            return found["fix"] or fix_of(view.document.text.content, found)
    return None


def _fix(server: FullgraphServer, fix: Fix, diagnostic: types.Diagnostic) -> types.CodeAction:
    changes: dict[str, list[types.TextEdit]] = {}
    for edit in fix["edits"]:
        text = text_of(server, edit["filename"])
        view = _view_of(server, edit["filename"], edit["location"])
        if view is not None:
            at, uri = view.range(edit["location"], edit["end_location"]), view.uri
        else:
            at = to_range(text, edit["location"], edit["end_location"], server.encoding)
            uri = server.uri_of(edit["filename"])
        changes.setdefault(uri, []).append(types.TextEdit(at, edit["content"]))
    return types.CodeAction(
        title=fix["message"],
        kind=types.CodeActionKind.QuickFix,
        diagnostics=[diagnostic],
        is_preferred=fix["applicability"] == "safe",
        edit=types.WorkspaceEdit(changes=changes),
    )


def _view_of(server: FullgraphServer, path: str, place: Position) -> View | None:
    """The view in which a place of a file is edited; None for a file that is not open."""
    document = server.session.documents.get(path)
    if document is None:
        return None
    return next((view for view in server.views(document) if view.shows(place)), None)


def _suppress(view: View, diagnostic: types.Diagnostic, code: str) -> types.CodeAction:
    """Add `# fullgraph: ignore[CODE]` to the line, or the code to the comment that is there."""
    row, _ = view.place(diagnostic.range.start)
    text = view.document.text.line(row - 1)
    known = _IGNORE.search(text)
    if known is not None:
        column, new = known.end() - 1, f", {code}" if known["codes"].strip() else code
    else:
        column, new = len(text), f"  # fullgraph: ignore[{code}]"
    at = view.position({"row": row, "column": column + 1})
    return types.CodeAction(
        title=f"Suppress {code} here",
        kind=types.CodeActionKind.QuickFix,
        diagnostics=[diagnostic],
        edit=types.WorkspaceEdit(changes={view.uri: [types.TextEdit(types.Range(at, at), new)]}),
    )

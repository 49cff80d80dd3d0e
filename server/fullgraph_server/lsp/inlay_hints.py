"""Inlay hints: traced shapes and dtypes at assignments; kinds too, if all are wanted."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from lsprotocol import types

from fullgraph_vocab.kinds import KINDS

if TYPE_CHECKING:
    from fullgraph_server.engine.session import Document
    from fullgraph_server.lsp.server import FullgraphServer
    from fullgraph_server.lsp.view import View
    from fullgraph_vocab.wire import KindAt

_SHAPED = re.compile(r"[a-z]+\d*\w*\[.*\]")
_ASSIGNED = re.compile(r"\s*(?::[^=]+)?=(?!=)|\s*(?:\+|-|\*|/|//|%|@|&|\||\^|>>|<<|\*\*)=")


def register(server: FullgraphServer) -> None:
    """Register the handlers."""

    @server.feature(types.TEXT_DOCUMENT_INLAY_HINT, types.InlayHintOptions(resolve_provider=True))
    async def inlay_hints(params: types.InlayHintParams) -> list[types.InlayHint]:
        view = server.view(params.text_document.uri)
        if view is None:
            return []
        wanted = server.session.folder_of(view.document.path).settings.inlay_hints
        if wanted == "off":
            return []
        first, last = view.place(params.range.start)[0], view.place(params.range.end)[0]
        kinds = _assigned(server, view.document, first, last)
        return [_hint(view, kind) for kind in kinds if wanted == "all" or _SHAPED.fullmatch(kind["detail"])]

    @server.feature(types.INLAY_HINT_RESOLVE)
    async def resolve(hint: types.InlayHint) -> types.InlayHint:
        name = hint.data if isinstance(hint.data, str) else ""
        kind = KINDS.get(name)
        if kind is not None:
            text = f"**{kind.name}**: {kind.tracks}\n\nIn the graph: {kind.graph}."
            hint.tooltip = types.MarkupContent(types.MarkupKind.Markdown, text)
        return hint


def _assigned(server: FullgraphServer, document: Document, first: int, last: int) -> list[KindAt]:
    """The traced kinds of names that are being assigned, one for each place."""
    found: dict[tuple[int, int], KindAt] = {}
    for result in server.session.results(document).values():
        for kind in result["kinds"]:
            start, end = kind["location"], kind["end_location"]
            if kind["filename"] != document.path or not first <= start["row"] <= last or start["row"] != end["row"]:
                continue
            line = document.text.line(start["row"] - 1)
            name = line[start["column"] - 1 : end["column"] - 1]
            if name.isidentifier() and _ASSIGNED.match(line, end["column"] - 1):
                found[end["row"], end["column"]] = kind
    return [found[place] for place in sorted(found)]


def _hint(view: View, kind: KindAt) -> types.InlayHint:
    return types.InlayHint(
        position=view.position(kind["end_location"]),
        label=f": {kind['detail'] or kind['kind']}",
        kind=types.InlayHintKind.Type,
        padding_left=False,
        data=kind["kind"],
    )

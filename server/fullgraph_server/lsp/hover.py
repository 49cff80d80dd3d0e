"""Hover: what an expression is tracked as, and for a break why, and what to do."""

from __future__ import annotations

from typing import TYPE_CHECKING

from lsprotocol import types

from fullgraph_vocab.breaks import BREAKS
from fullgraph_vocab.explain import page_of
from fullgraph_vocab.kinds import KINDS

if TYPE_CHECKING:
    from fullgraph_server.engine.session import Document, KindHere
    from fullgraph_server.lsp.server import FullgraphServer
    from fullgraph_vocab.wire import Finding


def register(server: FullgraphServer) -> None:
    """Register the handler."""

    @server.feature(types.TEXT_DOCUMENT_HOVER)
    async def hover(params: types.HoverParams) -> types.Hover | None:
        view = server.view(params.text_document.uri)
        if view is None:
            return None
        document = view.document
        row, column = view.place(params.position)
        parts = [break_text(found) for found in _breaks(server, document, row, column)]
        kind = server.session.kind_at(document, row, column)
        if kind is not None:
            parts.append(kind_text(kind))
        if not parts:
            return None
        content = types.MarkupContent(types.MarkupKind.Markdown, "\n\n---\n\n".join(parts))
        at = None if kind is None else view.range(kind.start, kind.end)
        return types.Hover(content, at)


def _breaks(server: FullgraphServer, document: Document, row: int, column: int) -> list[Finding]:
    """The findings whose text holds a place."""
    return [
        found
        for found in server.session.findings(document)
        if (found["location"]["row"], found["location"]["column"]) <= (row, column)
        and (row, column) < (found["end_location"]["row"], found["end_location"]["column"])
    ]


def kind_text(here: KindHere) -> str:
    """`TensorVariable f32[4, 8]`, what that is, and who says so."""
    head = f"**{here.kind}**" + (f" `{here.detail}`" if here.detail else "")
    lines = [head]
    if here.python_type and not here.detail:
        lines.append(f"Python type `{here.python_type}`")
    if here.value is not None:
        lines.append(f"value `{here.value}`")
    lines += here.sizes
    kind = KINDS.get(here.kind)
    if kind is not None:
        link = f" ([{kind.family}]({kind.page.as_uri()}))" if kind.page.exists() else f" ({kind.family})"
        lines.append(f"Tracks {kind.tracks}{link}. In the graph: {kind.graph}.")
    lines.append("*traced*" if here.traced else "*predicted*")
    return "\n\n".join(lines)


def break_text(found: Finding) -> str:
    """Code, why, hints, link, and who says so."""
    cause = BREAKS[found["code"]]
    upstream = f" · torch: {', '.join(found['upstream'])}" if found["upstream"] else ""
    lines = [f"**[{cause.code}]({page_of(cause).as_uri()}) {cause.title}**{upstream}", found["message"]]
    if found.get("effect") == "skip_frame":
        lines.append("The whole function then runs in eager.")
    lines += ["\n".join(f"- {hint}" for hint in cause.hints)] if cause.hints else []
    standing = "confirmed by a trace" if found["status"] == "confirmed" else f"predicted, {found['confidence']}"
    lines.append(f"*{standing}*")
    return "\n\n".join(lines)

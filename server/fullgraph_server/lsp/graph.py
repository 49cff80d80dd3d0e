"""`fullgraph/graph`: the graphs of a function as JSON, with spans, for the graph panel."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from fullgraph_server.lsp.commands import trace

if TYPE_CHECKING:
    from fullgraph_server.lsp.server import FullgraphServer
    from fullgraph_vocab.wire import TraceResult

GRAPH = "fullgraph/graph"


def register(server: FullgraphServer) -> None:
    """Register the handler."""

    @server.feature(GRAPH)
    async def graph(params: Any) -> TraceResult:
        return await trace(server, plain(params))


def plain(params: Any) -> dict[str, Any]:
    """`{textDocument: {uri}, qualname?, position?}` from what pygls makes of a request that LSP does not define."""
    made = to_plain(params)
    return {**made, "uri": (made.get("textDocument") or {}).get("uri") or made.get("uri", "")}


def to_plain(value: Any) -> Any:
    """Nested named tuples as dicts."""
    if hasattr(value, "_asdict"):
        return {name: to_plain(item) for name, item in value._asdict().items()}
    if isinstance(value, dict):
        return {name: to_plain(item) for name, item in value.items()}
    if isinstance(value, list | tuple):
        return [to_plain(item) for item in value]
    return value

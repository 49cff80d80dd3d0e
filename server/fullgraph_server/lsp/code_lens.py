"""Code lenses above each function that may be compiled: what a trace found, and what can be done."""

from __future__ import annotations

from typing import TYPE_CHECKING

from lsprotocol import types

from fullgraph_vocab.breaks import tool

if TYPE_CHECKING:
    from fullgraph_server.engine.analysis import Function
    from fullgraph_server.engine.session import Document
    from fullgraph_server.lsp.server import FullgraphServer
    from fullgraph_server.lsp.view import View
    from fullgraph_vocab.wire import TraceResult


def register(server: FullgraphServer) -> None:
    """Register the handler."""

    @server.feature(types.TEXT_DOCUMENT_CODE_LENS, types.CodeLensOptions(resolve_provider=False))
    async def code_lens(params: types.CodeLensParams) -> list[types.CodeLens]:
        view = server.view(params.text_document.uri)
        if view is None:
            return []
        results = server.session.results(view.document)
        lenses: list[types.CodeLens] = []
        for function in server.session.facts(view.document).functions:
            if view.shows(function.name_start):
                at = view.range(function.name_start, function.name_end)
                commands = _commands(view, function, results.get(function.qualname), trusted=server.session.trusted)
                lenses += [types.CodeLens(at, command) for command in commands]
        return lenses


def _commands(view: View, function: Function, result: TraceResult | None, *, trusted: bool) -> list[types.Command]:
    target = {"uri": view.uri, "qualname": function.qualname}
    if not trusted:
        return [types.Command("not traced: the workspace is not trusted", "")]
    commands = [_summary(view.document, function, result, target)]
    commands.append(types.Command("Compile this function", "fullgraph.compileFunction", arguments=[target]))
    if result is not None and result["graphs"]:
        commands.append(types.Command("Show graph", "fullgraph.showGraph", arguments=[target]))
    return commands


def _summary(
    document: Document, function: Function, result: TraceResult | None, target: dict[str, str]
) -> types.Command:
    """What the last trace found, or what keeps the function from being traced; a click traces it (again)."""
    traced = document.traces.get(function.qualname)
    if result is not None:
        edited = traced is not None and traced.is_edited(function.start, function.end, document.text)
        title = f"{summary(result)} · edited since" if edited else summary(result)
        return types.Command(title, "fullgraph.traceFunction", arguments=[target])
    error = traced.error if traced is not None else document.fatal.error if document.fatal is not None else None
    if error is None:
        return types.Command("Trace", "fullgraph.traceFunction", arguments=[target])
    title = "no example inputs" if error["code"] == tool.NO_INPUTS.code else f"not traced: {error['code']}"
    return types.Command(title, "fullgraph.traceFunction", arguments=[target])


def summary(result: TraceResult) -> str:
    """`2 graphs · 1 break · 14 ops · batch varies · n fixed at 4`."""
    ops = sum(graph["op_count"] for graph in result["graphs"])
    counts = ((result["graph_count"], "graph"), (result["break_count"], "break"), (ops, "op"))
    words = [f"{count} {word}" if count == 1 else f"{count} {word}s" for count, word in counts]
    if "within" in result:
        return f"{words[1]} within {result['within'].removesuffix('.forward')}"
    words += [
        f"{size['name']} varies" if size["fixed"] is None else f"{size['name']} fixed at {size['fixed']}"
        for size in result.get("sizes", ())
    ]
    if "compiled" in result:
        words.append(f"{result['compiled']['speedup']:.2f}x {result['compiled']['backend']}")
    if "torch" in result and not result["torch"]["agrees"]:
        words.append("torch differs")
    return " · ".join(words)

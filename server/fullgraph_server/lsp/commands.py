"""`workspace/executeCommand`: what a user can ask for. Functions are named as `{uri, qualname?, position?}`."""

from __future__ import annotations

import platform
import sys
from importlib.metadata import version
from pathlib import Path
from typing import TYPE_CHECKING, Any

from lsprotocol import types
from pygls.exceptions import JsonRpcException

from fullgraph_server.engine.worker.client import WorkerFailed
from fullgraph_server.lsp import status
from fullgraph_server.lsp.progress import progress
from fullgraph_server.lsp.publish import refresh
from fullgraph_vocab.breaks import BREAKS
from fullgraph_vocab.explain import page_of

if TYPE_CHECKING:
    from fullgraph_server.engine.session import Document
    from fullgraph_server.lsp.server import FullgraphServer
    from fullgraph_vocab.wire import TraceResult

_NO_ANSWER = -32803
"""LSP's RequestFailed."""


class Refused(JsonRpcException):
    """A command that has no answer; the message is for the user."""

    CODE = _NO_ANSWER
    MESSAGE = "fullgraph has no answer"


def register(server: FullgraphServer) -> None:
    """Register the commands."""
    # pygls evaluates the annotations of commands, so they name only what exists at run time.

    @server.command("fullgraph.traceFunction")
    async def trace_function(*arguments: Any) -> Any:
        return await trace(server, _target(arguments))

    @server.command("fullgraph.showGraph")
    async def show_graph(*arguments: Any) -> Any:
        return await trace(server, _target(arguments))

    @server.command("fullgraph.compileFunction")
    async def compile_function(*arguments: Any) -> Any:
        document, qualname = meant(server, _target(arguments))
        return await _answer(server, document, qualname, "compiling")

    @server.command("fullgraph.restartWorker")
    async def restart_worker() -> list[dict[str, Any]]:
        try:
            hellos = await server.session.restart_workers()
        except WorkerFailed as error:
            raise Refused(str(error)) from None
        status.send(server)
        return [dict(hello) for hello in hellos]

    @server.command("fullgraph.openPage")
    async def open_page(code: str) -> str:
        uri = page_of(BREAKS[code]).as_uri()
        window = server.client_capabilities.window
        if window is not None and window.show_document is not None and window.show_document.support:
            await server.window_show_document_async(types.ShowDocumentParams(uri=uri, take_focus=True))
        return uri

    @server.command("fullgraph.debugInformation")
    async def debug_information() -> dict[str, Any]:
        return debug(server)


def _target(arguments: tuple[Any, ...]) -> dict[str, Any]:
    """`[{uri | textDocument: {uri}, qualname?, position?}]` or `[uri, qualname]`."""
    first = arguments[0] if arguments else None
    if isinstance(first, str):
        target: dict[str, Any] = {"uri": first}
        if len(arguments) > 1 and isinstance(arguments[1], str):
            target["qualname"] = arguments[1]
        return target
    if isinstance(first, dict):
        return {**first, "uri": first.get("uri") or (first.get("textDocument") or {}).get("uri", "")}
    raise Refused("say which function: {uri, qualname} or {uri, position}")


def meant(server: FullgraphServer, target: dict[str, Any]) -> tuple[Document, str]:
    """The document and the function that a command is about."""
    view = server.view(str(target.get("uri", "")))
    if view is None:
        is_open = server.document(str(target.get("uri", ""))) is not None
        raise Refused("fullgraph is switched off here (enable)" if is_open else "the document is not open")
    document = view.document
    qualname, position = target.get("qualname"), target.get("position")
    if isinstance(qualname, str) and qualname:
        return document, qualname
    if isinstance(position, dict):
        at = types.Position(int(position["line"]), int(position["character"]))
        function = server.session.function_at(document, *view.place(at))
        if function is not None:
            return document, function.qualname
    raise Refused("there is no function here that may be compiled")


async def trace(server: FullgraphServer, target: dict[str, Any]) -> TraceResult:
    """Trace the function that is meant, and show what changed."""
    document, qualname = meant(server, target)
    return await _answer(server, document, qualname, "tracing")


async def _answer(server: FullgraphServer, document: Document, qualname: str, doing: str) -> TraceResult:
    version = document.version
    with status.doing(server, f"{doing} {qualname}"):
        try:
            async with progress(server, f"fullgraph: {doing} {qualname}") as listener:
                call = server.session.compile if doing == "compiling" else server.session.trace
                result = await call(document, qualname, listener)
        except WorkerFailed as error:
            raise Refused(f"{error.code}: {error}") from None
    server.spawn(refresh(server))
    return {**result, "version": version}


def debug(server: FullgraphServer) -> dict[str, Any]:
    """All that a bug report needs, and nothing of the user's code."""
    return {
        "fullgraph": version("fullgraph"),
        "pygls": version("pygls"),
        "python": sys.version,
        "executable": sys.executable,
        "installed": str(Path(__file__).parents[1]),
        "platform": platform.platform(),
        "position_encoding": server.encoding,
        "pulls_diagnostics": server.pulls,
        "trusted": server.session.trusted,
        "status": status.status(server),
        "folders": [
            {
                "path": str(folder.path),
                "opened": folder.opened,
                "settings_file": None if folder.file.file is None else str(folder.file.file),
                "settings": {name: value for name, value in vars(folder.settings).items() if name != "inputs"},
                "worker": None if folder.worker is None else folder.worker.hello,
            }
            for folder in server.session.folders.values()
        ],
        "documents": len(server.session.documents),
        "cached_traces": len(server.session.cache.entries),
        "disagreements": [str(report.written) for report in server.session.reports],
    }

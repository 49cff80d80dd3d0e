"""initialize, initialized, shutdown: what the client tells at the start, and the end of the workers."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

from lsprotocol import types
from pygls import uris

from fullgraph_server.lsp import status
from fullgraph_server.lsp.configuration import configure, pull_settings, watch_files
from fullgraph_server.lsp.publish import refresh
from fullgraph_server.lsp.watchdog import watch_client

if TYPE_CHECKING:
    from fullgraph_server.lsp.server import FullgraphServer


def register(server: FullgraphServer) -> None:
    """Register the handlers."""

    @server.feature(types.INITIALIZE)
    async def initialize(params: types.InitializeParams) -> None:
        options = _options(params.initialization_options)
        settings = options.get("settings") or {}
        await configure(server, settings, trusted=bool(options.get("trusted", settings.get("trusted", True))))
        for uri in _folders(params):
            path = uris.to_fs_path(uri)
            if path is not None:
                server.session.add_folder(Path(path))

        if params.process_id is not None:
            watch_client(params.process_id)

    @server.feature(types.INITIALIZED)
    async def initialized(params: types.InitializedParams) -> None:  # noqa: ARG001 - LSP's signature
        await watch_files(server)
        if len(server.session.folders) > 1:
            await pull_settings(server)  # what came with initialize is of one folder
        status.send(server)

    @server.feature(types.SHUTDOWN)
    async def shutdown(params: None) -> None:  # noqa: ARG001 - LSP's signature
        for task in list(server.tasks):
            task.cancel()
        await server.session.stop()

    @server.feature(types.WORKSPACE_DID_CHANGE_WORKSPACE_FOLDERS)
    async def folders_changed(params: types.DidChangeWorkspaceFoldersParams) -> None:
        await _change_folders(server, params)


async def _change_folders(server: FullgraphServer, params: types.DidChangeWorkspaceFoldersParams) -> None:
    for folder in params.event.removed:
        if (path := uris.to_fs_path(folder.uri)) is not None:
            await server.session.remove_folder(Path(path))
    for folder in params.event.added:
        if (path := uris.to_fs_path(folder.uri)) is not None:
            server.session.add_folder(Path(path))
    await pull_settings(server)
    await refresh(server)
    status.send(server)


def _options(given: Any) -> dict[str, Any]:
    """`initializationOptions` as a dict, from clients that send none, or something else."""
    if isinstance(given, dict):
        return given
    return dict(vars(given)) if hasattr(given, "__dict__") else {}


def _folders(params: types.InitializeParams) -> list[str]:
    if params.workspace_folders:
        return [folder.uri for folder in params.workspace_folders]
    if params.root_uri:
        return [params.root_uri]
    return [uris.from_fs_path(params.root_path) or ""] if params.root_path else []

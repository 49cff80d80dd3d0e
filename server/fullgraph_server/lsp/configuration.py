"""Settings, live: what the editor says, pulled or pushed, and `pyproject.toml` files that change."""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING, Any

from lsprotocol import types
from pygls import uris
from pygls.exceptions import JsonRpcException

from fullgraph_server.lsp import status
from fullgraph_server.lsp.publish import refresh

if TYPE_CHECKING:
    from collections.abc import Mapping

    from fullgraph_server.lsp.server import FullgraphServer

logger = logging.getLogger(__name__)

SECTION = "fullgraph"
_WATCHED = ("**/pyproject.toml", "**/*.py")
_LEVELS = {"error": "ERROR", "warning": "WARNING", "info": "INFO", "debug": "DEBUG", "trace": "DEBUG"}


async def configure(server: FullgraphServer, settings: Mapping[str, Any], *, trusted: bool) -> None:
    """Take over what the editor says."""
    told = {name: value for name, value in settings.items() if name != "trusted"}
    await server.session.configure(told, trusted=trusted)
    logging.getLogger("fullgraph_server").setLevel(_LEVELS.get(str(told.get("logLevel")), "INFO"))


def register(server: FullgraphServer) -> None:
    """Register the handlers."""

    @server.feature(types.WORKSPACE_DID_CHANGE_CONFIGURATION)
    async def configuration_changed(params: types.DidChangeConfigurationParams) -> None:
        settings = await _pull(server)
        if settings is None:
            settings = _section(params.settings)
        if settings is not None:
            trusted = bool(settings.get("trusted", server.session.trusted))
            await configure(server, settings, trusted=trusted)
            await refresh(server)
            status.send(server)

    @server.feature(types.WORKSPACE_DID_CHANGE_WATCHED_FILES)
    async def files_changed(params: types.DidChangeWatchedFilesParams) -> None:
        paths = [uris.to_fs_path(change.uri) or "" for change in params.changes]
        if any(path.endswith("pyproject.toml") for path in paths):
            await server.session.reload()
            status.send(server)
        changed = [path for path in paths if path.endswith(".py") and path not in server.session.documents]
        for path in changed:
            server.session.folder_of(path).analysis.set_text(path, None)
        if paths:
            server.session.generation += 1
            await refresh(server)


async def _pull(server: FullgraphServer) -> dict[str, Any] | None:
    """Ask for the settings; None if the client cannot be asked."""
    workspace = server.client_capabilities.workspace
    if workspace is None or not workspace.configuration:
        return None
    asked = types.ConfigurationParams([types.ConfigurationItem(section=SECTION)])
    answer = await server.workspace_configuration_async(asked)
    first = answer[0] if answer else None
    return _plain(first)


def _section(settings: Any) -> dict[str, Any] | None:
    """Our part of what was pushed; some clients push the section alone."""
    plain = _plain(settings)
    if plain is None:
        return None
    return _plain(plain[SECTION]) if SECTION in plain else plain


def _plain(value: Any) -> dict[str, Any] | None:
    if isinstance(value, dict):
        return value
    return dict(value._asdict()) if hasattr(value, "_asdict") else None


async def watch_files(server: FullgraphServer) -> None:
    """Ask the client to tell of changed files, if it can."""
    workspace = server.client_capabilities.workspace
    watched = None if workspace is None else workspace.did_change_watched_files
    if watched is None or not watched.dynamic_registration:
        return
    watchers = [types.FileSystemWatcher(glob_pattern=pattern) for pattern in _WATCHED]
    registration = types.Registration(
        "fullgraph-files",
        types.WORKSPACE_DID_CHANGE_WATCHED_FILES,
        types.DidChangeWatchedFilesRegistrationOptions(watchers=watchers),
    )
    try:
        await server.client_register_capability_async(types.RegistrationParams([registration]))
    except JsonRpcException as error:
        logger.info("the client does not watch files: %s", error)

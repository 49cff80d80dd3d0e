"""Settings, live: what the editor says, pulled or pushed, and files that change."""

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
    from pathlib import Path

    from fullgraph_server.lsp.server import FullgraphServer

logger = logging.getLogger(__name__)

SECTION = "fullgraph"
_WATCHED = ("**/pyproject.toml", "**/*.py")
_LEVELS = {"error": "ERROR", "warning": "WARNING", "info": "INFO", "debug": "DEBUG", "trace": "DEBUG"}


async def configure(
    server: FullgraphServer,
    settings: Mapping[str, Any],
    *,
    trusted: bool,
    folders: Mapping[Path, Mapping[str, Any]] | None = None,
) -> None:
    """Take over what the editor says, of all folders or of each."""
    told = {path: _without_trust(one) for path, one in (folders or {}).items()}
    await server.session.configure(_without_trust(settings), trusted=trusted, folders=told)
    logging.getLogger("fullgraph_server").setLevel(_LEVELS.get(str(settings.get("logLevel")), "INFO"))


def _without_trust(settings: Mapping[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in settings.items() if name != "trusted"}


def register(server: FullgraphServer) -> None:
    """Register the handlers."""

    @server.feature(types.WORKSPACE_DID_CHANGE_CONFIGURATION)
    async def configuration_changed(params: types.DidChangeConfigurationParams) -> None:
        known = await pull_settings(server)
        if not known:
            settings = _section(params.settings)
            if settings is None:
                return
            trusted = bool(settings.get("trusted", server.session.trusted))
            await configure(server, settings, trusted=trusted)
        await refresh(server)
        status.send(server)

    @server.feature(types.WORKSPACE_DID_CHANGE_WATCHED_FILES)
    async def files_changed(params: types.DidChangeWatchedFilesParams) -> None:
        paths = [uris.to_fs_path(change.uri) or "" for change in params.changes]
        settings_changed = any(path.endswith("pyproject.toml") for path in paths)
        if settings_changed:
            await server.session.reload()
            status.send(server)
        news = [path for path in paths if path.endswith(".py") and server.session.disk_changed(path)]
        if news or settings_changed:
            await refresh(server)


async def pull_settings(server: FullgraphServer) -> bool:
    """Ask for the settings of the window and of each folder. False if the client cannot be asked, or has none."""
    workspace = server.client_capabilities.workspace
    if workspace is None or not workspace.configuration:
        return False
    folders = [folder.path for folder in server.session.folders.values() if folder.opened]
    items = [types.ConfigurationItem(section=SECTION)]
    items += [types.ConfigurationItem(scope_uri=uris.from_fs_path(str(path)), section=SECTION) for path in folders]
    try:
        answer = await server.workspace_configuration_async(types.ConfigurationParams(items))
    except JsonRpcException as error:
        logger.info("the client tells no settings: %s", error)
        return False
    window, *by_folder = [_plain(item) for item in answer]
    if window is None:
        return False
    told = {path: one for path, one in zip(folders, by_folder, strict=True) if one is not None}
    trusted = bool(window.get("trusted", server.session.trusted))
    await configure(server, window, trusted=trusted, folders=told)
    return True


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

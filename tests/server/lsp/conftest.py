"""A client for each test, as VS Code's: pulled diagnostics, progress, configuration."""

import asyncio
import os
import sys
from pathlib import Path

import pytest_asyncio
import pytest_lsp
from lsprotocol import types as t
from pytest_lsp import ClientServerConfig, LanguageClient

COMMAND = [
    sys.executable,
    "-P",
    "-c",
    "import sys; from fullgraph_server.cli.main import main; sys.exit(main())",
    "server",
]


def capabilities(*, pull: bool = True, encoding: str = "utf-16") -> t.ClientCapabilities:
    made = pytest_lsp.client_capabilities("visual-studio-code")
    made.general.position_encodings = [t.PositionEncodingKind(encoding)]
    made.workspace.configuration = False
    made.workspace.did_change_watched_files = None
    if not pull:
        made.text_document.diagnostic = None
    return made


class Editor:
    """What tests say to the server, in few words."""

    def __init__(self, client: LanguageClient, folder: Path) -> None:
        self.client = client
        self.folder = folder
        self.statuses = []
        self.result = None
        self.refreshes = 0

        def refreshed(params):
            self.refreshes += 1

        for method in (t.WORKSPACE_CODE_LENS_REFRESH, t.WORKSPACE_INLAY_HINT_REFRESH):
            client.feature(method)(refreshed)

        @client.feature("fullgraph/status")
        def status(params):
            self.statuses.append(params)

    async def start(self, *, trusted: bool = True, settings=None, pull: bool = True, encoding: str = "utf-16"):
        self.result = await self.client.initialize_session(
            t.InitializeParams(
                capabilities=capabilities(pull=pull, encoding=encoding),
                process_id=os.getpid(),
                workspace_folders=[t.WorkspaceFolder(self.folder.as_uri(), "project")],
                root_uri=self.folder.as_uri(),
                initialization_options={"trusted": trusted, "settings": settings or {"trace": {"on": "never"}}},
            )
        )
        return self.result

    def uri(self, name: str) -> str:
        return (self.folder / name).as_uri()

    def open(self, name: str, text: str | None = None, version: int = 1) -> str:
        uri = self.uri(name)
        content = (self.folder / name).read_text() if text is None else text
        item = t.TextDocumentItem(uri, "python", version, content)
        self.client.text_document_did_open(t.DidOpenTextDocumentParams(item))
        return uri

    def edit(self, uri: str, version: int, start, end, text: str) -> None:
        change = t.TextDocumentContentChangePartial(t.Range(t.Position(*start), t.Position(*end)), text)
        document = t.VersionedTextDocumentIdentifier(version=version, uri=uri)
        self.client.text_document_did_change(t.DidChangeTextDocumentParams(document, [change]))

    async def diagnostics(self, uri: str, previous: str | None = None):
        return await self.client.text_document_diagnostic_async(
            t.DocumentDiagnosticParams(t.TextDocumentIdentifier(uri), previous_result_id=previous)
        )

    async def hover(self, uri: str, line: int, character: int):
        params = t.HoverParams(t.TextDocumentIdentifier(uri), t.Position(line, character))
        return await self.client.text_document_hover_async(params)

    async def command(self, name: str, *arguments):
        params = t.ExecuteCommandParams(name, list(arguments))
        return await self.client.workspace_execute_command_async(params)


@pytest_lsp.fixture(config=ClientServerConfig(server_command=COMMAND))
async def client(lsp_client: LanguageClient, project: Path):
    yield


@pytest_asyncio.fixture
async def editor(client: LanguageClient, project: Path):
    made = Editor(client, project)
    yield made
    if made.result is not None:
        await asyncio.wait_for(client.shutdown_session(), 20)

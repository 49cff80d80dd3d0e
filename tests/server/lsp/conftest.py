"""A client for each test, as VS Code's: pulled diagnostics, progress, configuration."""

import asyncio
import json
import os
import stat
import sys
import time
from pathlib import Path

import pytest_asyncio
import pytest_lsp
from lsprotocol import types as t
from pygls import uris
from pytest_lsp import ClientServerConfig, LanguageClient

COMMAND = [
    sys.executable,
    "-P",
    "-c",
    "import sys; from fullgraph_server.cli.main import main; sys.exit(main())",
    "server",
]


def capabilities(*, pull: bool = True, encoding: str = "utf-16", configuration: bool = False) -> t.ClientCapabilities:
    made = pytest_lsp.client_capabilities("visual-studio-code")
    made.general.position_encodings = [t.PositionEncodingKind(encoding)]
    made.workspace.configuration = configuration
    made.workspace.did_change_watched_files = None
    if not pull:
        made.text_document.diagnostic = None
    return made


def standin(folder: Path) -> str:
    """An interpreter for `fullgraph.interpreter` that answers at once; what it is asked goes to `requests.jsonl`."""
    file = folder / ".standin"
    source = Path(__file__).with_name("standin.py").read_text().split("\n", 1)[1]
    file.write_text(f"#!{sys.executable}\n{source}")
    file.chmod(file.stat().st_mode | stat.S_IXUSR)
    return str(file)


def asked(folder: Path) -> list[dict]:
    """What the stand-in was asked so far."""
    log = folder / "requests.jsonl"
    return [json.loads(line) for line in log.read_text().splitlines()] if log.exists() else []


async def until(probe, what: str = "it", seconds: float = 20.0):
    """What `probe` says, once that is true."""
    end = time.monotonic() + seconds
    while not (found := probe()):
        assert time.monotonic() < end, f"never happened: {what}"
        await asyncio.sleep(0.02)
    return found


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

        self.parts = []
        progressed = client.protocol.fm.features[t.PROGRESS]

        def partly(params):
            """Partial results come by the same notification; pytest-lsp knows progress only."""
            if isinstance(params.value, dict) and "kind" not in params.value:
                self.parts += params.value["items"]
            else:
                progressed(params)

        client.protocol.fm.features[t.PROGRESS] = partly

        @client.feature("fullgraph/status")
        def status(params):
            self.statuses.append(params)

    async def start(
        self, *, trusted: bool = True, settings=None, pull: bool = True, encoding: str = "utf-16", folders=(),
        configuration: bool = False, process_id: int | None = None,
    ):  # fmt: skip
        folders = [self.folder, *folders]
        self.result = await self.client.initialize_session(
            t.InitializeParams(
                capabilities=capabilities(pull=pull, encoding=encoding, configuration=configuration),
                process_id=process_id or os.getpid(),
                workspace_folders=[t.WorkspaceFolder(folder.as_uri(), folder.name) for folder in folders],
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

    def save(self, uri: str, text: str | None = None) -> None:
        if text is not None:
            Path(uris.to_fs_path(uri)).write_text(text)
        self.client.text_document_did_save(t.DidSaveTextDocumentParams(t.TextDocumentIdentifier(uri)))

    async def workspace(self, previous=None, token=None):
        known = [t.PreviousResultId(uri, value) for uri, value in (previous or {}).items()]
        params = t.WorkspaceDiagnosticParams(previous_result_ids=known, partial_result_token=token)
        return (await self.client.workspace_diagnostic_async(params)).items

    async def lenses(self, uri: str):
        return await self.client.text_document_code_lens_async(t.CodeLensParams(t.TextDocumentIdentifier(uri)))

    async def hints(self, uri: str, last: int = 100):
        at = t.Range(t.Position(0, 0), t.Position(last, 0))
        return await self.client.text_document_inlay_hint_async(t.InlayHintParams(t.TextDocumentIdentifier(uri), at))

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

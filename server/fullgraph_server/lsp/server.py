"""The server object that every feature gets: the session, the client's abilities, and how places are converted."""

from __future__ import annotations

import asyncio
import logging
from importlib.metadata import version
from typing import TYPE_CHECKING, Any, cast

from lsprotocol import types
from pygls import uris
from pygls.lsp.server import LanguageServer

from fullgraph_server.engine.predict import make_cached_analysis
from fullgraph_server.engine.session import Session
from fullgraph_server.lsp import status
from fullgraph_server.lsp.protocol import Protocol
from fullgraph_server.lsp.view import View

if TYPE_CHECKING:
    from collections.abc import Coroutine
    from pathlib import Path

    from fullgraph_server.engine.session import Document, Folder
    from fullgraph_server.engine.text import Encoding
    from fullgraph_server.lsp.notebooks import Notebook

logger = logging.getLogger(__name__)

NOTEBOOKS = types.NotebookDocumentSyncOptions(
    notebook_selector=[
        types.NotebookDocumentFilterWithNotebook(
            notebook="jupyter-notebook", cells=[types.NotebookCellLanguage(language="python")]
        )
    ],
    save=True,
)


class FullgraphServer(LanguageServer):
    """One editor's server."""

    def __init__(self) -> None:
        super().__init__(
            "fullgraph",
            version("fullgraph"),
            text_document_sync_kind=types.TextDocumentSyncKind.Incremental,
            notebook_document_sync=NOTEBOOKS,
            protocol_cls=Protocol,
            max_workers=2,
        )
        self.session = Session(make_cached_analysis, on_worker=self._worker_says)
        self.notebooks: dict[str, Notebook] = {}
        self.paths: dict[str, str] = {}
        """URI of an open document -> the path under which the session has it."""
        self.uris: dict[str, str] = {}
        self.tasks: set[asyncio.Task[Any]] = set()
        self.worker_words: dict[Path, str] = {}
        self.activities: list[str] = []
        self.failing: dict[str, str] = {}
        """What the client was last told that the analysis fails for, with the tracebacks."""
        self.tracing: dict[str, asyncio.Task[Any]] = {}
        """Documents that are being traced unasked."""
        self.last_edit = 0.0
        """When a text changed last, by the event loop's clock: long work lets typing go first."""

    # ---- what the client can do

    @property
    def encoding(self) -> Encoding:
        """How the client counts characters."""
        return cast(
            "Encoding", str(getattr(self.workspace.position_encoding, "value", self.workspace.position_encoding))
        )

    @property
    def pulls(self) -> bool:
        """Whether the client asks for diagnostics; else they are pushed."""
        text_document = self.client_capabilities.text_document
        return text_document is not None and text_document.diagnostic is not None

    # ---- documents

    def document(self, uri: str) -> Document | None:
        """The open document of a URI."""
        path = self.paths.get(uri)
        return None if path is None else self.session.documents.get(path)

    def uri_of(self, path: str) -> str:
        """The URI under which the client knows a path."""
        return self.uris.get(path) or (uris.from_fs_path(path) or path)

    def view(self, uri: str) -> View | None:
        """What a URI shows of an open document, unless fullgraph is switched off for it."""
        document = self.document(uri)
        if document is None or not self.session.folder_of(document.path).settings.enable:
            return None
        notebook = self.notebooks.get(document.path)
        if notebook is None:
            return View(uri, document, self.encoding, 0, document.text.line_count)
        cell = next((cell for cell in notebook.cells if cell.uri == uri), None)
        return None if cell is None else View(uri, document, self.encoding, cell.start, cell.text.line_count)

    def views(self, document: Document) -> list[View]:
        """All views of a document: one for a file, one for each cell of a notebook."""
        notebook = self.notebooks.get(document.path)
        if notebook is None:
            return [View(self.uri_of(document.path), document, self.encoding, 0, document.text.line_count)]
        return [view for cell in notebook.cells if (view := self.view(cell.uri)) is not None]

    # ---- work that goes on after an answer

    def spawn(self, work: Coroutine[Any, Any, Any]) -> asyncio.Task[Any]:
        """Run a coroutine beside the requests; its errors reach the log."""
        task = asyncio.get_running_loop().create_task(work)
        self.tasks.add(task)
        task.add_done_callback(self._done)
        return task

    def _done(self, task: asyncio.Task[Any]) -> None:
        self.tasks.discard(task)
        if not task.cancelled() and (error := task.exception()) is not None:
            logger.error("background work failed", exc_info=error)

    def _worker_says(self, folder: Folder, message: str) -> None:
        self.worker_words[folder.path] = message
        status.send(self)

    def report_server_error(self, error: Exception, source: Any) -> None:  # noqa: ARG002 - pygls's signature
        """Log only: pygls's own reporter writes to the client, which recurses when stdout is closed."""
        logger.error("%s: %s", type(error).__name__, error)

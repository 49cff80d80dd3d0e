"""Notebooks: the Python cells, one below the other, are one module; findings go back to their cells.

Lines of IPython (`%time`, `!pip install`) are blanked, character by character, so that places stay.
"""

from __future__ import annotations

import asyncio
import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from lsprotocol import types

from fullgraph_server.engine.text import Text
from fullgraph_server.lsp.documents import apply_changes, path_of
from fullgraph_server.lsp.publish import changed, forget
from fullgraph_server.lsp.tracing import cancel, edited, saved

if TYPE_CHECKING:
    from collections.abc import Iterable

    from fullgraph_server.lsp.server import FullgraphServer

_MAGIC = re.compile(r"^[ \t]*(?:%|!|\?).*$|^.*\?$", re.MULTILINE)


@dataclass
class Cell:
    """One Python cell, and the line of the module at which it starts (from 0)."""

    uri: str
    text: Text
    start: int = 0


@dataclass
class Notebook:
    """The Python cells of a notebook, in order."""

    uri: str
    version: int
    cells: list[Cell] = field(default_factory=list)

    def module(self) -> str:
        """The text of all cells; the start line of each is brought up to date."""
        parts: list[str] = []
        line = 0
        for cell in self.cells:
            cell.start = line
            parts.append(_MAGIC.sub(lambda match: "#" + " " * (len(match[0]) - 1), cell.text.content))
            line += cell.text.line_count
        return "\n".join(parts)


def register(server: FullgraphServer) -> None:
    """Register the handlers."""

    @server.feature(types.NOTEBOOK_DOCUMENT_DID_OPEN)
    async def opened(params: types.DidOpenNotebookDocumentParams) -> None:
        notebook = Notebook(params.notebook_document.uri, params.notebook_document.version)
        notebook.cells = [_cell(item) for item in params.cell_text_documents if item.language_id == "python"]
        path = path_of(notebook.uri)
        server.notebooks[path] = notebook
        server.session.open(path, notebook.version, notebook.module())
        server.uris[path] = notebook.uri
        _told(server, path)
        saved(server, path)

    @server.feature(types.NOTEBOOK_DOCUMENT_DID_CHANGE)
    async def did_change(params: types.DidChangeNotebookDocumentParams) -> None:
        _change(server, params)

    @server.feature(types.NOTEBOOK_DOCUMENT_DID_SAVE)
    async def did_save(params: types.DidSaveNotebookDocumentParams) -> None:
        saved(server, path_of(params.notebook_document.uri))

    @server.feature(types.NOTEBOOK_DOCUMENT_DID_CLOSE)
    async def closed(params: types.DidCloseNotebookDocumentParams) -> None:
        path = path_of(params.notebook_document.uri)
        notebook = server.notebooks.pop(path, None)
        if notebook is not None:
            cancel(server, path)
            _forget(server, [cell.uri for cell in notebook.cells])
            server.session.close(path)
            server.uris.pop(path, None)


def _change(server: FullgraphServer, params: types.DidChangeNotebookDocumentParams) -> None:
    """Cells came, went, or have another text."""
    path = path_of(params.notebook_document.uri)
    notebook = server.notebooks.get(path)
    cells = params.change.cells
    if notebook is None or cells is None:
        return
    server.last_edit = asyncio.get_running_loop().time()
    notebook.version = params.notebook_document.version
    if cells.structure is not None:
        _restructure(server, notebook, cells.structure)
    for content in cells.text_content or ():
        for cell in notebook.cells:
            if cell.uri == content.document.uri:
                cell.text = apply_changes(server, cell.text, content.changes)
    server.session.change(path, notebook.version, Text(notebook.module()))
    _told(server, path)
    edited(server, path)


def _cell(item: types.TextDocumentItem) -> Cell:
    return Cell(item.uri, Text(item.text))


def _restructure(
    server: FullgraphServer, notebook: Notebook, structure: types.NotebookDocumentCellChangeStructure
) -> None:
    """Cells were added, removed or moved."""
    opened = {item.uri: _cell(item) for item in structure.did_open or () if item.language_id == "python"}
    known = {cell.uri: cell for cell in notebook.cells} | opened
    closed = {item.uri for item in structure.did_close or ()}
    array = structure.array
    kept = [cell.uri for cell in notebook.cells]
    kept[array.start : array.start + array.delete_count] = [cell.document for cell in array.cells or ()]
    notebook.cells = [known[uri] for uri in kept if uri in known and uri not in closed]
    _forget(server, closed)


def _told(server: FullgraphServer, path: str) -> None:
    """The cells' URIs lead to the notebook's module; what is found is told."""
    for cell in server.notebooks[path].cells:
        server.paths[cell.uri] = path
    document = server.session.documents[path]
    document.saved = False  # the text of the module is on no disk
    changed(server, document)


def _forget(server: FullgraphServer, cells: Iterable[str]) -> None:
    for uri in cells:
        server.paths.pop(uri, None)
        forget(server, uri)

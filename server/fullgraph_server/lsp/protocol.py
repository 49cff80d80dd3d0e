"""The protocol layer: documents are kept by us, errors are logged, the exit is clean.

pygls applies edits to lines made by `str.splitlines`, which also splits on form feeds and U+2028; its documents would
drift from the editor's. Its handlers for documents are therefore replaced by ones that only call ours.
"""

from __future__ import annotations

import inspect
import logging
import os
from typing import TYPE_CHECKING, Any, NoReturn

from lsprotocol import types
from pygls.exceptions import JsonRpcInvalidParams
from pygls.protocol import LanguageServerProtocol
from pygls.protocol.language_server import lsp_method

if TYPE_CHECKING:
    from collections.abc import Callable, Generator

LEAVE: list[Callable[[], None]] = []
"""What must be done before the process ends: workers are ended here, whether or not there was a shutdown."""

_Step = tuple[Any, tuple[Any, ...], None]


def leave(code: int) -> NoReturn:
    """End the process, with all that must be done before."""
    for step in LEAVE:
        step()
    logging.shutdown()
    os._exit(code)


class Protocol(LanguageServerProtocol):
    """pygls's protocol without its own copies of documents."""

    @lsp_method(types.EXIT)
    def lsp_exit(self, *args: Any) -> Generator[_Step, Any, None]:  # noqa: ARG002 - pygls's signature
        """End the process at once: 0 after a shutdown, else 1.

        pygls closes stdout and raises SystemExit inside the event loop; answers that are still being written then fail
        one after another, each into the log, and a thread that is blocked on stdin keeps the process.
        """
        yield from ()
        leave(0 if self._shutdown else 1)

    @lsp_method(types.WORKSPACE_EXECUTE_COMMAND)
    async def lsp_workspace__execute_command(self, params: types.ExecuteCommandParams) -> Any:  # type: ignore[override]
        """Run a command as a coroutine of its own, so that `$/cancelRequest` ends it; pygls's generator would go on."""
        handler = self.fm.commands.get(params.command)
        if handler is None:
            raise JsonRpcInvalidParams(f"there is no command {params.command!r}")
        arguments = params.arguments or ()
        try:
            inspect.signature(handler).bind(*arguments)
        except TypeError as error:
            raise JsonRpcInvalidParams(f"{params.command}: {error}") from None
        return await handler(*arguments)

    def _ours(self, method: str, params: Any) -> Generator[_Step, Any, None]:
        handler = self.fm.features.get(method)
        if handler is not None:
            yield handler, (params,), None

    @lsp_method(types.TEXT_DOCUMENT_DID_OPEN)
    def lsp_text_document__did_open(self, params: types.DidOpenTextDocumentParams) -> Generator[_Step, Any, None]:
        """Ours alone."""
        yield from self._ours(types.TEXT_DOCUMENT_DID_OPEN, params)

    @lsp_method(types.TEXT_DOCUMENT_DID_CHANGE)
    def lsp_text_document__did_change(self, params: types.DidChangeTextDocumentParams) -> Generator[_Step, Any, None]:
        """Ours alone."""
        yield from self._ours(types.TEXT_DOCUMENT_DID_CHANGE, params)

    @lsp_method(types.TEXT_DOCUMENT_DID_CLOSE)
    def lsp_text_document__did_close(self, params: types.DidCloseTextDocumentParams) -> Generator[_Step, Any, None]:
        """Ours alone."""
        yield from self._ours(types.TEXT_DOCUMENT_DID_CLOSE, params)

    @lsp_method(types.NOTEBOOK_DOCUMENT_DID_OPEN)
    def lsp_notebook_document__did_open(
        self, params: types.DidOpenNotebookDocumentParams
    ) -> Generator[_Step, Any, None]:
        """Ours alone."""
        yield from self._ours(types.NOTEBOOK_DOCUMENT_DID_OPEN, params)

    @lsp_method(types.NOTEBOOK_DOCUMENT_DID_CHANGE)
    def lsp_notebook_document__did_change(
        self, params: types.DidChangeNotebookDocumentParams
    ) -> Generator[_Step, Any, None]:
        """Ours alone."""
        yield from self._ours(types.NOTEBOOK_DOCUMENT_DID_CHANGE, params)

    @lsp_method(types.NOTEBOOK_DOCUMENT_DID_CLOSE)
    def lsp_notebook_document__did_close(
        self, params: types.DidCloseNotebookDocumentParams
    ) -> Generator[_Step, Any, None]:
        """Ours alone."""
        yield from self._ours(types.NOTEBOOK_DOCUMENT_DID_CLOSE, params)

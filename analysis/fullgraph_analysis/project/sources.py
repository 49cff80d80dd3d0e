"""The texts that predicting reads: open documents, files on the disk, and which file a module is."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from fullgraph_analysis.documents.document import Document
from fullgraph_analysis.documents.encoding import UndecodableError, read
from fullgraph_analysis.project.resolution import Resolver

if TYPE_CHECKING:
    from collections.abc import Iterable

_KEPT = 120
"""Files from the disk whose trees are kept: a package's common modules are read again and again."""


class Sources:
    """Documents by path. Each is the same object for as long as its file is there, and keeps the chunks it can."""

    def __init__(self, roots: tuple[Path, ...], site_packages: tuple[Path, ...]) -> None:
        self.roots = roots
        self.resolver = Resolver((*roots, *site_packages))
        self._open: dict[str, Document] = {}
        self._disk: dict[str, Document] = {}

    def document(self, path: str) -> Document | None:
        """The open document of a path, or what is on the disk; None if that cannot be read."""
        found = self._open.get(path) or self._disk.get(path)
        if found is None:
            text = _text(path)
            if text is None:
                return None
            found = self._disk[path] = Document(path, text)
        return found

    def is_open(self, path: str) -> bool:
        """Whether an editor holds the text of a file."""
        return path in self._open

    def take(self, path: str, text: str, version: int) -> bool:
        """The editor's text of a file; whether that is a new one."""
        document = self._open.get(path) or self._disk.pop(path, None)
        if document is None:
            self._open[path] = Document(path, text, version)
            self.resolver.forget()
            return True
        self._open[path] = document
        before = document.text
        document.update(text, version)
        return document.text != before

    def release(self, path: str) -> bool:
        """The editor let go of a file: what is on the disk holds. Whether that is another text."""
        document = self._open.pop(path, None)
        if document is None:
            return False
        self._disk[path] = document
        return self.reread(path)

    def reread(self, path: str) -> bool:
        """A file may have changed on the disk; whether what is known of it has."""
        if path in self._open:
            return False
        self.resolver.forget()
        document, text = self._disk.get(path), _text(path)
        if document is None:
            return text is not None
        if text is None:
            del self._disk[path]
            return True
        before = document.text
        document.update(text, document.version)
        return document.text != before

    def shrink(self, kept: Iterable[str]) -> None:
        """If very many files were read from the disk, let go of them, except some."""
        if len(self._disk) > _KEPT:
            wanted = set(kept)
            for path in [path for path in self._disk if path not in wanted]:
                del self._disk[path]


def _text(path: str) -> str | None:
    try:
        return read(Path(path))
    except (OSError, UndecodableError):
        return None

"""Python files on disk: which there are under a path, and their text as CPython decodes it."""

from __future__ import annotations

import codecs
import io
import os
import tokenize
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

_SKIPPED = frozenset({"__pycache__", "node_modules", "site-packages", "venv", "build", "dist"})


class Unreadable(Exception):
    """A file that is no Python text; the message says why."""


def read(path: Path) -> str:
    """The text of a file with its line ends as they are, without a BOM. `Unreadable` if it has none."""
    try:
        data = path.read_bytes()
    except FileNotFoundError:
        raise Unreadable(f"{path} does not exist") from None
    except IsADirectoryError:
        raise Unreadable(f"{path} is a folder") from None
    except OSError as error:
        raise Unreadable(f"{path} cannot be read: {error.strerror}") from None
    if b"\0" in data:
        raise Unreadable(f"{path} is binary: it holds null bytes")
    try:
        encoding, _ = tokenize.detect_encoding(io.BytesIO(data).readline)
    except SyntaxError as error:
        declared = b"coding" in b"".join(data.splitlines(keepends=True)[:2])
        problem = "declares an encoding that cannot be used" if declared else "cannot be decoded as utf-8"
        raise Unreadable(f"{path} {problem}: {error.msg}") from None
    data = data.removeprefix(codecs.BOM_UTF8)
    try:
        return data.decode("utf-8" if encoding == "utf-8-sig" else encoding)
    except (UnicodeDecodeError, LookupError) as error:
        raise Unreadable(f"{path} cannot be decoded as {encoding}: {error}") from None


def python_files(path: Path) -> Iterator[Path]:
    """The file itself, or every `.py` file below a folder: hidden folders and environments are left out."""
    if not path.is_dir():
        yield path
        return
    for folder, folders, names in os.walk(path):
        folders[:] = sorted(name for name in folders if _entered(Path(folder, name)))
        yield from (Path(folder, name) for name in sorted(names) if name.endswith(".py"))


def _entered(folder: Path) -> bool:
    hidden = folder.name.startswith(".") or folder.name in _SKIPPED
    return not hidden and not (folder / "pyvenv.cfg").exists()

"""Bytes of a source file to text: byte order marks and encoding cookies (PEP 263)."""

from __future__ import annotations

import io
import tokenize
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path

BOM = "\ufeff"


class UndecodableError(Exception):
    """The file is no text in the encoding that it declares (or in UTF-8, where it declares none)."""


def decode(data: bytes) -> str:
    """The text of a source file, without its byte order mark and with its line breaks as they are."""
    if b"\0" in data:
        raise UndecodableError("it contains null bytes, so it is no Python source")
    try:
        encoding, _ = tokenize.detect_encoding(io.BytesIO(data).readline)
        text = data.decode(encoding)
    except (SyntaxError, UnicodeDecodeError, LookupError) as error:
        raise UndecodableError(str(error)) from error
    return text.removeprefix(BOM)


def read(path: Path) -> str:
    """The text of the source file at `path`; raises `UndecodableError` or `OSError`."""
    return decode(path.read_bytes())

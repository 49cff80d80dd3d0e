"""Names of files that hold on every machine, and columns in characters.

torch reports columns as CPython does, in utf-8 bytes; the rest of fullgraph counts characters.
"""

from __future__ import annotations

import importlib.util
import linecache
import os
import sysconfig
from functools import lru_cache
from pathlib import Path

REPOSITORY = Path(__file__).resolve().parents[2]
_PATHS = sysconfig.get_paths()
_TORCH = importlib.util.find_spec("torch")
assert _TORCH is not None, "parity compares with the installed torch, and none is installed"
"""An environment may take its packages from another's: the packages lie where torch does."""
_PACKAGES = (
    _PATHS["platlib"],
    _PATHS["purelib"],
    *(os.path.dirname(at) for at in _TORCH.submodule_search_locations or ()),
)
_INSTALLED = tuple(dict.fromkeys(os.path.join(at, "") for at in _PACKAGES))
_STDLIB = tuple(dict.fromkeys(os.path.join(os.path.realpath(_PATHS[k]), "") for k in ("stdlib", "platstdlib")))
_roots: list[str] = []


def add_root(path: Path) -> None:
    """Files below `path` are named relative to it from now on."""
    root = os.path.join(str(path.resolve()), "")
    if root not in _roots:
        _roots.insert(0, root)
        short.cache_clear()


@lru_cache(maxsize=None)
def short(file: str) -> str:
    """`file` relative to the data root, the installed packages, the standard library or the repository it lies in."""
    if file.startswith("<"):
        return file
    path = os.path.abspath(file)
    for root in (*_roots, *_INSTALLED, *_STDLIB, os.path.join(str(REPOSITORY), "")):
        if path.startswith(root):
            return path[len(root) :]
    return path


def full(name: str) -> str:
    """The path of a file by its short name: the other way round from `short`."""
    if os.path.isabs(name):
        return name
    roots = (*_roots, *_INSTALLED, *_STDLIB, str(REPOSITORY))
    return next((path for root in roots if os.path.exists(path := os.path.join(root, name))), name)


@lru_cache(maxsize=None)
def is_library(file: str) -> bool:
    """Whether `file` (a full path) belongs to an installed package or the standard library, not to a user."""
    path = os.path.abspath(file)
    return file.startswith("<") or path.startswith((*_INSTALLED, *_STDLIB))


def is_torch(name: str) -> bool:
    """Whether a short name lies inside torch itself: no line that a user can change."""
    return name.startswith("torch" + os.sep)


def characters(file: str, line: int, column: int) -> int:
    """The column in characters for a column in utf-8 bytes."""
    text = linecache.getline(file, line)
    return column if text.isascii() else len(text.encode()[:column].decode(errors="ignore"))


def excerpt(file: str, line: int, column: int, end_line: int, end_column: int) -> str:
    """The source text between two places, lines joined, shortened."""
    lines = [linecache.getline(file, n).rstrip("\n") for n in range(line, end_line + 1)]
    if not lines:
        return ""
    lines[-1] = lines[-1][:end_column]
    lines[0] = lines[0][column:]
    return " ".join(text.strip() for text in lines)[:80]

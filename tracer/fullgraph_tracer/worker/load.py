"""Import the module that a file is, as the user's program would import it.

A file in a package is imported by its dotted name with the folder above the outermost package on `sys.path`; a file on
its own is imported by its stem, with its folder first on `sys.path`, as `python FILE` does. Text from the editor that
differs from the disk takes the place of the file, for the import, for `inspect` and for tracebacks.
"""

from __future__ import annotations

import importlib
import importlib.util
import io
import linecache
import sys
import tokenize
import traceback
from importlib.abc import MetaPathFinder
from importlib.machinery import ModuleSpec, SourceFileLoader
from pathlib import Path
from typing import TYPE_CHECKING

from fullgraph_tracer.worker.errors import DoesNotParse, ImportFailed, OutOfMemory, Unreadable, WorkerError

if TYPE_CHECKING:
    from collections.abc import Sequence
    from types import CodeType, ModuleType

_NOTEBOOK_NAME = "notebook"


class _EditorText(SourceFileLoader):
    """Loads one module from text instead of from its file; leaves no `.pyc`."""

    def __init__(self, fullname: str, path: str, text: str) -> None:
        super().__init__(fullname, path)
        self.text = text

    def get_code(self, fullname: str) -> CodeType:  # noqa: ARG002 - importlib's signature
        return compile(self.text, self.path, "exec", dont_inherit=True)

    def get_source(self, fullname: str) -> str:  # noqa: ARG002 - importlib's signature
        return self.text


class _EditorFinder(MetaPathFinder):
    """Finds exactly one module: the one whose text is in the editor."""

    def __init__(self, fullname: str, path: Path, text: str) -> None:
        self.fullname = fullname
        self.path = path
        self.text = text

    def find_spec(
        self,
        fullname: str,
        path: Sequence[str] | None = None,  # noqa: ARG002 - importlib's signature
        target: ModuleType | None = None,  # noqa: ARG002 - importlib's signature
    ) -> ModuleSpec | None:
        if fullname != self.fullname:
            return None
        loader = _EditorText(fullname, str(self.path), self.text)
        inner = [str(self.path.parent)] if self.path.name == "__init__.py" else None
        return importlib.util.spec_from_file_location(
            fullname, self.path, loader=loader, submodule_search_locations=inner
        )


def module_name(path: Path) -> tuple[str, Path]:
    """The dotted name of the module that `path` is, and the folder that must be on `sys.path` for it."""
    parts = [] if path.name == "__init__.py" else [path.stem]
    folder = path.parent
    while (folder / "__init__.py").is_file() and folder.name.isidentifier():
        parts.insert(0, folder.name)
        folder = folder.parent
    return ".".join(parts) or path.parent.name, folder


def read_source(path: Path, text: str | None = None) -> str:
    """The text of the module, decoded as CPython decodes it; `Unreadable` says what keeps it from being read."""
    if text is not None:
        return text
    try:
        data = path.read_bytes()
    except FileNotFoundError:
        raise Unreadable(f"{path} does not exist") from None
    except OSError as error:
        raise Unreadable(f"{path} cannot be read: {error.strerror}") from None
    if b"\0" in data:
        raise Unreadable(f"{path} is no Python source: it holds null bytes")
    try:
        encoding, _ = tokenize.detect_encoding(io.BytesIO(data).readline)
        return io.TextIOWrapper(io.BytesIO(data), encoding=encoding).read()
    except (SyntaxError, UnicodeDecodeError, LookupError) as error:
        raise Unreadable(f"{path} cannot be decoded: {error}") from None


def load(path: Path, *, text: str | None, roots: Sequence[str]) -> ModuleType:
    """Import `path`; `roots` are further folders for `sys.path` (the workspace). `ImportFailed` if it fails."""
    source = read_source(path, text)
    name, folder = module_name(path)
    alone = name == path.stem
    _extend_sys_path(folder, last=alone and name in sys.stdlib_module_names)
    for root in roots:
        _extend_sys_path(Path(root), last=True)
    if text is not None:
        lines = source.splitlines(keepends=True)
        linecache.cache[str(path)] = (len(source), None, lines, str(path))
        sys.meta_path.insert(0, _EditorFinder(name, path, source))
        sys.modules.pop(name, None)
    try:
        return _import(name, path, text)
    except WorkerError:
        raise
    except MemoryError as error:
        raise OutOfMemory(f"importing {path.name} needs more memory than the limit", place=place_of(error)) from error
    except SystemExit as error:
        code = 0 if error.code is None else error.code
        message = f"importing {path.name} ends the process: `SystemExit({code!r})`"
        raise ImportFailed(message, traceback=user_traceback(error), place=place_of(error, path)) from error
    except SyntaxError as error:
        place = place_of(error, path)
        if place is not None and place[0] == str(path):
            raise DoesNotParse(f"{path.name} does not parse: {error.msg}", place=place) from error
        message = f"importing {path.name} raises {type(error).__name__}: {error}"
        raise ImportFailed(message, traceback=user_traceback(error), place=place) from error
    except BaseException as error:
        message = f"importing {path.name} raises {type(error).__name__}: {error}"
        raise ImportFailed(message, traceback=user_traceback(error), place=place_of(error, path)) from error


def _import(name: str, path: Path, text: str | None) -> ModuleType:
    importable = all(part.isidentifier() for part in name.split("."))
    if importable:
        known = sys.modules.get(name)
        if known is not None and not _is_file(known, path):
            return _load_apart(name, path, text)
        module = importlib.import_module(name)
        if _is_file(module, path):
            return module
    return _load_apart(name, path, text)


def _load_apart(name: str, path: Path, text: str | None) -> ModuleType:
    """Load a file whose name is taken by another module (`random.py`), or is none (`my-model.py`)."""
    apart = "".join(char if char.isidentifier() or char.isdigit() else "_" for char in name) or _NOTEBOOK_NAME
    apart = f"fullgraph_user_{apart}"
    loader = SourceFileLoader(apart, str(path)) if text is None else _EditorText(apart, str(path), text)
    spec = importlib.util.spec_from_file_location(apart, path, loader=loader)
    if spec is None or spec.loader is None:
        raise ImportFailed(f"{path} is no Python module")
    module = importlib.util.module_from_spec(spec)
    sys.modules[apart] = module
    spec.loader.exec_module(module)
    return module


def _is_file(module: ModuleType, path: Path) -> bool:
    file = getattr(module, "__file__", None)
    return file is not None and Path(file).resolve() == path.resolve()


def _extend_sys_path(folder: Path, *, last: bool) -> None:
    text = str(folder)
    if text in sys.path:
        return
    if last:
        sys.path.append(text)
    else:
        sys.path.insert(0, text)


def _is_ours(filename: str) -> bool:
    here = str(Path(__file__).parents[1])
    return filename.startswith((here, "<frozen ")) or "/importlib/" in filename


def user_traceback(error: BaseException) -> str:
    """The traceback without frames of fullgraph and of the import system."""
    summary = traceback.TracebackException.from_exception(error)
    kept = [frame for frame in summary.stack if not _is_ours(frame.filename)]
    summary.stack = traceback.StackSummary.from_list(kept)
    return "".join(summary.format(chain=False))


def place_of(error: BaseException, path: Path | None = None) -> tuple[str, int, int, int] | None:
    """Where the user's code raised: the innermost frame in `path` if there is one, else the innermost not ours."""
    if isinstance(error, SyntaxError) and error.filename and error.lineno:
        column = error.offset or 1
        end = error.end_offset if error.end_lineno == error.lineno and error.end_offset else column + 1
        return error.filename, error.lineno, column, max(end, column + 1)
    frames = [frame for frame in traceback.extract_tb(error.__traceback__) if not _is_ours(frame.filename)]
    inside = [frame for frame in frames if path is not None and frame.filename == str(path)]
    chosen = (inside or frames)[-1:]
    for frame in chosen:
        line = frame.lineno or 1
        column = (frame.colno or 0) + 1
        end = (frame.end_colno or 0) + 1 if frame.end_lineno == frame.lineno else column + 1
        return frame.filename, line, column, max(end, column + 1)
    return None

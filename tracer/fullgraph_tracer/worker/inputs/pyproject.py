"""`[tool.fullgraph.inputs]` of the nearest `pyproject.toml`.

[tool.fullgraph.inputs]
"models/net.py::Net" = "init(d_model=64), x=f32[8, 64]"
"models.net.loss" = "pred=f32[8], target=f32[8]"
"models/*.py::Encoder" = "x=f32[2, 16, 64]"
"""

from __future__ import annotations

import fnmatch
import tomllib
from pathlib import Path
from typing import TYPE_CHECKING

from fullgraph_tracer.worker.errors import BadSpec
from fullgraph_tracer.worker.inputs.request import Partial, Request, from_text
from fullgraph_tracer.worker.load import module_name

if TYPE_CHECKING:
    from collections.abc import Iterator

_ORIGIN = "pyproject.toml"


def look(request: Request) -> Iterator[Partial]:
    """The specs whose key names the target, the exact ones first. The workspace's own file counts too."""
    folders = [*request.path.parents, *(Path(root) for root in request.roots)]
    for folder in dict.fromkeys(folders):
        file = folder / "pyproject.toml"
        if not file.is_file():
            continue
        table = _table(file)
        if table is not None:
            yield from _matching(request, file, table)
            return


def _table(file: Path) -> dict[str, object] | None:
    """The table, or None if the file says nothing about fullgraph's inputs."""
    try:
        tool = tomllib.loads(file.read_text(encoding="utf-8")).get("tool", {})
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise BadSpec(f"{file} cannot be read: {error}", place=(str(file), 1, 1, 2)) from None
    inputs = tool.get("fullgraph", {}).get("inputs")
    if inputs is None:
        return None
    if not isinstance(inputs, dict):
        raise BadSpec(f"[tool.fullgraph.inputs] of {file} is no table")
    return inputs


def _matching(request: Request, file: Path, table: dict[str, object]) -> Iterator[Partial]:
    yield from matching(request, file, table, _ORIGIN)


def matching(request: Request, file: Path, table: dict[str, object], origin: str) -> Iterator[Partial]:
    """The specs of a table whose key names the target: a string, or a list of alternatives."""
    # A method's inputs may be written under its class.
    names = [request.target.qualname]
    if request.target.owner is not None:
        names.append(request.target.qualname.removesuffix(f".{request.target.method or 'forward'}"))
    dotted = module_name(request.path)[0]
    relative = request.path.relative_to(file.parent).as_posix() if request.path.is_relative_to(file.parent) else ""
    for qualname in dict.fromkeys(names):
        for key, written in table.items():
            listed: list[object] = written if isinstance(written, list) else [written]
            texts = [str(text) for text in listed if isinstance(text, str)]
            if not texts:
                raise BadSpec(
                    f'"{key}" in {file} is neither a string nor a list of strings', place=(str(file), 1, 1, 2)
                )
            pattern, separator, wanted = key.partition("::")
            exact = not separator and key == f"{dotted}.{qualname}"
            if exact or (
                separator and wanted == qualname and fnmatch.fnmatch(relative or request.path.as_posix(), pattern)
            ):
                for text in texts:
                    yield from from_text(request, origin, text, _place(file, text))


def _place(file: Path, text: str) -> tuple[str, int, int] | None:
    for number, line in enumerate(file.read_text(encoding="utf-8").splitlines(), 1):
        if text and text in line:
            return str(file), number, line.index(text) + 1
    return None

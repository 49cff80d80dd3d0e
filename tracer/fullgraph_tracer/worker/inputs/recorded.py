"""`fullgraph-inputs.toml`: what `fullgraph record` noted while the user's own program ran."""

from __future__ import annotations

import tomllib
from pathlib import Path
from typing import TYPE_CHECKING

from fullgraph_tracer.worker.errors import BadSpec
from fullgraph_tracer.worker.inputs.pyproject import matching

if TYPE_CHECKING:
    from collections.abc import Iterator

    from fullgraph_tracer.worker.inputs.request import Partial, Request

NAME = "fullgraph-inputs.toml"


def look(request: Request) -> Iterator[Partial]:
    """The recorded calls of the target, from the nearest file."""
    folders = [*request.path.parents, *(Path(root) for root in request.roots)]
    for folder in dict.fromkeys(folders):
        file = folder / NAME
        if not file.is_file():
            continue
        try:
            table = tomllib.loads(file.read_text(encoding="utf-8")).get("inputs", {})
        except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
            raise BadSpec(f"{file} cannot be read: {error}", place=(str(file), 1, 1, 2)) from None
        yield from matching(request, file, table, f"recorded in {NAME}")
        return

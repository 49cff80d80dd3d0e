"""`# fullgraph: x=f32[8, 128]` above the `def`, its decorators, or the `class`."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from fullgraph_tracer.worker.inputs.request import Partial, Request, from_text

if TYPE_CHECKING:
    import ast
    from collections.abc import Iterator

_COMMENT = re.compile(r"\s*#\s*fullgraph:\s*(?P<spec>.*?)\s*$")
_DIRECTIVE = re.compile(r"ignore\b|disable\b|enable\b")


def look(request: Request) -> Iterator[Partial]:
    """The specs in the comments above the definitions of the target, the innermost first."""
    lines = request.source.splitlines()
    for definition in reversed(request.definitions):
        for line, column, text in _above(lines, definition):
            place = (str(request.path), line, column + 1)
            yield from from_text(request, "a comment above the definition", text, place)


def _above(
    lines: list[str], definition: ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef
) -> list[tuple[int, int, str]]:
    """Comment lines directly above and those between decorators, in order: (line from 1, column, spec)."""
    first = min([definition.lineno, *(decorator.lineno for decorator in definition.decorator_list)])
    between = range(first, definition.lineno)
    above: list[int] = []
    line = first - 1
    while line >= 1 and lines[line - 1].lstrip().startswith("#"):
        above.append(line)
        line -= 1
    found: list[tuple[int, int, str]] = []
    for number in [*reversed(above), *between]:
        match = _COMMENT.match(lines[number - 1])
        if match and match["spec"] and not _DIRECTIVE.match(match["spec"]):
            found.append((number, match.start("spec"), match["spec"]))
    return found

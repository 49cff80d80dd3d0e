"""Functions that the user wrote example inputs for, found by their lines alone.

`# fullgraph: x=f32[8]` above a `def` says that it is meant to be traced, whether or not anything compiles it. Read by
line and indentation, so that a syntax error elsewhere takes nothing away.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from fullgraph_server.engine.analysis import Function

if TYPE_CHECKING:
    from collections.abc import Iterator

    from fullgraph_server.engine.text import Text

_DEFINITION = re.compile(r"(?P<indent>[ \t]*)(?:async[ \t]+)?(?P<what>def|class)[ \t]+(?P<name>\w+)")
_SPEC = re.compile(r"[ \t]*#\s*fullgraph:\s*(?!ignore\b|disable\b|enable\b)\S")
_BETWEEN = re.compile(r"[ \t]*(?:#|@)")


@dataclass(frozen=True)
class _Definition:
    indent: int
    what: str
    name: str
    line: int
    column: int
    marked: bool
    compiled: bool


def marked_functions(text: Text) -> list[Function]:
    """The functions and classes with an input spec above them, or that `@torch.compile` decorates."""
    if "fullgraph:" not in text.content and "compile" not in text.content:
        return []
    found: list[Function] = []
    stack: list[_Definition] = []
    for definition in _definitions(text):
        while stack and stack[-1].indent >= definition.indent:
            stack.pop()
        inside_function = any(outer.what == "def" for outer in stack)
        stack.append(definition)
        if (definition.marked or definition.compiled) and not inside_function:
            qualname = ".".join(outer.name for outer in stack)
            found.append(_function(text, definition, qualname))
    return found


def _function(text: Text, definition: _Definition, qualname: str) -> Function:
    row, column = definition.line + 1, definition.column + 1
    last = _last_line(text, definition)
    return Function(
        qualname=qualname,
        name_start={"row": row, "column": column},
        name_end={"row": row, "column": column + len(definition.name)},
        start={"row": row, "column": definition.indent + 1},
        end={"row": last + 1, "column": len(text.line(last)) + 1},
        explicit=definition.compiled,
    )


def _definitions(text: Text) -> Iterator[_Definition]:
    marked = compiled = False
    for line in range(text.line_count):
        content = text.line(line)
        match = _DEFINITION.match(content)
        if match is not None:
            indent = len(match["indent"].expandtabs())
            yield _Definition(indent, match["what"], match["name"], line, match.start("name"), marked, compiled)
            marked = compiled = False
        elif _BETWEEN.match(content):
            marked = marked or _SPEC.match(content) is not None
            compiled = compiled or content.strip().startswith("@torch.compile")
        elif content.strip():
            marked = compiled = False


def _last_line(text: Text, definition: _Definition) -> int:
    """The last line that is indented deeper than the definition."""
    last = definition.line
    for line in range(definition.line + 1, text.line_count):
        content = text.line(line)
        if not content.strip():
            continue
        indent = len(content) - len(content.lstrip())
        if indent <= definition.indent and not content.lstrip().startswith((")", "#")):
            break
        last = line
    return last

"""A function that does not parse while it is typed keeps what was said of it, at the places where that stands now.

Else every unfinished expression would take the squiggles and lenses of its function away, until it is finished.
"""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING

from fullgraph_server.engine.analysis import Facts
from fullgraph_server.engine.moving import Move, moved_finding
from fullgraph_vocab.breaks import tool

if TYPE_CHECKING:
    from collections.abc import Iterable

    from fullgraph_server.engine.analysis import Function
    from fullgraph_server.engine.text import Text
    from fullgraph_vocab.wire import Position

_DEFINITION = re.compile(r"(?P<indent>[ \t]*)(?:async[ \t]+)?def\b")


def keep(old: Facts, old_text: Text, new: Facts, text: Text, path: str) -> Facts:
    """`new`, with what `old` said of the functions of `text` that do not parse."""
    errors = [found["location"]["row"] for found in new.findings if found["code"] == tool.SYNTAX_ERROR.code]
    if not errors or not (old.findings or old.functions):
        return new
    broken = _Rows(_around(text, row) for row in errors)
    move = Move.between(old_text, text)
    findings = [moved_finding(found, path, move) for found in old.findings if not found["code"].startswith("FG9")]
    kept = [found for found in findings if found is not None and found["location"]["row"] in broken]
    known = {function.qualname for function in new.functions}
    moved = [_moved(function, move) for function in old.functions if function.qualname not in known]
    functions = [function for function in moved if function is not None and function.start["row"] in broken]
    if not kept and not functions:
        return new
    ordered = sorted(
        [*new.functions, *functions], key=lambda function: (function.start["row"], function.start["column"])
    )
    return Facts((*new.findings, *kept), tuple(ordered))


def _moved(function: Function, move: Move) -> Function | None:
    name = move.span(function.name_start, function.name_end)
    start = move.span(function.start, function.start)
    if name is None or start is None:
        return None
    by = name[0]["row"] - function.name_start["row"]
    end: Position = {"row": max(start[0]["row"], function.end["row"] + by), "column": function.end["column"]}
    return replace(function, name_start=name[0], name_end=name[1], start=start[0], end=end)


class _Rows:
    def __init__(self, ranges: Iterable[tuple[int, int]]) -> None:
        self.ranges = list(ranges)

    def __contains__(self, row: int) -> bool:
        return any(first <= row <= last for first, last in self.ranges)


def _around(text: Text, row: int) -> tuple[int, int]:
    """First and last row of the outermost function around a row, decorators included, by indentation alone."""
    first, limit = row, None
    for number in range(row, 0, -1):
        line = text.line(number - 1)
        match = _DEFINITION.match(line)
        if match is not None:
            indent = len(match["indent"].expandtabs())
            if limit is None or indent < limit:
                first, limit = number, indent
        elif line[:1].strip() and not line.startswith((")", "]", "}", "#", "@")):
            if number == row:
                continue  # the mistake itself may stand at the margin
            break
    if limit is None:
        return row, row
    last = row
    for number in range(row + 1, text.line_count + 1):
        line = text.line(number - 1)
        if line.strip() and len(line) - len(line.lstrip()) <= limit and not line.lstrip().startswith((")", "]", "}")):
            break
        last = number
    while first > 1 and text.line(first - 2).lstrip().startswith(("@", "#")):
        first -= 1
    return first, last

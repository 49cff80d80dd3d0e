"""A chunk as libcst sees it, with the position of every node, counted from the chunk's first line.

Positions are relative, so that a chunk which only moved is parsed no second time, and its facts stay what they are.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING

import libcst as cst
from libcst.metadata import MetadataWrapper, PositionProvider

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from libcst.metadata import CodeRange

_WRAPPER = "if 1:\n"
"""Indented statements are parsed as the body of this."""


@dataclass(frozen=True, slots=True, eq=False)
class Parsed:
    """The statements of a chunk.

    `shift` is to be added to the lines of `positions` to count from the chunk's first line.
    """

    statements: Sequence[cst.BaseStatement]
    positions: Mapping[cst.CSTNode, CodeRange]
    shift: int

    def range(self, node: cst.CSTNode) -> tuple[int, int, int, int]:
        """Line (from 1, in the chunk), column, end line and end column of a node."""
        where = self.positions[node]
        start, end = where.start, where.end
        return start.line + self.shift, start.column, end.line + self.shift, end.column


@lru_cache(maxsize=20_000)
def parse_chunk(text: str, indent: bool) -> Parsed:
    """Parse the text of a chunk; raises `libcst.ParserSyntaxError`."""
    module = cst.parse_module(_WRAPPER + text if indent else text)
    positions = MetadataWrapper(module, unsafe_skip_copy=True).resolve(PositionProvider)
    if not indent:
        return Parsed(_statements(module.body), positions, 0)
    outer = module.body[0]
    assert isinstance(outer, cst.If)
    assert isinstance(outer.body, cst.IndentedBlock)
    return Parsed(_statements(outer.body.body), positions, -1)


def _statements(body: Sequence[cst.CSTNode]) -> list[cst.BaseStatement]:
    return [node for node in body if isinstance(node, cst.BaseStatement)]

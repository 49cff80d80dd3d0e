"""A chunk as libcst sees it, with the positions of its nodes, counted from the chunk's first line.

Positions are relative, so that a chunk which only moved is parsed no second time, and its facts stay what they are.
They cost as much as parsing does, and are worked out when somebody asks for the first of them.
"""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING

import libcst as cst
from libcst.metadata import PositionProvider

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from libcst.metadata import CodeRange

WRAPPER = "if 1:\n"
"""Indented statements are parsed as the body of this."""
_KEPT = 2_000
"""Chunks with the same text share one tree: copies of a function are common in model code. So many are kept."""


class _Positions(PositionProvider):
    """libcst's positions without its batched visit of all nodes, which has nothing to do here and takes as long."""

    def of(self, module: cst.Module) -> Mapping[cst.CSTNode, CodeRange]:
        self._computed = {}
        self._gen_impl(module)
        return self._computed  # type: ignore[return-value]  # this provider computes no lazy values


class Parsed:
    """The statements of a chunk."""

    __slots__ = ("_module", "_positions", "_shift", "statements")

    def __init__(self, module: cst.Module, statements: Sequence[cst.BaseStatement], shift: int) -> None:
        self.statements = statements
        self._module: cst.Module | None = module
        self._positions: Mapping[cst.CSTNode, CodeRange] = {}
        self._shift = shift
        """Added to the lines of positions, it makes them count from the chunk's first line."""

    @property
    def positions(self) -> Mapping[cst.CSTNode, CodeRange]:
        """Where each node stands in the text that was parsed."""
        if self._module is not None:
            self._positions = _Positions().of(self._module)
            self._module = None
        return self._positions

    def range(self, node: cst.CSTNode) -> tuple[int, int, int, int]:
        """Line (from 1, in the chunk), column, end line and end column of a node."""
        where = self.positions[node]
        start, end = where.start, where.end
        return start.line + self._shift, start.column, end.line + self._shift, end.column

    def __contains__(self, node: cst.CSTNode) -> bool:
        return node in self.positions


@lru_cache(maxsize=_KEPT)
def parse_chunk(text: str, indent: bool) -> Parsed:
    """Parse the text of a chunk; raises `libcst.ParserSyntaxError`."""
    module = cst.parse_module(WRAPPER + text if indent else text)
    if not indent:
        return Parsed(module, _statements(module.body), 0)
    outer = module.body[0]
    assert isinstance(outer, cst.If)
    assert isinstance(outer.body, cst.IndentedBlock)
    return Parsed(module, _statements(outer.body.body), -1)


def _statements(body: Sequence[cst.CSTNode]) -> list[cst.BaseStatement]:
    return [node for node in body if isinstance(node, cst.BaseStatement)]

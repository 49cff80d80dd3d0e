"""Walking libcst trees. libcst's own visitors rebuild every node that they pass, which costs more than parsing did."""

from __future__ import annotations

from dataclasses import fields
from functools import cache
from typing import TYPE_CHECKING

import libcst as cst

if TYPE_CHECKING:
    from collections.abc import Iterator

_LAYOUT = frozenset(
    {
        "asynchronous", "colon", "comma", "dot", "equal", "footer", "header", "lbrace", "lbracket", "leading_lines",
        "lines_after_decorators", "lpar", "rbrace", "rbracket", "rpar", "semicolon", "trailing_whitespace",
    }
)  # fmt: skip
"""Fields that hold how something is written, and no names."""
_LEAVES = frozenset({type(None), str, bool, int, cst.MaybeSentinel})


@cache
def _fields(kind: type[cst.CSTNode]) -> tuple[str, ...]:
    return tuple(
        field.name for field in fields(kind) if field.name not in _LAYOUT and not field.name.startswith("whitespace")
    )


def children(node: cst.CSTNode) -> Iterator[cst.CSTNode]:
    """The nodes right below one, in order, without those that are only layout."""
    for name in _fields(type(node)):
        value = getattr(node, name)
        kind = type(value)
        if kind in _LEAVES:
            continue
        if kind is tuple or kind is list:
            yield from value
        else:
            yield value


def walk(node: cst.CSTNode, *closed: type[cst.CSTNode]) -> Iterator[cst.CSTNode]:
    """The nodes below one, in order of the source. Nodes of the `closed` types come, but not what is below them."""
    todo = list(children(node))[::-1]
    while todo:
        found = todo.pop()
        yield found
        if not isinstance(found, closed):
            todo.extend(list(children(found))[::-1])

"""Which classes of a file are made by others: those that no other makes are traced first, and take their parts along.

A part is seen as it is used: made and called by the whole, not with inputs made up for it alone.
"""

from __future__ import annotations

import ast
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence


def outermost_first(tree: ast.Module, qualnames: Sequence[str]) -> list[str]:
    """The functions in the order in which they are traced: a class after all those that mention it."""
    mentions = {node.name: _mentioned(node) for node in tree.body if isinstance(node, ast.ClassDef)}
    order: list[str] = []
    visiting: set[str] = set()

    def visit(name: str) -> None:
        if name in visiting:
            return
        visiting.add(name)
        for user, mentioned in mentions.items():
            if name in mentioned:
                visit(user)
        order.append(name)

    for qualname in qualnames:
        visit(qualname.split(".")[0])
    return sorted(qualnames, key=lambda qualname: order.index(qualname.split(".")[0]))


def lines(tree: ast.Module, qualname: str) -> range:
    """The lines of the body of a method, or of a class's `forward`; empty where there is none."""
    body: Iterable[ast.stmt] = tree.body
    found: ast.stmt | None = None
    for part in [*qualname.split("."), "forward"]:
        inner = next((node for node in body if getattr(node, "name", None) == part), None)
        if inner is None:
            break
        found, body = inner, getattr(inner, "body", [])
    if not isinstance(found, ast.FunctionDef | ast.AsyncFunctionDef):
        return range(0)
    return range(found.body[0].lineno, (found.end_lineno or found.lineno) + 1)


def _mentioned(node: ast.ClassDef) -> set[str]:
    return {
        name.id
        for statement in node.body
        for name in ast.walk(statement)
        if isinstance(name, ast.Name) and isinstance(name.ctx, ast.Load)
    } - {node.name}

"""Changes that remove a break, offered where the text around it has a form for which they are right.

None is applied unasked: each changes what the program does in some way that its message says, so all are `unsafe`.
"""

from __future__ import annotations

import ast
from typing import TYPE_CHECKING

from fullgraph_analysis.documents.lines import LineIndex
from fullgraph_vocab.breaks import control_flow, side_effects

if TYPE_CHECKING:
    from collections.abc import Callable

    from fullgraph_vocab.wire import Edit, Finding, Fix


def fix_of(source: str, found: Finding) -> Fix | None:
    """A change of the file's text `source` after which this break is none, if one is known."""
    make = _FIXES.get(found["code"])
    if make is None:
        return None
    try:
        tree = ast.parse(source)
    except (SyntaxError, ValueError, RecursionError):
        return None
    torch = _name_of_torch(tree)
    return None if torch is None else make(tree, LineIndex(source), found, torch)


def _guard(tree: ast.Module, text: LineIndex, found: Finding, torch: str) -> Fix | None:
    """`print(...)` as a statement of its own: left out while compiling."""
    statement = next(
        (node for node in ast.walk(tree) if isinstance(node, ast.Expr) and _covers(text, node, found)),
        None,
    )
    if statement is None or statement.end_lineno != statement.lineno:
        return None
    line = text.line(statement.lineno)
    indent = line[: len(line) - len(line.lstrip())]
    start, end = _column(line, statement.col_offset), _column(line, statement.end_col_offset or 0)
    rest = line[end:].strip()
    if start != len(indent) or not (rest == "" or rest.startswith("#")):
        return None  # several statements on one line
    step = "\t" if indent.endswith("\t") else "    "
    condition = f"if not {torch}.compiler.is_compiling():\n{indent}{step}"
    edit = _edit(found["filename"], statement.lineno, (start, start), condition)
    return _fix("leave it out while compiling (torch.compiler.is_compiling)", edit)


def _where(tree: ast.Module, text: LineIndex, found: Finding, torch: str) -> Fix | None:
    """`if t: x = a` / `else: x = b`, or two returns: `torch.where`, which works out both."""
    for node in ast.walk(tree):
        if isinstance(node, ast.If) and _covers(text, node.test, found):
            then, other = node.body, node.orelse or _next_return(tree, node)
            if len(then) != 1 or len(other) != 1:
                return None
            values = _values(then[0], other[0])
            if values is None or text.line(node.lineno)[node.col_offset :][:2] != "if":
                return None
            head, one, two = values
            parts = [ast.get_source_segment(text.text, part) or "" for part in (node.test, one, two)]
            if not all(parts) or any("\n" in part for part in parts):
                return None
            end_line = other[0].end_lineno or node.lineno
            end = len(text.line(end_line))
            if _has_comment(text, node.lineno, end_line):
                return None
            made: Edit = {
                "filename": found["filename"],
                "location": {"row": node.lineno, "column": node.col_offset + 1},
                "end_location": {"row": end_line, "column": end + 1},
                "content": f"{head}{torch}.where({', '.join(parts)})",
            }
            return _fix("select with torch.where, which works out both branches", made)
    return None


def _values(one: ast.stmt, two: ast.stmt) -> tuple[str, ast.expr, ast.expr] | None:
    """What both statements do with a value of theirs, and the values."""
    if isinstance(one, ast.Return) and isinstance(two, ast.Return) and one.value and two.value:
        return "return ", one.value, two.value
    if (
        isinstance(one, ast.Assign)
        and isinstance(two, ast.Assign)
        and len(one.targets) == len(two.targets) == 1
        and isinstance(one.targets[0], ast.Name)
        and isinstance(two.targets[0], ast.Name)
        and one.targets[0].id == two.targets[0].id
    ):
        return f"{one.targets[0].id} = ", one.value, two.value
    return None


def _next_return(tree: ast.Module, node: ast.If) -> list[ast.stmt]:
    """The `return` right behind an `if` without `else`, which is its other branch if its own ends with one."""
    for parent in ast.walk(tree):
        body = getattr(parent, "body", None)
        if isinstance(body, list) and node in body:
            behind = body[body.index(node) + 1 :][:1]
            return [one for one in behind if isinstance(one, ast.Return)]
    return []


def _covers(text: LineIndex, node: ast.expr | ast.Expr, found: Finding) -> bool:
    """Whether a node is exactly what a finding underlines."""
    start, end = found["location"], found["end_location"]
    first, last = text.line(node.lineno), text.line(node.end_lineno or 0)
    return (
        (node.lineno, node.end_lineno) == (start["row"], end["row"])
        and _column(first, node.col_offset) == start["column"] - 1
        and _column(last, node.end_col_offset or 0) == end["column"] - 1
    )


def _column(line: str, offset: int) -> int:
    """`ast` counts bytes of UTF-8."""
    return offset if line.isascii() else len(line.encode()[:offset].decode("utf-8", "ignore"))


def _has_comment(text: LineIndex, first: int, last: int) -> bool:
    """Whether there may be a comment that a replacement of these rows would lose."""
    return any("#" in text.line(row) for row in range(first, last + 1))


def _name_of_torch(tree: ast.Module) -> str | None:
    """The name under which the module has torch."""
    for statement in tree.body:
        if isinstance(statement, ast.Import):
            for alias in statement.names:
                if alias.name == "torch" or (alias.asname is None and alias.name.startswith("torch.")):
                    return alias.asname or "torch"
    return None


def _edit(filename: str, row: int, columns: tuple[int, int], content: str) -> Edit:
    return {
        "filename": filename,
        "location": {"row": row, "column": columns[0] + 1},
        "end_location": {"row": row, "column": columns[1] + 1},
        "content": content,
    }


def _fix(message: str, edit: Edit) -> Fix:
    return {"message": message, "applicability": "unsafe", "edits": [edit]}


_FIXES: dict[str, Callable[[ast.Module, LineIndex, Finding, str], Fix | None]] = {
    control_flow.TENSOR_BRANCH.code: _where,
    side_effects.PRINT.code: _guard,
    side_effects.LOGGING.code: _guard,
}

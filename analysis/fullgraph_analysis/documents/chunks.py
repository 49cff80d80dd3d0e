"""Cutting a text into chunks: a top-level statement, the header of a class, or a statement of a class's body.

tree-sitter finds the borders: it takes what is there, broken or not, and repairs its tree after an edit instead of
building it anew. What it cannot make sense of is cut at lines that start a definition, so that a syntax error takes as
little with it as possible.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

import tree_sitter_python
from tree_sitter import Language, Parser

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tree_sitter import Node, Tree

    from fullgraph_analysis.documents.lines import LineIndex

ChunkKind = Literal["function", "class", "statement"]

_LANGUAGE = Language(tree_sitter_python.language())
_DEFINITION = re.compile(r"(?:async\s+def|def|class)\s+(\w+)|@")
_SKIPPED = frozenset({"comment", "line_continuation"})

_LONE_RETURN = re.compile(rb"\r(?!\n)")


@dataclass(frozen=True, slots=True)
class Cut:
    """Where a chunk lies, in whole lines, and what it is. `owner` is the index of the class header it belongs to."""

    kind: ChunkKind
    name: str
    first: int
    last: int
    owner: int | None
    binds: frozenset[str]
    indent: bool
    header_end: tuple[int, int] | None = None
    """For the header of a class whose body is cut into chunks of its own: line and byte column behind the colon."""


def parse(data: bytes, old: Tree | None = None) -> Tree:
    """tree-sitter's tree for UTF-8 source; `old` is the edited tree of the text before.

    tree-sitter counts rows by line feeds alone, Python and editors by carriage returns on their own as well.
    """
    parser = Parser(_LANGUAGE)
    if _LONE_RETURN.search(data):
        return parser.parse(_LONE_RETURN.sub(b"\n", data))
    return parser.parse(data, old) if old is not None else parser.parse(data)


def cut(tree: Tree, lines: LineIndex) -> list[Cut]:
    """The chunks of a text, in order."""
    cuts: list[Cut] = []
    for group in _by_line(tree.root_node.named_children):
        if any(node.has_error for node in group):
            _cut_broken(group, lines, cuts)
        else:
            _cut_statement(group, cuts)
    return cuts


def _by_line(nodes: list[Node]) -> Iterator[list[Node]]:
    """Statements that share a line belong together: chunks consist of whole lines."""
    group: list[Node] = []
    for node in nodes:
        if node.type in _SKIPPED:
            continue
        if group and node.start_point.row > group[-1].end_point.row:
            yield group
            group = []
        group.append(node)
    if group:
        yield group


def _last_row(node: Node) -> int:
    """The last row with text of the node: a block may end at column 0 of the next line."""
    end = node.end_point
    return end.row - 1 if end.column == 0 and end.row > node.start_point.row else end.row


def _definition(node: Node) -> Node:
    inner = node.child_by_field_name("definition") if node.type == "decorated_definition" else None
    return inner or node


def _name(node: Node) -> str:
    name = node.child_by_field_name("name")
    return name.text.decode() if name is not None and name.text is not None else ""


def _cut_statement(group: list[Node], cuts: list[Cut], owner: int | None = None) -> None:
    first, last = group[0].start_point.row + 1, _last_row(group[-1]) + 1
    inner = _definition(group[0])
    indent = owner is not None
    if len(group) == 1 and inner.type == "function_definition":
        cuts.append(Cut("function", _name(inner), first, last, owner, frozenset({_name(inner)}), indent))
    elif len(group) == 1 and inner.type == "class_definition":
        _cut_class(inner, first, last, cuts, owner)
    else:
        binds = frozenset(name for node in group for name in _bound_names(node))
        cuts.append(Cut("statement", "", first, last, owner, binds, indent))


def _cut_class(node: Node, first: int, last: int, cuts: list[Cut], owner: int | None) -> None:
    binds = frozenset({_name(node)})
    body = node.child_by_field_name("body")
    colon = next((child for child in node.children if child.type == ":"), None)
    if owner is not None or body is None or colon is None or body.start_point.row == colon.start_point.row:
        cuts.append(Cut("class", _name(node), first, last, owner, binds, owner is not None))
        return
    end = (colon.end_point.row + 1, colon.end_point.column)
    index = len(cuts)
    cuts.append(Cut("class", _name(node), first, last, None, binds, indent=False, header_end=end))
    for group in _by_line(body.named_children):
        _cut_statement(group, cuts, index)


def _cut_broken(group: list[Node], lines: LineIndex, cuts: list[Cut]) -> None:
    """Cut a region with a syntax error at the lines that start a definition at its outermost indentation."""
    first, last = group[0].start_point.row + 1, _last_row(group[-1]) + 1
    starts: list[tuple[int, str]] = []
    decorated = False
    for number in range(first, last + 1):
        match = _DEFINITION.match(lines.line(number))
        if match is None:
            continue
        if decorated:
            starts[-1] = (starts[-1][0], match[1] or "")
        else:
            starts.append((number, match[1] or ""))
        decorated = match[0] == "@"
    borders = [number for number, _ in starts]
    if not borders or borders[0] != first:
        stop = borders[0] - 1 if borders else last
        cuts.append(Cut("statement", "", first, stop, None, frozenset(), indent=False))
    stops = [*(border - 1 for border in borders[1:]), last]
    for (number, name), stop in zip(starts, stops, strict=False):
        _cut_region(number, stop, name, lines, cuts)


def _cut_region(first: int, last: int, name: str, lines: LineIndex, cuts: list[Cut]) -> None:
    """One definition out of a broken region: it may well be whole."""
    tree = parse(lines.lines(first, last).encode())
    nodes = [node for node in tree.root_node.named_children if node.type not in _SKIPPED]
    whole = len(nodes) == 1 and not nodes[0].has_error
    inner = _definition(nodes[0]) if whole else None
    if inner is not None and inner.type in ("function_definition", "class_definition"):
        kind: ChunkKind = "function" if inner.type == "function_definition" else "class"
        cuts.append(Cut(kind, name, first, last, None, frozenset({name}), indent=False))
    elif _CLASS.match(lines.line(first)) and _cut_class_by_lines(first, last, name, lines, cuts):
        return
    else:
        binds = frozenset({name} - {""})
        cuts.append(Cut("function" if name else "statement", name, first, last, None, binds, indent=False))


_CLASS = re.compile(r"class\s+\w+[^#]*:\s*(#.*)?$")
_MEMBER = re.compile(r"(\s+)(?:(?:async\s+def|def|class)\s+(\w+)|@)")
_ASSIGNED = re.compile(r"\s+(\w+)\s*[:=]")


def _cut_class_by_lines(first: int, last: int, name: str, lines: LineIndex, cuts: list[Cut]) -> bool:
    """A class in which something is broken: its members are chunks, and only the broken ones are lost."""
    index = len(cuts)
    header = lines.line(first)
    end = (first, len(header[: header.rindex(":") + 1].encode()))
    body = [number for number in range(first + 1, last + 1) if lines.line(number).strip()]
    if not body:
        return False
    text = lines.line(body[0])
    margin = text[: len(text) - len(text.lstrip())]
    if not margin:
        return False
    cuts.append(Cut("class", name, first, last, None, frozenset({name}), indent=False, header_end=end))
    starts = [body[0]]
    decorated = False
    for number in body:
        match = _MEMBER.match(lines.line(number))
        if match is not None and match[1] == margin:
            if not decorated and number != starts[-1]:
                starts.append(number)
            decorated = match[2] is None
    for start, stop in zip(starts, [*(number - 1 for number in starts[1:]), last], strict=True):
        cuts.append(_member(start, stop, index, lines))
    return True


def _member(first: int, last: int, owner: int, lines: LineIndex) -> Cut:
    for number in range(first, last + 1):
        match = _MEMBER.match(lines.line(number))
        if match is None:
            break
        if match[2] is not None:
            return Cut("function", match[2], first, last, owner, frozenset({match[2]}), indent=True)
    names = (_ASSIGNED.match(lines.line(number)) for number in range(first, last + 1))
    return Cut("statement", "", first, last, owner, frozenset(match[1] for match in names if match), indent=True)


_SCOPES = frozenset(
    {"lambda", "list_comprehension", "set_comprehension", "dictionary_comprehension", "generator_expression"}
)


def _bound_names(node: Node) -> Iterator[str]:
    """The names that a statement binds in its own scope."""
    kind = node.type
    if kind in ("function_definition", "class_definition"):
        yield _name(node)
        return
    if kind in _SCOPES:
        return
    if kind in ("import_statement", "import_from_statement", "future_import_statement"):
        yield from _imported_names(node)
        return
    if kind in ("assignment", "augmented_assignment", "for_statement"):
        left = node.child_by_field_name("left")
        if left is not None:
            yield from _target_names(left)
    elif kind in ("as_pattern_target", "named_expression", "delete_statement", "type_alias_statement"):
        yield from _target_names(node.named_children[0]) if node.named_children else ()
    for child in node.named_children:
        yield from _bound_names(child)


def _target_names(node: Node) -> Iterator[str]:
    if node.type == "identifier":
        if node.text is not None:
            yield node.text.decode()
    elif node.type not in ("attribute", "subscript", "call"):
        for child in node.named_children:
            yield from _target_names(child)


def _imported_names(node: Node) -> Iterator[str]:
    module = node.child_by_field_name("module_name")
    for child in node.named_children:
        if child == module or child.text is None:
            continue
        if child.type == "wildcard_import":
            yield "*"
        elif child.type == "aliased_import":
            alias = child.child_by_field_name("alias")
            if alias is not None and alias.text is not None:
                yield alias.text.decode()
        elif child.type == "dotted_name":
            name = child.text.decode()
            yield name.split(".")[0] if node.type == "import_statement" else name

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


Range = tuple[int, int, int, int]
"""First row, byte column, last row, byte column; rows from 0."""


@dataclass(frozen=True, slots=True)
class Cut:
    """Where a chunk lies, in whole lines, and what it is. `owner` is the index of the class header it belongs to."""

    kind: ChunkKind
    name: str
    first: int
    last: int
    owner: int | None
    binds: frozenset[str]
    header_end: tuple[int, int] | None = None
    """For the header of a class whose body is cut into chunks of its own: line and byte column behind the colon."""
    definition: Range | None = None
    """For a function: from `def` to its end."""
    name_range: Range | None = None
    whole: bool = True
    """Whether tree-sitter finds no error in it."""

    @property
    def indent(self) -> bool:
        """Whether the chunk stands in the body of a class."""
        return self.owner is not None


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
    cutter = _Cutter(lines)
    for group, broken in _regions(tree.root_node.named_children):
        if broken:
            cutter.cut_broken(group)
        else:
            cutter.cut_statement(group)
    return cutter.cuts


def _regions(nodes: list[Node]) -> list[tuple[list[Node], bool]]:
    """Groups of statements, and whether something is wrong with them; what is indented belongs to what is before it."""
    regions: list[tuple[list[Node], bool]] = []
    for group in _by_line(nodes):
        if regions and group[0].start_point.column:
            regions[-1] = ([*regions[-1][0], *group], True)
        else:
            regions.append((group, any(node.has_error for node in group)))
    return regions


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


def _range(node: Node | None, shift: int) -> Range | None:
    if node is None:
        return None
    start, end = node.start_point, node.end_point
    return start.row + shift, start.column, end.row + shift, end.column


_CLASS = re.compile(r"class\s")
_HEADER = re.compile(r"class\s+\w+[^#]*:\s*(#.*)?$")
_MEMBER = re.compile(r"(\s+)(?:(?:async\s+def|def|class)\s+(\w+)|@)")
_ASSIGNED = re.compile(r"\s+(\w+)\s*[:=]")
_WRAPPER = "if 1:\n"
"""Indented statements are parsed as the body of this."""


class _Cutter:
    """Cuts one text. `shift` is added to the rows of nodes: a broken region is parsed again piece by piece."""

    def __init__(self, lines: LineIndex) -> None:
        self.lines = lines
        self.cuts: list[Cut] = []

    def cut_statement(self, group: list[Node], owner: int | None = None, shift: int = 0) -> None:
        first, last = group[0].start_point.row + 1 + shift, _last_row(group[-1]) + 1 + shift
        inner = _definition(group[0])
        if len(group) == 1 and inner.type == "function_definition":
            name = inner.child_by_field_name("name")
            ranges = (_range(inner, shift), _range(name, shift))
            binds = frozenset({_name(inner)})
            self.cuts.append(Cut("function", _name(inner), first, last, owner, binds, None, *ranges))
        elif len(group) == 1 and inner.type == "class_definition":
            self._cut_class(inner, first, last, owner, shift)
        else:
            binds = frozenset(name for node in group for name in _bound_names(node))
            self.cuts.append(Cut("statement", "", first, last, owner, binds))

    def _cut_class(self, node: Node, first: int, last: int, owner: int | None, shift: int) -> None:
        binds = frozenset({_name(node)})
        body = node.child_by_field_name("body")
        colon = next((child for child in node.children if child.type == ":"), None)
        if owner is not None or body is None or colon is None or body.start_point.row == colon.start_point.row:
            self.cuts.append(Cut("class", _name(node), first, last, owner, binds))
            return
        end = (colon.end_point.row + 1 + shift, colon.end_point.column)
        index = len(self.cuts)
        self.cuts.append(Cut("class", _name(node), first, last, None, binds, end))
        for group in _by_line(body.named_children):
            self.cut_statement(group, index, shift)

    def cut_broken(self, group: list[Node]) -> None:
        """Cut a region with a syntax error at the lines that start a definition at its outermost indentation."""
        first, last = group[0].start_point.row + 1, _last_row(group[-1]) + 1
        starts: list[tuple[int, str]] = []
        decorated = False
        for number in range(first, last + 1):
            match = _DEFINITION.match(self.lines.line(number))
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
            self.cuts.append(Cut("statement", "", first, stop, None, frozenset(), whole=False))
        stops = [*(border - 1 for border in borders[1:]), last]
        for (number, name), stop in zip(starts, stops, strict=False):
            self._cut_region(number, self._trimmed(number, stop, ""), name)

    def _trimmed(self, first: int, last: int, margin: str) -> int:
        """The last line of a region without the empty lines and comments at its end, which belong to what follows."""
        while last > first:
            line = self.lines.line(last)
            text = line.lstrip()
            if text and not (text.startswith("#") and len(line) - len(text) <= len(margin)):
                break
            last -= 1
        return last

    def _cut_region(self, first: int, last: int, name: str) -> None:
        """One definition out of a broken region: it may well be whole."""
        tree = parse(self.lines.lines(first, last).encode())
        if not tree.root_node.has_error:
            for group in _by_line(tree.root_node.named_children):
                self.cut_statement(group, None, first - 1)
        elif not self._cut_class_by_lines(first, last, name):
            kind: ChunkKind = "function" if name else "statement"
            self.cuts.append(Cut(kind, name, first, last, None, frozenset({name} - {""}), whole=False))

    def _cut_class_by_lines(self, first: int, last: int, name: str) -> bool:
        """A class in which something is broken: its members are chunks, and only the broken ones are lost."""
        index = len(self.cuts)
        at = next((number for number in range(first, last + 1) if _CLASS.match(self.lines.line(number))), 0)
        body = [number for number in range(at + 1, last + 1) if self.lines.line(number).strip()]
        if not at or not body:
            return False
        header = self.lines.line(at)
        colon = header.rindex(":") + 1 if _HEADER.match(header) else len(header)
        end = (at, len(header[:colon].encode()))
        text = self.lines.line(body[0])
        margin = text[: len(text) - len(text.lstrip())]
        if not margin:
            return False
        self.cuts.append(Cut("class", name, first, last, None, frozenset({name}), end))
        starts = [body[0]]
        decorated = False
        for number in body:
            match = _MEMBER.match(self.lines.line(number))
            if match is not None and match[1] == margin:
                if not decorated and number != starts[-1]:
                    starts.append(number)
                decorated = match[2] is None
        for start, stop in zip(starts, [*(number - 1 for number in starts[1:]), last], strict=True):
            self._cut_members(start, self._trimmed(start, stop, margin), index)
        return True

    def _cut_members(self, first: int, last: int, owner: int) -> None:
        """Some lines of a class's body: the statements that they are, or one broken chunk."""
        tree = parse((_WRAPPER + self.lines.lines(first, last)).encode())
        body = (
            tree.root_node.named_children[0].child_by_field_name("consequence")
            if not tree.root_node.has_error
            else None
        )
        if body is None:
            self.cuts.append(self._broken_member(first, last, owner))
            return
        for group in _by_line(body.named_children):
            self.cut_statement(group, owner, first - 2)

    def _broken_member(self, first: int, last: int, owner: int) -> Cut:
        for number in range(first, last + 1):
            match = _MEMBER.match(self.lines.line(number))
            if match is None:
                break
            if match[2] is not None:
                return Cut("function", match[2], first, last, owner, frozenset({match[2]}), whole=False)
        names = (_ASSIGNED.match(self.lines.line(number)) for number in range(first, last + 1))
        binds = frozenset(match[1] for match in names if match)
        return Cut("statement", "", first, last, owner, binds, whole=False)


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

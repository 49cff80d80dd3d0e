"""The data of a decoded code object."""

from __future__ import annotations

import linecache
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from fullgraph_vocab.spans import Span

if TYPE_CHECKING:
    from types import CodeType

# line, end line, column, end column as `co_positions` gives them: columns in bytes of utf-8, anything may be None
Position = tuple[int | None, int | None, int | None, int | None]


@dataclass(frozen=True, slots=True)
class ExceptionEntry:
    """One row of the exception table, in instruction indexes: `start` to before `end` are covered.

    https://github.com/python/cpython/blob/3.12/Objects/exception_handling_notes.txt
    """

    start: int
    end: int
    target: int
    depth: int
    lasti: bool


class Instruction:
    """One instruction as CPython's compiler wrote it: no CACHE, no EXTENDED_ARG, no specialised form.

    `argval` is `dis`'s, except that it is the symbol for BINARY_OP ("+", "+="), the tuple of names for KW_NAMES, the
    intrinsic's name for CALL_INTRINSIC_*, and the pair of names for the double LOAD_FAST/STORE_FAST of 3.13.
    """

    __slots__ = (
        "_span",
        "arg",
        "argval",
        "filename",
        "handler",
        "index",
        "line",
        "offset",
        "opcode",
        "opname",
        "position",
        "target_index",
    )

    def __init__(
        self,
        index: int,
        offset: int,
        opname: str,
        opcode: int,
        arg: int,
        argval: Any,
        position: Position,
        filename: str,
    ) -> None:
        self.index = index
        self.offset = offset
        self.opname = opname
        self.opcode = opcode
        self.arg = arg
        self.argval = argval
        self.position = position
        self.filename = filename
        self.line = position[0]
        self.target_index: int = -1
        self.handler: ExceptionEntry | None = None
        self._span: Span | None = None

    @property
    def span(self) -> Span | None:
        """The source text it comes from, None where the compiler gives none (or under `-X no_debug_ranges`).

        Made when first asked for: it may have to read the source line to turn bytes into characters.
        """
        if self._span is None:
            line, end_line, column, end_column = self.position
            if line is None or end_line is None or column is None or end_column is None:
                return None
            self._span = Span(
                self.filename,
                line,
                characters(self.filename, line, column),
                end_line,
                characters(self.filename, end_line, end_column),
            )
        return self._span

    @property
    def is_jump(self) -> bool:
        return self.target_index >= 0

    def __repr__(self) -> str:
        return f"<{self.index} {self.opname} {self.argval!r} line {self.line}>"


def characters(filename: str, line: int, column: int) -> int:
    """The character column of a byte column. Without the source line the two are taken to be the same."""
    text = linecache.getline(filename, line)
    if not text or text.isascii():
        return column
    return len(text.encode()[:column].decode(errors="replace"))


class DecodedCode:
    """A code object and its instructions; what is derived from them lazily is kept here too."""

    __slots__ = ("_index_of", "cell_names", "code", "entries", "instructions", "local_names", "local_uses")

    def __init__(
        self,
        code: CodeType,
        instructions: list[Instruction],
        entries: tuple[ExceptionEntry, ...],
        index_of: dict[int, int],
    ) -> None:
        self.code = code
        self.instructions = instructions
        self.entries = entries
        self.local_names = frozenset(code.co_varnames)
        self.cell_names = frozenset(code.co_cellvars) | frozenset(code.co_freevars)
        self.local_uses: list[frozenset[str]] | None = None  # filled by flow.live_locals
        self._index_of = index_of

    def index_of(self, offset: int) -> int:
        """The index of the instruction at a byte offset (that of its EXTENDED_ARG counts as its own)."""
        return self._index_of[offset]

    def __repr__(self) -> str:
        return f"<DecodedCode {self.code.co_qualname}, {len(self.instructions)} instructions>"

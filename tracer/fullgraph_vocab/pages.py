"""Reads the pages: prose for a reader, and examples that are tests.

A page is Markdown. Its first line is `# Title`; everything below is prose, in which each fenced `py` block is an
example. A block stands alone: it has its own imports and can be executed as a module. Comments in it say how it is run
and what must hold, in the analysis, in the tracer and in torch itself:

    # inputs: x=f32[4], n=3           the arguments, in the input-spec language (`fullgraph explain inputs`)
    # entry: name                     the function or module under test; default `f`, or the class `Model`,
                                      which is constructed without arguments
    # mode: symbolic                  traced without data, with unknown results after a break; default `concrete`
    y = x.sin()  # kind: y TensorVariable
    if y.sum() > 0:  # break: FG101
    # makes: CellVariable

`# kind: EXPR Kind` says that the expression, written on that line as it stands, is tracked as that kind once the
instruction that yields it has run. For a name that is assigned on the line, that is the value stored. Where the text
occurs more than once on the line, the first occurrence is meant.

`# makes: Kind` says that tracing the block makes a value of that kind, or of a kind derived from it, that none of the
block's own expressions need show: a closure's cell, a level that `torch.func.grad` opens inside, an abstract kind.
Predicting is not held to it; `(tracer)` after it says that torch is not either, since this release makes none.

`# break: FGnnn` says that the graph breaks there: the innermost of the block's own lines in which the break's span
starts. A block with expectations of kinds (or what it makes) but without any `# break:` is captured whole.

`(trace)` after an expectation says that predicting cannot know it, and only the tracer and torch are held to it.
Several expectations on one line stand in several comments (`# kind: a A  # kind: b B`). `# not run: WHY`, on a line of
its own, marks a block that is shown and not run, with the reason.

A block fenced as `python` is for reading only: the corrected form of an example, say.
"""

from __future__ import annotations

import ast
import io
import re
import tokenize
from dataclasses import dataclass
from pathlib import Path

PAGES = Path(__file__).with_name("pages")

_FENCE = re.compile(r"^```(\w*)\s*$")
_CODE = re.compile(r"FG\d{3}")
_TRACE = "(trace)"
_TRACER = "(tracer)"


class PageError(ValueError):
    """A page is not in the format; the message says where and why."""


@dataclass(frozen=True, slots=True)
class KindExpectation:
    """On `line` (from 1, in the block), `expr` is tracked as `kind`."""

    line: int
    expr: str
    kind: str
    trace_only: bool


@dataclass(frozen=True, slots=True)
class BreakExpectation:
    """On `line` (from 1, in the block), the graph breaks with `code`."""

    line: int
    code: str
    trace_only: bool


@dataclass(frozen=True, slots=True)
class MakesExpectation:
    """Tracing the block makes a value of `kind`."""

    kind: str
    ours_only: bool
    """Whether this release of torch has the class and makes none of it."""


@dataclass(frozen=True, slots=True)
class Block:
    """One example of a page."""

    source: str
    line: int
    """The line of the page on which the source starts, from 1."""
    inputs_spec: str
    entry: str
    mode: str
    """In which mode of the tracer it is traced: `concrete` or `symbolic`."""
    not_run: str | None
    """Why the block is shown but not run; None if it runs."""
    functions: tuple[str, ...]
    """The functions and classes that the block defines at its top level."""
    kind_expectations: tuple[KindExpectation, ...]
    break_expectations: tuple[BreakExpectation, ...]
    makes: tuple[MakesExpectation, ...] = ()
    """The kinds that tracing the block makes, whether or not an expression shows them."""

    def locate(self, expected: KindExpectation) -> tuple[int, int, int, int]:
        """Line, column, end line and end column (lines from 1, columns from 0, in characters) of the expression."""
        found = [
            node
            for node in ast.walk(ast.parse(self.source))
            if isinstance(node, ast.expr)
            and node.lineno == expected.line
            and ast.get_source_segment(self.source, node) == expected.expr
        ]
        if not found:
            raise PageError(f"line {expected.line} of the block has no expression {expected.expr!r}")
        node = min(found, key=lambda each: each.col_offset)
        lines = self.source.splitlines()
        end_line = node.end_lineno or node.lineno
        return (
            node.lineno,
            _characters(lines[node.lineno - 1], node.col_offset),
            end_line,
            _characters(lines[end_line - 1], node.end_col_offset or 0),
        )


@dataclass(frozen=True, slots=True)
class Page:
    """One page: what is shown, and the examples in it."""

    path: Path
    title: str
    prose: str
    """The whole text below the title, examples included."""
    blocks: tuple[Block, ...]


def load_page(path: Path) -> Page:
    """Read and check one page; `PageError` if it is not in the format."""
    try:
        return parse_page(path, path.read_text(encoding="utf-8"))
    except PageError as error:
        raise PageError(f"{path.name}: {error}") from error


def parse_page(path: Path, text: str) -> Page:
    """The page that `text` is, as if read from `path`."""
    lines = text.splitlines()
    if not lines or not lines[0].startswith("# "):
        raise PageError("the first line is no title (`# Title`)")
    blocks = tuple(parse_block(source, line) for language, line, source in _fenced(lines) if language == "py")
    return Page(path, lines[0][2:].strip(), "\n".join(lines[1:]).strip() + "\n", blocks)


def parse_block(source: str, line: int = 1) -> Block:
    """The example whose text is `source`, which starts on `line` of its page."""
    try:
        tree = ast.parse(source)
    except SyntaxError as error:
        raise PageError(f"line {line + (error.lineno or 1) - 1}: the example does not parse: {error.msg}") from error
    functions = tuple(
        node.name for node in tree.body if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef)
    )
    reader = _Expectations(line)
    for token in tokenize.generate_tokens(io.StringIO(source).readline):
        if token.type == tokenize.COMMENT:
            for comment in token.string.split("#"):
                reader.read(token.start[0], comment.strip())
    entry = reader.entry or next((name for name in ("f", "Model") if name in functions), "")
    if reader.not_run is None and entry not in functions:
        raise PageError(f"line {line}: the example defines no {entry or 'f or Model'}")
    block = Block(
        source,
        line,
        reader.inputs,
        entry,
        reader.mode,
        reader.not_run,
        functions,
        tuple(reader.kinds),
        tuple(reader.breaks),
        tuple(reader.makes),
    )
    for expected in block.kind_expectations:
        block.locate(expected)
    return block


class _Expectations:
    """Collects what the comments of one block say."""

    def __init__(self, first_line: int) -> None:
        self.first_line = first_line
        self.inputs = ""
        self.entry = ""
        self.mode = "concrete"
        self.not_run: str | None = None
        self.kinds: list[KindExpectation] = []
        self.breaks: list[BreakExpectation] = []
        self.makes: list[MakesExpectation] = []

    def read(self, line: int, comment: str) -> None:
        word, colon, rest = comment.partition(":")
        rest = rest.strip()
        if not colon:
            return
        match word.strip():
            case "inputs":
                self.inputs = rest
            case "mode":
                self._mode(line, rest)
            case "entry":
                self.entry = rest
            case "not run":
                self.not_run = rest
            case "kind":
                self._kind(line, rest)
            case "makes":
                self._makes(line, rest)
            case "break":
                self._break(line, rest)

    def _mode(self, line: int, text: str) -> None:
        if text not in ("concrete", "symbolic"):
            raise self._error(line, f"`# mode: symbolic` is wanted, not {text!r}")
        self.mode = text

    def _kind(self, line: int, text: str) -> None:
        rest, trace_only = _marked(text, _TRACE)
        expr, _, kind = rest.rpartition(" ")
        if not expr or not kind.isidentifier():
            raise self._error(line, f"`# kind: EXPR Kind` is wanted, not {text!r}")
        self.kinds.append(KindExpectation(line, expr.strip(), kind, trace_only))

    def _makes(self, line: int, text: str) -> None:
        kind, ours_only = _marked(text, _TRACER)
        if not kind.isidentifier():
            raise self._error(line, f"`# makes: Kind` is wanted, not {text!r}")
        self.makes.append(MakesExpectation(kind, ours_only))

    def _break(self, line: int, text: str) -> None:
        code, trace_only = _marked(text, _TRACE)
        if not _CODE.fullmatch(code):
            raise self._error(line, f"`# break: FGnnn` is wanted, not {text!r}")
        self.breaks.append(BreakExpectation(line, code, trace_only))

    def _error(self, line: int, message: str) -> PageError:
        return PageError(f"line {self.first_line + line - 1}: {message}")


def _marked(text: str, mark: str) -> tuple[str, bool]:
    if text.endswith(mark):
        return text.removesuffix(mark).strip(), True
    return text, False


def _fenced(lines: list[str]) -> list[tuple[str, int, str]]:
    """Language, first line (from 1) and text of each fenced block."""
    blocks: list[tuple[str, int, str]] = []
    opened: tuple[str, int] | None = None
    for number, line in enumerate(lines, start=1):
        fence = _FENCE.match(line)
        if fence is None:
            continue
        if opened is None:
            opened = (fence[1], number + 1)
        else:
            language, first = opened
            blocks.append((language, first, "\n".join(lines[first - 1 : number - 1]) + "\n"))
            opened = None
    if opened is not None:
        raise PageError(f"line {opened[1] - 1}: the fence is not closed")
    return blocks


def _characters(line: str, utf8_column: int) -> int:
    return len(line.encode()[:utf8_column].decode())

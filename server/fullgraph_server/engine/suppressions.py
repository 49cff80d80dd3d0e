"""`# fullgraph: ignore[FG402]` on the line of a finding; `# fullgraph: ignore` for all of them.

Comments are found by Python's tokenizer where the text tokenizes, so that one inside a string is none, and by line
where it does not, so that a syntax error elsewhere does not bring back what is suppressed.
"""

from __future__ import annotations

import io
import re
import tokenize
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from fullgraph_server.engine.findings import tool_finding
from fullgraph_vocab.breaks import BREAKS, tool

if TYPE_CHECKING:
    from fullgraph_server.engine.text import Text
    from fullgraph_vocab.wire import Edit, Finding, Fix

_IGNORE = re.compile(r"#\s*fullgraph:\s*ignore\b(?:\[(?P<codes>[^\]]*)\])?")


@dataclass
class Suppression:
    """One comment: the row it stands on, its columns (from 0), and the codes it names; None for all."""

    row: int
    start: int
    end: int
    codes: tuple[str, ...] | None
    used: set[str] = field(default_factory=set)


def find(text: Text) -> list[Suppression]:
    """The suppressions of a file, in order."""
    if "fullgraph:" not in text.content:
        return []
    found: list[Suppression] = []
    for row, column, comment in _comments(text):
        match = _IGNORE.search(comment)
        if match is None:
            continue
        codes = match["codes"]
        named = None if codes is None else tuple(code.strip() for code in codes.split(",") if code.strip())
        found.append(Suppression(row, column + match.start(), column + match.end(), named))
    return found


def _comments(text: Text) -> list[tuple[int, int, str]]:
    normal = "\n".join(text.line(number) for number in range(text.line_count))
    try:
        tokens = list(tokenize.generate_tokens(io.StringIO(normal).readline))
    except (tokenize.TokenError, SyntaxError):
        lines = normal.split("\n")
        return [(row, line.index("#"), line[line.index("#") :]) for row, line in enumerate(lines, 1) if "#" in line]
    return [(token.start[0], token.start[1], token.string) for token in tokens if token.type == tokenize.COMMENT]


def apply(findings: list[Finding], text: Text, filename: str, *, complete: bool = True) -> list[Finding]:
    """What is left, and a finding for each suppression that suppresses nothing.

    `complete` is False while not all tiers have spoken: a comment for a break that only a trace sees is not unused yet.
    """
    suppressions = find(text)
    if not suppressions:
        return findings
    by_row: dict[int, list[Suppression]] = {}
    for suppression in suppressions:
        by_row.setdefault(suppression.row, []).append(suppression)
    kept = [finding for finding in findings if not _suppressed(finding, by_row, filename)]
    if complete:
        for suppression in suppressions:
            kept += _unused(suppression, text, filename)
    return kept


def _suppressed(finding: Finding, by_row: dict[int, list[Suppression]], filename: str) -> bool:
    if finding["filename"] != filename:
        return False
    for row in (finding["location"]["row"], finding["end_location"]["row"]):
        for suppression in by_row.get(row, ()):
            if suppression.codes is None or finding["code"] in suppression.codes:
                suppression.used.add(finding["code"])
                return True
    return False


def _unused(suppression: Suppression, text: Text, filename: str) -> list[Finding]:
    names = suppression.codes if suppression.codes is not None else (() if suppression.used else ("all",))
    made: list[Finding] = []
    for name in names:
        if name in suppression.used:
            continue
        known = name == "all" or name in BREAKS
        message = tool.UNUSED_SUPPRESSION.message(name=name) if known else f"`{name}` is no code of fullgraph"
        found = tool_finding(
            tool.UNUSED_SUPPRESSION,
            message,
            filename,
            row=suppression.row,
            column=suppression.start + 1,
            end={"row": suppression.row, "column": suppression.end + 1},
        )
        found["fix"] = _without_unused(suppression, text, filename)
        made.append(found)
    return made


def _without_unused(suppression: Suppression, text: Text, filename: str) -> Fix:
    """Leave the codes that suppress something; without any the comment goes, and the blanks that set it off."""
    line = text.line(suppression.row - 1)
    start, end = suppression.start, suppression.end
    used = [code for code in suppression.codes or () if code in suppression.used]
    content = f"# fullgraph: ignore[{', '.join(used)}]" if used else ""
    if not used and line[end:].strip():
        end += len(line[end:]) - len(line[end:].lstrip())
    elif not used:
        start, end = len(line[:start].rstrip()), len(line)
    edit: Edit = {
        "filename": filename,
        "location": {"row": suppression.row, "column": start + 1},
        "end_location": {"row": suppression.row, "column": end + 1},
        "content": content,
    }
    message = "remove the codes that suppress nothing" if used else "remove the comment"
    return {"message": message, "applicability": "safe", "edits": [edit]}

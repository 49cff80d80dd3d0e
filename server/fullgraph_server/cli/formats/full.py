"""`full`: a headline, a frame of the code with carets under the expression, and what to do."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from fullgraph_server.cli.formats.concise import standing
from fullgraph_server.cli.formats.paths import shown
from fullgraph_server.engine.files import Unreadable, read
from fullgraph_server.engine.text import Text

if TYPE_CHECKING:
    from collections.abc import Sequence

    from fullgraph_vocab.wire import Finding

_CONTEXT = 2
"""Lines shown before and after."""
_TAB = 4


def show(findings: Sequence[Finding]) -> str:
    """All findings, with an empty line between them."""
    texts: dict[str, Text] = {}
    return "\n".join(_one(finding, texts) for finding in findings)


def _one(finding: Finding, texts: dict[str, Text]) -> str:
    at = finding["location"]
    lines = [
        f"{finding['code']} {finding['message']} [{standing(finding)}]",
        f"  --> {shown(finding['filename'])}:{at['row']}:{at['column']}",
        *frame(finding, _text(finding["filename"], texts)),
    ]
    upstream = ", ".join(finding["upstream"])
    if finding["function"] and upstream:
        lines.append(f"   = in `{finding['function']}`; torch calls it {upstream}")
    elif finding["function"]:
        lines.append(f"   = in `{finding['function']}`")
    lines += [
        f"   = {shown(place['filename'])}:{place['location']['row']}:{place['location']['column']}: {place['message']}"
        for place in finding["related"]
    ]
    if finding.get("effect") == "skip_frame":
        lines.append("   = the whole function then runs in eager")
    lines += [f"   = help: {hint}" for hint in finding.get("hints", ())]
    return "\n".join(lines) + "\n"


def frame(finding: Finding, text: Text | None) -> list[str]:
    """The lines around a finding, numbered, with carets under it. Nothing if the file cannot be read any more."""
    if text is None:
        return []
    start, end = finding["location"], finding["end_location"]
    first = max(1, start["row"] - _CONTEXT)
    last = min(text.line_count, start["row"] + _CONTEXT)
    while last > start["row"] and not text.line(last - 1).strip():
        last -= 1
    width = len(str(last))
    shown_lines = [f"{' ' * width} |"]
    for row in range(first, last + 1):
        line = text.line(row - 1)
        shown_lines.append(f"{row:>{width}} | {line.expandtabs(_TAB)}".rstrip())
        if row == start["row"]:
            until = end["column"] if end["row"] == row else len(line) + 1
            before = len(line[: start["column"] - 1].expandtabs(_TAB))
            length = len(line[: until - 1].expandtabs(_TAB)) - before
            shown_lines.append(f"{' ' * width} | {' ' * before}{'^' * max(1, length)} {finding['code']}")
    shown_lines.append(f"{' ' * width} |")
    return shown_lines


def _text(filename: str, texts: dict[str, Text]) -> Text | None:
    if filename not in texts:
        try:
            texts[filename] = Text(read(Path(filename)))
        except Unreadable:
            return None
    return texts[filename]

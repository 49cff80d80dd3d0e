"""`github`: workflow commands, which GitHub shows at the lines of a pull request."""

from __future__ import annotations

from typing import TYPE_CHECKING

from fullgraph_server.cli.formats.concise import standing
from fullgraph_server.cli.formats.paths import shown

if TYPE_CHECKING:
    from collections.abc import Sequence

    from fullgraph_vocab.wire import Finding

_LEVELS = {"error": "error", "warning": "warning"}


def show(findings: Sequence[Finding]) -> str:
    """All findings. See https://docs.github.com/actions/reference/workflow-commands-for-github-actions ."""
    return "".join(_one(finding) for finding in findings)


def _one(finding: Finding) -> str:
    start, end = finding["location"], finding["end_location"]
    properties = {
        "title": f"fullgraph ({finding['code']})",
        "file": shown(finding["filename"]),
        "line": start["row"],
        "col": start["column"],
        "endLine": end["row"],
        "endColumn": end["column"],
    }
    written = ",".join(f"{name}={_property(str(value))}" for name, value in properties.items())
    level = _LEVELS.get(finding["severity"], "notice")
    message = f"{finding['code']} {finding['message']} [{standing(finding)}]"
    return f"::{level} {written}::{_data(message)}\n"


def _data(text: str) -> str:
    return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _property(text: str) -> str:
    return _data(text).replace(":", "%3A").replace(",", "%2C")

"""`concise`: one line a finding."""

from __future__ import annotations

from typing import TYPE_CHECKING

from fullgraph_server.cli.formats.paths import shown

if TYPE_CHECKING:
    from collections.abc import Sequence

    from fullgraph_vocab.wire import Finding


def show(findings: Sequence[Finding]) -> str:
    """All findings."""
    return "".join(f"{line(finding)}\n" for finding in findings)


def line(finding: Finding) -> str:
    """`file:row:column: CODE message [status]`."""
    at = finding["location"]
    where = f"{shown(finding['filename'])}:{at['row']}:{at['column']}"
    return f"{where}: {finding['code']} {finding['message']} [{standing(finding)}]"


def standing(finding: Finding) -> str:
    """How sure it is: `confirmed`, or `predicted, likely`."""
    if finding["status"] == "predicted":
        return f"predicted, {finding['confidence']}"
    return finding["status"]

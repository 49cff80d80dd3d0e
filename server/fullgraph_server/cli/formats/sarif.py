"""`sarif`: SARIF 2.1.0, for code scanning."""

from __future__ import annotations

import json
from importlib.metadata import version
from pathlib import Path
from typing import TYPE_CHECKING, Any

from fullgraph_vocab.breaks import BREAKS
from fullgraph_vocab.explain import page_of

if TYPE_CHECKING:
    from collections.abc import Sequence

    from fullgraph_vocab.wire import Finding, Position

_SCHEMA = "https://json.schemastore.org/sarif-2.1.0.json"
_LEVELS = {"error": "error", "warning": "warning", "information": "note", "hint": "note"}


def show(findings: Sequence[Finding]) -> str:
    """All findings, with the rules that they name."""
    codes = sorted({finding["code"] for finding in findings})
    index = {code: number for number, code in enumerate(codes)}
    run = {
        "tool": {
            "driver": {
                "name": "fullgraph",
                "version": version("fullgraph"),
                "rules": [_rule(code) for code in codes],
            }
        },
        "columnKind": "unicodeCodePoints",
        "results": [_result(finding, index) for finding in findings],
    }
    return json.dumps({"$schema": _SCHEMA, "version": "2.1.0", "runs": [run]}, indent=2) + "\n"


def _rule(code: str) -> dict[str, Any]:
    cause = BREAKS[code]
    page = page_of(cause)
    rule = {
        "id": code,
        "name": cause.name,
        "shortDescription": {"text": cause.title},
        "defaultConfiguration": {"level": _LEVELS[cause.severity]},
    }
    if page.exists():
        rule["help"] = {"text": page.read_text(encoding="utf-8")}
    return rule


def _result(finding: Finding, index: dict[str, int]) -> dict[str, Any]:
    result: dict[str, Any] = {
        "ruleId": finding["code"],
        "ruleIndex": index[finding["code"]],
        "level": _LEVELS.get(finding["severity"], "note"),
        "message": {"text": finding["message"]},
        "locations": [_location(finding["filename"], finding["location"], finding["end_location"])],
        "properties": {
            "status": finding["status"],
            "confidence": finding["confidence"],
            "upstream": finding["upstream"],
        },
    }
    if finding["related"]:
        result["relatedLocations"] = [
            {**_location(place["filename"], place["location"], None), "message": {"text": place["message"]}}
            for place in finding["related"]
        ]
    return result


def _location(filename: str, start: Position, end: Position | None) -> dict[str, Any]:
    region = {"startLine": start["row"], "startColumn": start["column"]}
    if end is not None:
        region |= {"endLine": end["row"], "endColumn": end["column"]}
    path = Path(filename)
    uri = path.as_uri() if path.is_absolute() else path.as_posix()
    return {"physicalLocation": {"artifactLocation": {"uri": uri}, "region": region}}

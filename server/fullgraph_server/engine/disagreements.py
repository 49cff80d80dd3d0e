"""Where torch's own capture differs from our trace: said to the user, and written down with a repro that runs alone."""

from __future__ import annotations

import json
import os
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from fullgraph_vocab.breaks import tool

if TYPE_CHECKING:
    from fullgraph_vocab.wire import Finding, TraceResult


@dataclass(frozen=True)
class Report:
    """A disagreement, and the file that tells of it."""

    function: str
    file: str
    written: Path


def disagreement(result: TraceResult, place: Finding) -> Finding | None:
    """A finding at the function if torch's verdict differs from ours."""
    verdict = result.get("torch")
    if verdict is None or verdict["agrees"]:
        return None
    detail = "; ".join(verdict["differences"])
    return {**place, "message": tool.DISAGREEMENT.message(detail=detail)}


def reports_folder() -> Path:
    """Where reports are kept: the user's state folder, never the workspace."""
    if sys.platform == "win32":
        base = Path(os.environ.get("LOCALAPPDATA", Path.home() / "AppData" / "Local"))
    else:
        base = Path(os.environ.get("XDG_STATE_HOME") or Path.home() / ".local" / "state")
    return base / "fullgraph" / "disagreements"


def write_report(path: str, result: TraceResult) -> Report:
    """Write what both said, and the command that shows it again."""
    folder = reports_folder()
    folder.mkdir(parents=True, exist_ok=True)
    name = f"{Path(path).stem}.{result['function']}".replace("<", "").replace(">", "")
    file = folder / f"{name}.json"
    told = {
        "repro": f"fullgraph trace {path}::{result['function']} --torch --inputs '{result['inputs']['spec']}'",
        "inputs": result["inputs"],
        "torch": result.get("torch"),
        "fullgraph": {
            "graph_count": result["graph_count"],
            "break_count": result["break_count"],
            "breaks": result["breaks"],
        },
    }
    file.write_text(json.dumps(told, indent=2) + "\n", encoding="utf-8")
    return Report(result["function"], path, file)

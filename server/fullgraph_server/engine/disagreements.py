"""Where torch's own capture differs from our trace: said to the user, and written down with a repro that runs alone."""

from __future__ import annotations

import json
import os
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from fullgraph_server.engine.worker.start import tracer_folder
from fullgraph_vocab.breaks import tool

if TYPE_CHECKING:
    from fullgraph_vocab.wire import Finding, TraceResult


@dataclass(frozen=True)
class Report:
    """A disagreement, the file that tells of it, and the script that shows it again."""

    function: str
    file: str
    written: Path
    repro: Path


def disagreement(result: TraceResult, place: Finding) -> Finding | None:
    """A finding at the function if torch's verdict differs from ours."""
    verdict = result.get("torch")
    if verdict is None or verdict["agrees"]:
        return None
    detail = f"{'; '.join(verdict['differences'])} (a report with a repro is in {reports_folder()})"
    return {**place, "message": tool.DISAGREEMENT.message(detail=detail)}


def reports_folder() -> Path:
    """Where reports are kept: the user's state folder, never the workspace."""
    if sys.platform == "win32":
        base = Path(os.environ.get("LOCALAPPDATA", Path.home() / "AppData" / "Local"))
    else:
        base = Path(os.environ.get("XDG_STATE_HOME") or Path.home() / ".local" / "state")
    return base / "fullgraph" / "disagreements"


_REPRO = '''\
"""torch {torch} and fullgraph disagree about `{function}` of {path}.

Run this with the project's own interpreter. It holds the text of that day and needs no editor: torch, what the file
imports, and fullgraph's tracer.
"""

import json
import sys

sys.path.append({tracer!r})

from fullgraph_tracer.worker.handlers.capture import capture

REQUEST = json.loads({request!r})


class Said:
    def progress(self, message, percentage=None):
        print("...", message)


def counts(answer):
    return f"{{answer['graph_count']}} graphs, {{answer['break_count']}} breaks"


result = capture(REQUEST, Said())
print("fullgraph:", counts(result))
print("torch:    ", counts(result["torch"]))
for difference in result["torch"]["differences"]:
    print("-", difference)
'''


def write_report(path: str, text: str, roots: tuple[str, ...], result: TraceResult) -> Report:
    """Write what both said, and beside it a script that shows it again by itself."""
    folder = reports_folder()
    folder.mkdir(parents=True, exist_ok=True)
    name = f"{Path(path).stem}.{result['function']}".replace("<", "").replace(">", "")
    file, repro = folder / f"{name}.json", folder / f"{name}.repro.py"
    verdict = result.get("torch")
    request = {
        "file": path,
        "qualname": result["function"],
        "inputs": result["inputs"]["spec"] or None,
        "mode": "concrete",
        "roots": list(roots),
        "source": text,
    }
    told = {
        "repro": f"{repro.name}: python {repro}",
        "inputs": result["inputs"],
        "torch": verdict,
        "fullgraph": {
            "graph_count": result["graph_count"],
            "break_count": result["break_count"],
            "breaks": result["breaks"],
        },
        "request": request,
    }
    file.write_text(json.dumps(told, indent=2) + "\n", encoding="utf-8")
    script = _REPRO.format(
        torch=verdict["version"] if verdict else "",
        function=result["function"],
        path=path,
        tracer=str(tracer_folder()),
        request=json.dumps(request),
    )
    repro.write_text(script, encoding="utf-8")
    return Report(result["function"], path, file, repro)

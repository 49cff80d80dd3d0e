"""A disagreement with torch is said at the function, and written down with a script that runs alone."""

import json
import subprocess
import sys

from fullgraph_server.engine.disagreements import disagreement, write_report

SOURCE = "import torch\n\ndef f(x):\n    y = x.sin()\n    if y.sum() > 0:\n        y = y + 1\n    return y\n"


def traced(agrees):
    return {
        "function": "f",
        "graph_count": 2,
        "break_count": 1,
        "breaks": [],
        "inputs": {"origin": "comment", "spec": "x=f32[4]"},
        "torch": {
            "version": "2.13.0",
            "graph_count": 3,
            "break_count": 1,
            "agrees": agrees,
            "differences": [] if agrees else ["torch captures 3 graphs, fullgraph 2"],
        },
    }


def test_it_is_said_only_where_they_differ():
    assert disagreement(traced(True), {"code": "FG916"}) is None
    assert "torch captures 3 graphs, fullgraph 2" in disagreement(traced(False), {"code": "FG916"})["message"]


def test_the_repro_runs_alone(tmp_path, monkeypatch):
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / "state"))
    file = tmp_path / "model.py"
    file.write_text("raise SystemExit('the text of that day is used, not this')\n")
    report = write_report(str(file), SOURCE, (str(tmp_path),), traced(False))
    assert json.loads(report.written.read_text())["request"]["qualname"] == "f"
    ran = subprocess.run(
        [sys.executable, str(report.repro)], capture_output=True, text=True, cwd=tmp_path, check=False, timeout=300
    )
    assert ran.returncode == 0, ran.stderr
    assert "fullgraph: 2 graphs, 1 breaks\ntorch:     2 graphs, 1 breaks\n" in ran.stdout

"""A disagreement with torch is said at the function, and written down with a script that runs alone."""

import importlib.util
import json
import os
import subprocess
import venv
from pathlib import Path

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


def bare_environment(folder):
    """A Python that has torch, and nothing of fullgraph's."""
    venv.create(folder, with_pip=False)
    python = folder / "bin" / "python"
    site = subprocess.run(
        [python, "-c", "import sysconfig; print(sysconfig.get_path('purelib'))"],
        capture_output=True, text=True, check=True,
    )  # fmt: skip
    torch = Path(importlib.util.find_spec("torch").origin).parents[1]
    (Path(site.stdout.strip()) / "torch.pth").write_text(f"{torch}\n")
    return python


def test_the_repro_runs_alone(tmp_path, monkeypatch):
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / "state"))
    project = tmp_path / "project"
    project.mkdir()
    (project / "helper.py").write_text("def shifted(x):\n    return x + 1\n")
    file = project / "model.py"
    file.write_text("raise SystemExit('the text of that day is used, not this')\n")
    source = SOURCE.replace("import torch\n", "import torch\nfrom helper import shifted\n").replace(
        "y + 1", "shifted(y)"
    )
    report = write_report(str(file), source, (str(project),), traced(False))
    assert json.loads(report.written.read_text())["request"]["qualname"] == "f"
    python = bare_environment(tmp_path / "env")
    elsewhere = tmp_path / "elsewhere"
    elsewhere.mkdir()
    alone = {"PATH": os.environ["PATH"], "HOME": str(elsewhere), "OMP_NUM_THREADS": "1"}
    missing = subprocess.run([python, "-c", "import fullgraph_tracer"], capture_output=True, env=alone, check=False)
    assert missing.returncode != 0
    ran = subprocess.run(
        [python, str(report.repro)], capture_output=True, text=True, cwd=elsewhere, env=alone, check=False, timeout=300
    )
    assert ran.returncode == 0, ran.stderr
    assert "fullgraph: 2 graphs, 1 breaks\ntorch:     2 graphs, 1 breaks\n" in ran.stdout

"""`fullgraph record`: the program runs unchanged, and what it called can be traced."""

import re
import subprocess
import sys
import tomllib

from fullgraph_server.cli.main import main

NET = """\
import torch


class Net(torch.nn.Module):
    def __init__(self, width, bias=True):
        super().__init__()
        self.lin = torch.nn.Linear(width, 3, bias=bias)

    def forward(self, x, options=None):
        return scaled(self.lin(x), "mean", by=2.0)


def scaled(x, how, by):
    return x * by


def named(x, text):
    return x


def unused(x):
    return x
"""
TRAIN = """\
import sys

import torch

from net import Net, named


def loss(y, target):
    return torch.nn.functional.cross_entropy(y, target)


if __name__ == "__main__":
    net = Net(16, bias=False)
    for size in (8, 8, 5):
        total = loss(net(torch.randn(size, 16)), torch.randint(3, (size,)))
    named(torch.ones(2), "some text that is the user's own")
    print("trained", *sys.argv[1:])
    sys.exit(3)
"""


def write(project):
    (project / "net.py").write_text(NET)
    (project / "train.py").write_text(TRAIN)


def test_a_program_is_recorded_and_runs_as_it_would(project, capfd):
    write(project)
    assert main(["record", "--", sys.executable, "train.py", "well"]) == 3
    assert "trained well" in capfd.readouterr().out
    text = (project / "fullgraph-inputs.toml").read_text()
    assert tomllib.loads(text)["inputs"] == {
        "net.py::Net": "init(16, bias=False), f32[batch=8, 16]",
        "net.py::scaled": "f32[batch=8, 3], 'mean', by=2.0",
        "train.py::loss": "f32[batch=8, 3], i64[batch=8]",
    }
    assert "own" not in text


def test_what_is_recorded_is_traced_with_dynamic_sizes(project, capfd):
    write(project)
    (project / "fullgraph-inputs.toml").write_text(
        '[inputs]\n"net.py::Net" = ["init(16), f32[batch=8, 16]", "init(16), f32[4, 2, 16]"]\n'
    )
    assert main(["trace", "--interpreter", sys.executable, "--graphs", "net.py::Net"]) == 0
    out = capfd.readouterr().out
    assert "recorded in fullgraph-inputs.toml" in out
    assert "batch=8" in out
    assert re.search(r"f32\[s\d+, 3\]", out)
    assert "`batch` varies: torch compiles for the first size, then once more with a symbol" in out


def test_a_program_that_cannot_be_run_is_said(project, capfd):
    assert main(["record", "--", "no-such-program"]) == 2
    assert "`no-such-program` cannot be run" in capfd.readouterr().err
    assert main(["record"]) == 2
    assert "fullgraph record -- python train.py" in capfd.readouterr().err


def test_without_torch_nothing_is_loaded(project):
    (project / "plain.py").write_text("import sys\nassert not any(name.startswith('torch') for name in sys.modules)\n")
    assert main(["record", "--", sys.executable, "plain.py"]) == 0
    assert not (project / "fullgraph-inputs.toml").exists()
    assert subprocess.run([sys.executable, "plain.py"], check=False).returncode == 0

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


COMPILED = """\
import torch
from torch.utils.data import DataLoader

from net import Net

def pooled(x, axis=0):
    return x.mean(axis)

pooled(torch.ones(4, 8))

def step(x):
    return x.sin()

class Data(torch.utils.data.Dataset):
    def __len__(self):
        return 4

    def __getitem__(self, index):
        return pooled(torch.ones(3, 8) * index)

if __name__ == "__main__":
    net = Net(8)
    torch.compile(net, backend="eager", fullgraph=True)(torch.ones(2, 8))
    other = Net(4)
    other.compile(backend="eager", fullgraph=True)
    other(torch.ones(5, 4))
    torch.compile(step, backend="eager", fullgraph=True)(torch.ones(7))
    for batch in DataLoader(Data(), batch_size=2, num_workers=1):
        print(batch.shape)
    print(len(torch._dynamo.utils.counters["graph_break"]), torch.jit.script(step)(torch.ones(2)).shape)
    raise SystemExit("the end")
"""
TESTS = """\
import torch
from net import Net

class Local(torch.nn.Module):
    def __init__(self, by):
        super().__init__()
        self.by = by

    def forward(self, x):
        return x * self.by

def test_shapes():
    assert Net(4)(torch.ones(2, 4)).shape == (2, 3)
    assert Local(2)(torch.ones(3)).sum() == 6

def test_that_fails():
    assert not torch.ones(1)
"""


def test_what_torch_compiles_and_what_workers_call_is_noted(project, capfd):
    write(project)
    (project / "compiled.py").write_text(COMPILED)
    assert main(["record", "--", sys.executable, "compiled.py"]) == 1
    out, error = capfd.readouterr()
    assert out.splitlines() == ["torch.Size([2, 8])"] * 2 + ["0 torch.Size([2])"]
    assert "the end" in error
    assert tomllib.loads((project / "fullgraph-inputs.toml").read_text())["inputs"] == {
        "compiled.py::pooled": ["f32[3, 8]", "f32[4, 8]"],
        "compiled.py::step": "f32[7]",
        "net.py::Net": ["init(8), f32[2, 8]", "init(4), f32[5, 4]"],
    }


def test_a_test_suite_is_recorded(project, capfd):
    write(project)
    (project / "test_net.py").write_text(TESTS)
    assert main(["record", "--", sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", "."]) == 1
    assert "1 failed, 1 passed" in capfd.readouterr().out
    noted = tomllib.loads((project / "fullgraph-inputs.toml").read_text())["inputs"]
    assert noted["net.py::Net"] == "init(4), f32[2, 4]"
    assert noted["test_net.py::Local"] == "init(2), f32[3]"


def test_a_program_that_a_signal_ends_is_told_as_a_shell_tells_it(project):
    (project / "killed.py").write_text("import os, signal\nos.kill(os.getpid(), signal.SIGTERM)\n")
    assert main(["record", "--", sys.executable, "killed.py"]) == 128 + 15

"""What `fullgraph record` costs a training loop."""

from __future__ import annotations

import statistics
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

from .result import Result

_NET = """\
import torch
from torch import nn


class Block(nn.Module):
    def __init__(self, width):
        super().__init__()
        self.norm = nn.LayerNorm(width)
        self.lin = nn.Linear(width, width)

    def forward(self, x):
        return x + activated(self.lin(self.norm(x)))


def activated(x):
    return torch.nn.functional.gelu(x)


class Net(nn.Module):
    def __init__(self, width=256, depth=6):
        super().__init__()
        self.blocks = nn.ModuleList(Block(width) for _ in range(depth))
        self.head = nn.Linear(width, 10)

    def forward(self, x):
        for block in self.blocks:
            x = block(x)
        return self.head(x)
"""
_TRAIN = """\
import time
import torch
from net import Net

torch.set_num_threads(1)
torch.manual_seed(0)
net = Net()
optimizer = torch.optim.AdamW(net.parameters())
x, target = torch.randn(64, 256), torch.randint(10, (64,))
def step():
    optimizer.zero_grad()
    torch.nn.functional.cross_entropy(net(x), target).backward()
    optimizer.step()
for _ in range(10):
    step()
times = []
for _ in range(60):
    started = time.process_time()
    step()
    times.append(time.process_time() - started)
print(sorted(times)[len(times) // 4])
"""
_ROUNDS = 3


def recording() -> Iterator[Result]:
    """The quick quarter of the steps of a training loop, recorded and not, in turn."""
    with tempfile.TemporaryDirectory() as folder:
        (Path(folder) / "net.py").write_text(_NET)
        (Path(folder) / "train.py").write_text(_TRAIN)
        (Path(folder) / "pyproject.toml").write_text("")
        plain = [sys.executable, "train.py"]
        main = "import sys; from fullgraph_server.cli.main import main; sys.exit(main())"
        recorded = [sys.executable, "-P", "-c", main, "record", "--", *plain]
        seconds = [(_seconds(plain, folder), _seconds(recorded, folder)) for _ in range(_ROUNDS)]
    overhead = 100 * (statistics.median(mine / theirs for theirs, mine in seconds) - 1)
    yield Result("training loop, more time while recorded", overhead, 10, "%")


def _seconds(command: list[str], folder: str) -> float:
    ended = subprocess.run(command, cwd=folder, check=True, capture_output=True, text=True)  # noqa: S603
    return float(ended.stdout.split()[-1])

"""Tracing against torch's own capture of the same module: alternating, one process, both warm."""

from __future__ import annotations

import copy
import statistics
from collections.abc import Iterator

import torch
from torch import nn

from tests.parity import environment
from tests.parity.oracle import run_oracle
from tests.parity.ours import run_ours

from .result import Result

ROUNDS = 5
MOST = 0.5


class Convolutions(nn.Module):
    def __init__(self) -> None:
        super().__init__()
        self.blocks = nn.ModuleList(nn.Sequential(nn.Conv2d(4, 4, 3, padding=1), nn.BatchNorm2d(4)) for _ in range(8))

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        for block in self.blocks:
            x = torch.relu(block(x)) + x
        return x.mean((2, 3))


class Attention(nn.Module):
    def __init__(self) -> None:
        super().__init__()
        self.qkv, self.out, self.norm = nn.Linear(16, 48), nn.Linear(16, 16), nn.LayerNorm(16)

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        for _ in range(6):
            b, t, c = x.shape
            q, k, v = (y.view(b, t, 4, c // 4).transpose(1, 2) for y in self.qkv(self.norm(x)).split(c, dim=-1))
            y = nn.functional.scaled_dot_product_attention(q, k, v, is_causal=True)
            x = x + self.out(y.transpose(1, 2).reshape(b, t, c))
        return x


class Breaking(nn.Module):
    def __init__(self) -> None:
        super().__init__()
        self.lin = nn.Linear(8, 8)

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        x = self.lin(x)
        if x.sum() > 0:
            x = x + 1
        scale = x.max().item()
        y: torch.Tensor = self.lin(x * scale)
        return y


CASES = ((Convolutions, (1, 4, 8, 8)), (Attention, (1, 5, 16)), (Breaking, (2, 8)))


def tracing() -> Iterator[Result]:
    environment.settle()
    medians = []
    for make, shape in CASES:
        torch.manual_seed(0)
        module, x = make().eval(), torch.rand(*shape)
        ratios, mine = [], []
        for step in range(ROUNDS + 1):
            ours = run_ours(copy.deepcopy(module), (x,)).seen
            theirs = run_oracle(copy.deepcopy(module), (x,), kinds=False).seen
            if ours.error:
                raise RuntimeError(f"the tracer fails on {make.__name__}: {ours.error}")
            if step:
                ratios.append(ours.seconds / theirs.seconds)
                mine.append(ours.seconds)
        medians.append(statistics.median(ratios))
        note = f"ours {statistics.median(mine) * 1000:.0f} ms"
        yield Result(f"trace of {make.__name__} against torch, median ratio", medians[-1], MOST, "", note)
    yield Result("trace against torch, median of these", statistics.median(medians), MOST, "")

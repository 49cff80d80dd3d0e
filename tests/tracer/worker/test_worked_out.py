"""Inputs worked out from layers run in eager; where nothing says what to call with, nothing is made up."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
import torch

from fullgraph_tracer.worker.errors import NoInputs
from fullgraph_tracer.worker.inputs.find import find
from fullgraph_tracer.worker.inputs.request import Request
from fullgraph_tracer.worker.inputs.worked_out import ORIGIN
from fullgraph_tracer.worker.load import load
from fullgraph_tracer.worker.resolve import resolve

if TYPE_CHECKING:
    from pathlib import Path

_SOURCE = """
import torch
from torch import nn

class Wide(nn.Module):
    def __init__(self, d_model=4096, nhead=8):
        super().__init__()
        self.lin = nn.Linear(d_model, d_model)

    def forward(self, x):
        return self.lin(x)

class Flattening(nn.Module):
    def __init__(self):
        super().__init__()
        self.conv = nn.Conv2d(1, 4, 3)
        self.head = nn.Linear(4 * 26 * 26, 3)

    def forward(self, x):
        return self.head(self.conv(x).flatten(1))

class Sized(nn.Module):
    def __init__(self, vocab_size, d_model):
        super().__init__()
        self.embed = nn.Embedding(vocab_size, d_model)
        self.head = nn.Linear(d_model, vocab_size)

    def forward(self, tokens):
        return self.head(self.embed(tokens))

def product(x, y):
    return torch.relu(x) @ y

def unused(x):
    return x
"""


@pytest.mark.parametrize("qualname", ["Wide", "Flattening", "Sized", "product"])
def test_what_is_worked_out_runs(tmp_path: Path, qualname: str) -> None:
    example = find(_request(tmp_path, qualname), None)
    assert example.origin == ORIGIN
    assert isinstance(example.function(*example.args, **example.kwargs), torch.Tensor)


def test_nothing_is_made_up_for_a_function_without_tensors(tmp_path: Path) -> None:
    with pytest.raises(NoInputs, match="it needs `x`"):
        find(_request(tmp_path, "unused"), None)


def _request(folder: Path, qualname: str) -> Request:
    path = folder / f"worked_out_{qualname.lower()}.py"
    path.write_text(_SOURCE)
    module = load(path, text=None, roots=[])
    return Request(resolve(module, qualname), module, path, _SOURCE)

"""Inputs worked out from layers run in eager; where nothing says what to call with, nothing is made up."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
import torch

from fullgraph_tracer.worker.errors import NoInputs
from fullgraph_tracer.worker.inputs import reading
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

class Windowed(nn.Module):
    def __init__(self, seq_length, width):
        super().__init__()
        self.lin = nn.Linear(width, 10)
        self.head = nn.Linear(seq_length * 10, 1)

    def forward(self, x):
        return self.head(self.lin(x).flatten(1))

class Staged(nn.Module):
    def __init__(self, repeats):
        super().__init__()
        if len(repeats) != 3:
            raise ValueError("expected repeats as list of 3 positive ints")
        self.layers = nn.ModuleList(nn.Linear(4, 4) for _ in range(sum(repeats)))

    def forward(self, x):
        for layer in self.layers:
            x = layer(x)
        return x

class Handing(nn.Module):
    def __init__(self, scale, **kwargs):
        super().__init__()
        self.conv = nn.Conv2d(**kwargs)
        self.scale = scale

    def forward(self, x):
        return self.conv(x) * self.scale

class Chosen(nn.Module):
    def __init__(self, activation):
        super().__init__()
        assert activation in ["Tanh", "Sigmoid"], f"{activation} is not in ['Tanh', 'Sigmoid']"
        self.activation = getattr(nn, activation)()

    def forward(self, x):
        return self.activation(x)

class Probable(nn.Module):
    def forward(self, prediction, target):
        return nn.functional.binary_cross_entropy(prediction, target)

class Inner(nn.Module):
    def __init__(self, config):
        super().__init__()
        self.lin = nn.Linear(config.hidden_size, config.hidden_size)
        self.act = {"relu": nn.ReLU(), "gelu": nn.GELU()}[config.hidden_act]

    def forward(self, x):
        return self.act(self.lin(x))

class Configured(nn.Module):
    def __init__(self, config):
        super().__init__()
        self.inner = Inner(config)
        self.head = nn.Linear(config.hidden_size, config.num_labels)

    def forward(self, hidden_states):
        return self.head(self.inner(hidden_states))

class Keyed(nn.Module):
    def __init__(self, args):
        super().__init__()
        self.lin = nn.Linear(args["n_in"], args["n_out"])

    def forward(self, x):
        return self.lin(x)

class Typed(nn.Module):
    def forward(self, x: torch.FloatTensor, index: torch.LongTensor):
        return x[index]

class AheadConfig:
    def __init__(self, width=8, horizon=None):
        self.width, self.horizon = width, horizon

class Ahead(nn.Module):
    def __init__(self, config: AheadConfig):
        super().__init__()
        if config.horizon is None:
            raise ValueError("The `horizon` config needs to be specified.")
        self.lin = nn.Linear(config.width, config.horizon)

    def forward(self, x):
        return self.lin(x)

class Decoding(nn.Module):
    def __init__(self):
        super().__init__()
        self.embed = nn.Embedding(32, 8)

    def forward(self, input_ids=None, decoder_input_ids=None):
        if decoder_input_ids is None:
            raise ValueError("You must specify input_ids")
        return self.embed(input_ids) + self.embed(decoder_input_ids)

class Listening(nn.Module):
    def __init__(self):
        super().__init__()
        self.conv = nn.Conv1d(1, 4, 400, stride=320)
        self.lin = nn.Linear(4, 4)

    def forward(self, x):
        x = self.conv(x[:, None])
        if x.shape[-1] < 20:
            raise ValueError(f"the sound is too short: {x.shape[-1]}")
        return self.lin(x.transpose(1, 2))

class Expecting(nn.Module):
    def forward(self, x):
        if x.shape[-1] != 300:
            raise ValueError(f"expected a length of 300, but found {x.shape[-1]}. Pad it to 300.")
        return x.sin()

class Tall(nn.Module):
    def __init__(self):
        super().__init__()
        self.conv = nn.Conv2d(3, 4096, 7, stride=4)
        self.head = nn.Linear(4096, 10)

    def forward(self, image):
        return self.head(nn.functional.avg_pool2d(self.conv(image), 28).flatten(1))

class Impossible(nn.Module):
    def forward(self, x):
        return x.reshape(7, 11, 13).sum() + x.no_such_thing

def product(x, y):
    return torch.relu(x) @ y

def unused(x):
    return x
"""


RUNNING = (
    "Wide Flattening Sized Windowed Staged Handing Chosen Probable Configured Keyed Typed Ahead Decoding Listening Expecting Tall product"
).split()


@pytest.mark.parametrize("qualname", RUNNING)
def test_what_is_worked_out_runs(tmp_path: Path, qualname: str) -> None:
    example = find(_request(tmp_path, qualname), None)
    assert example.origin == ORIGIN
    assert isinstance(example.function(*example.args, **example.kwargs), torch.Tensor)


def test_nothing_is_made_up_for_a_function_without_tensors(tmp_path: Path) -> None:
    with pytest.raises(NoInputs, match="it needs `x`"):
        find(_request(tmp_path, "unused"), None)


def test_what_was_tried_is_told_where_nothing_ran(tmp_path: Path) -> None:
    with pytest.raises(NoInputs, match=r"Of what was tried, .*f32\[.* ends with .*(no_such_thing|7, 11, 13)"):
        find(_request(tmp_path, "Impossible"), None)


def _request(folder: Path, qualname: str) -> Request:
    path = folder / f"worked_out_{qualname.lower()}.py"
    path.write_text(_SOURCE)
    module = load(path, text=None, roots=[])
    return Request(resolve(module, qualname), module, path, _SOURCE)


def test_what_is_read_from_a_parameter_is_followed_through_the_classes_it_is_handed_to(tmp_path: Path) -> None:
    module = _request(tmp_path, "Configured").module
    assert reading.attributes(module.Configured, "config") == ["hidden_size", "hidden_act", "num_labels"]
    assert list(reading.keys(module.Keyed, "args")) == ["n_in", "n_out"]

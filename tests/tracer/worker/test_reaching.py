"""Configurations made small, shapes read from docstrings, and inputs that reach a line."""

from __future__ import annotations

import ast
from typing import TYPE_CHECKING

import pytest
import torch

from fullgraph_tracer.api import trace
from fullgraph_tracer.worker import nesting
from fullgraph_tracer.worker.inputs.conditions import conditions
from fullgraph_tracer.worker.inputs.find import assembled, find
from fullgraph_tracer.worker.inputs.reach import reach
from fullgraph_tracer.worker.inputs.request import Request
from fullgraph_tracer.worker.load import load
from fullgraph_tracer.worker.resolve import resolve

if TYPE_CHECKING:
    from pathlib import Path

_SOURCE = '''
from dataclasses import dataclass, field

import torch
from torch import nn

@dataclass
class InnerConfig:
    hidden_size: int = 4096

@dataclass
class NetConfig:
    vocab_size: int = 100_000
    hidden_size: int = 8192
    num_hidden_layers: int = 80
    pad_token_id: int = 99_999
    scaled: bool = False
    kinds: list[str] | None = None
    inner_config: InnerConfig = field(default_factory=InnerConfig)

class Layer(nn.Module):
    def __init__(self, config):
        super().__init__()
        self.scaled = config.scaled
        self.kinds = config.kinds or []
        self.lin = nn.Linear(config.hidden_size, config.hidden_size)

    def forward(self, x, gate=None):
        x = self.lin(x)
        if self.scaled:
            x = self.rescaled(x)
        if gate is not None:
            x = x * gate.sum().item()
        return x

    def rescaled(self, x):
        if "max" in self.kinds:
            return x / x.max().item()
        return x

class Net(nn.Module):
    def __init__(self, config: NetConfig):
        super().__init__()
        self.config = config
        self.embed = nn.Embedding(config.vocab_size, config.hidden_size, padding_idx=config.pad_token_id)
        self.layers = nn.ModuleList(Layer(config) for _ in range(config.num_hidden_layers))

    def forward(self, ids=None, pixels=None):
        """
        Args:
            ids (`torch.LongTensor` of shape `(batch_size, sequence_length)`): numbers of tokens
            pixels (`torch.FloatTensor` of shape `(batch_size, sequence_length, hidden_size)`, *optional*): what is seen
        """
        x = self.embed(ids)
        for layer in self.layers:
            x = layer(x)
        return x if pixels is None else x + pixels
'''


def _line(text: str) -> int:
    return next(number for number, line in enumerate(_SOURCE.splitlines(), 1) if text in line)


@pytest.fixture(scope="module")
def request_for(tmp_path_factory: pytest.TempPathFactory):
    path: Path = tmp_path_factory.mktemp("reaching") / "configured.py"
    path.write_text(_SOURCE)
    module = load(path, text=None, roots=[])
    return lambda qualname: Request(resolve(module, qualname), module, path, _SOURCE)


def test_a_configuration_is_made_small_with_what_depends_on_it(request_for) -> None:
    example = find(request_for("Net"), None)
    config = example.function.config
    assert (config.vocab_size, config.hidden_size, config.num_hidden_layers) == (32, 16, 2)
    assert config.pad_token_id < config.vocab_size
    assert config.inner_config.hidden_size == 16
    assert example.kwargs["ids"].shape == (2, 8)
    assert example.kwargs["ids"].dtype == torch.int64


def test_the_docstring_says_which_shape_an_optional_argument_has(request_for) -> None:
    example = assembled(request_for("Net"), *(2 * (reach(request_for("Net"), _line("x + pixels")),)))
    assert isinstance(example.function(*example.args, **example.kwargs), torch.Tensor)


@pytest.mark.parametrize(
    ("qualname", "line", "changed"),
    [
        ("Net", "x / x.max()", {"scaled": True, "kinds": ["max"]}),
        ("Net", "x = self.rescaled", {"scaled": True, "kinds": None}),
        ("Layer", "gate.sum()", {"scaled": False, "kinds": None}),
    ],
)
def test_inputs_reach_a_line_with_the_fewest_changes(request_for, qualname, line, changed) -> None:
    partial = reach(request_for(qualname), _line(line))
    assert partial is not None
    assert partial.origin == f"worked out to reach line {_line(line)}"
    (config,), _ = partial.init()
    assert {"scaled": config.scaled, "kinds": config.kinds} == changed


def test_a_model_of_billions_of_parameters_takes_no_memory(request_for) -> None:
    text = "init(NetConfig()), ids=i64[2, 8](0, 100)"
    example = find(request_for("Net"), text)
    assert sum(parameter.numel() for parameter in example.function.parameters()) > 5e9
    assert example.on_meta
    assert trace(example.function, example.args, example.kwargs, mode="symbolic").fullgraph


def test_a_line_that_nothing_reaches_is_given_up(request_for) -> None:
    assert reach(request_for("Layer"), _line("x = self.embed")) is None


def test_conditions_follow_calls_and_comparisons() -> None:
    found = conditions(ast.parse(_SOURCE), _line("x / x.max()"))
    assert {"scaled", "kinds"} <= found.names.keys()
    assert found.members["kinds"] == ["max"]


def test_wholes_come_before_their_parts() -> None:
    assert nesting.outermost_first(ast.parse(_SOURCE), ["Layer.forward", "Net.forward"]) == [
        "Net.forward",
        "Layer.forward",
    ]
    assert _line("x = self.lin(x)") in nesting.lines(ast.parse(_SOURCE), "Layer.forward")
    assert _line("x = self.lin(x)") in nesting.lines(ast.parse(_SOURCE), "Layer")

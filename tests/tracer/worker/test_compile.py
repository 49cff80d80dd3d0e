"""Compiling on demand: what the back end was given and made, and a word where it is not the one asked for."""

import math

import pytest
import torch
from torch._inductor import config as inductor_config

from fullgraph_tracer.worker.errors import BackendFailed
from fullgraph_tracer.worker.execute import Reporter
from fullgraph_tracer.worker.handlers.compile import compile_, max_abs_difference

SOURCE = """
import torch

# fullgraph: x=f32[4]
def f(x):
    y = x.sin()
    if y.sum() > 0:
        y = y + 1
    return y

# fullgraph: x=f32[4]
def whole(x):
    return x.sin() * 2

# fullgraph: init(3), x=f32[2, 3]
class Net(torch.nn.Module):
    def __init__(self, n):
        super().__init__()
        self.layer = torch.nn.Linear(n, 2)

    def forward(self, x):
        return self.layer(x).relu()
"""


class Silent(Reporter):
    def __init__(self):
        self.said = []

    def progress(self, message, percentage=None):
        self.said.append(message)


def compiled(tmp_path, qualname, backend):
    file = tmp_path / "compiles.py"
    file.write_text(SOURCE)
    reporter = Silent()
    params = {"file": str(file), "qualname": qualname, "inputs": None, "mode": "concrete", "backend": backend}
    return compile_(params, reporter), reporter.said


def test_aot_eager_shows_the_aten_graph_of_each_captured_graph(tmp_path):
    result, said = compiled(tmp_path, "f", "aot_eager")
    gain = result["compiled"]
    assert gain["backend"] == "aot_eager"
    assert gain["aten"].count("def forward") == result["graph_count"]
    assert "torch.ops.aten.sin.default" in gain["aten"]
    assert "generated" not in gain
    assert "note" not in gain
    assert gain["max_abs_diff"] == 0.0
    assert gain["speedup"] == gain["eager_seconds"] / gain["compiled_seconds"]
    assert said == [
        "tracing",
        "torch captures the same call",
        "running eager",
        "compiling with aot_eager",
        "running the compiled function",
    ]


def test_a_module_in_training_is_compiled_forward(tmp_path):
    result, _ = compiled(tmp_path, "Net", "aot_eager")
    assert "torch.ops.aten.relu.default" in result["compiled"]["aten"]
    assert result["torch"]["agrees"]


@pytest.mark.parametrize(("named", "word"), [("g++", "there is no g++ on PATH"), ("", "CXX names none")])
def test_without_a_compiler_inductor_gives_way_to_aot_eager_and_says_so(tmp_path, monkeypatch, named, word):
    monkeypatch.setenv("PATH", str(tmp_path))
    with inductor_config.patch({"cpp.cxx": (None, named)}):  # as it reads CXX
        result, _ = compiled(tmp_path, "f", "inductor")
    assert result["compiled"]["backend"] == "aot_eager"
    assert f"inductor needs a C++ compiler, and {word}" in result["compiled"]["note"]


def test_a_compiler_that_torch_would_not_take_is_none(tmp_path, monkeypatch):
    other = tmp_path / "clang++"
    other.touch(mode=0o755)
    monkeypatch.setenv("PATH", str(tmp_path))
    with inductor_config.patch({"cpp.cxx": (None, "g++")}):
        result, _ = compiled(tmp_path, "whole", "inductor")
    assert result["compiled"]["backend"] == "aot_eager"


def test_inductor_shows_what_it_was_given_and_the_code_it_generated(tmp_path):
    result, _ = compiled(tmp_path, "whole", "inductor")
    gain = result["compiled"]
    if gain["backend"] != "inductor":
        pytest.skip(gain["note"])
    assert gain["aten"].count("def forward") == 1
    assert "def call(" in gain["generated"]
    assert gain["max_abs_diff"] < 1e-5


def test_a_back_end_that_is_not_there_is_named(tmp_path):
    with pytest.raises(BackendFailed, match="has no back end `nosuch`: it has .*inductor"):
        compiled(tmp_path, "f", "nosuch")


@pytest.mark.parametrize(
    ("left", "right", "apart"),
    [
        ([1.0, math.nan, math.inf], [1.5, math.nan, math.inf], 0.5),
        ([1.0, math.nan], [1.0, 2.0], math.inf),
        ([1.0], [1.0, 2.0], math.inf),
    ],
)
def test_how_far_outputs_are_apart(left, right, apart):
    assert max_abs_difference(torch.tensor(left), torch.tensor(right)) == apart

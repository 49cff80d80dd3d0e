"""The tracer and CPython agree on generated programs over built-in values: result, exceptions, changes of the inputs."""

from __future__ import annotations

import importlib.util
import os
from typing import Any

import pytest
import torch

from fullgraph_tracer.api import trace

from .programs import INPUTS, module_text

BATCH = 60
PROGRAMS = int(os.environ.get("FULLGRAPH_PROGRAMS", "600"))
STATEMENTS = 8


def load(text: str, tmp_path: Any, name: str) -> Any:
    path = tmp_path / f"{name}.py"
    path.write_text(text)
    spec = importlib.util.spec_from_file_location(name, path)
    assert spec is not None and spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def inputs() -> list[Any]:
    return [torch.ones(2), *(eval(text) for text in INPUTS.values())]


def plain(value: Any) -> Any:
    """Types count (True is not 1), NaN equals itself, tensors are compared by value, sets have no order."""
    if isinstance(value, torch.Tensor):
        return ("tensor", value.tolist())
    if isinstance(value, dict):
        pairs = [(plain(k), plain(v)) for k, v in value.items()]
        return (type(value).__name__, pairs, repr(getattr(value, "default_factory", None)))
    if isinstance(value, set | frozenset):
        return (type(value).__name__, sorted(repr(plain(item)) for item in value))
    if hasattr(value, "__iter__") and not isinstance(value, str | bytes | range):
        return (type(value).__name__, [plain(item) for item in value])
    return (type(value).__name__, repr(value))


@pytest.mark.parametrize("start", range(0, PROGRAMS, BATCH))
def test_generated_programs(start: int, tmp_path: Any) -> None:
    module = load(module_text(range(start, start + BATCH), STATEMENTS), tmp_path, f"generated_{start}")
    wrong = []
    for seed in range(start, start + BATCH):
        function = getattr(module, f"program_{seed}")
        expected_inputs, traced_inputs = inputs(), inputs()
        expected = plain(function(*expected_inputs))
        report = trace(function, traced_inputs)
        if report.error is not None:
            wrong.append((seed, repr(report.error)))
        elif plain(report.result) != expected:
            wrong.append((seed, f"{plain(report.result)} is not {expected}"))
    assert not wrong, f"{len(wrong)} of {BATCH}: {wrong[:5]}"

"""A small project in a folder of its own, and what every test of the server needs."""

import os
import sys
from pathlib import Path

import pytest

os.environ.setdefault("OMP_NUM_THREADS", "1")

MODEL = """\
import torch


# fullgraph: x=f32[3, 4]
def f(x):
    y = x.sin()
    if y.sum() > 0:
        return y + 1
    return y


# fullgraph: x=f32[2, 8]
def whole(x):
    z = x * 2
    return z.relu()
"""


@pytest.fixture
def project(tmp_path, monkeypatch) -> Path:
    """A workspace with a model and a pyproject.toml; state and caches go there too."""
    (tmp_path / "pyproject.toml").write_text("[tool.fullgraph]\n")
    (tmp_path / "model.py").write_text(MODEL)
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / ".state"))
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / ".cache"))
    monkeypatch.chdir(tmp_path)
    return tmp_path


@pytest.fixture(scope="session")
def python() -> str:
    return sys.executable

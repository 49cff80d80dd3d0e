"""Code that libraries generate is compiled once, and is the code that they would have compiled."""

from __future__ import annotations

import dataclasses
import importlib
import os
import subprocess
import sys
from pathlib import Path

import pytest

from fullgraph_server.cli import main
from fullgraph_server.cli.generated import GeneratedCode

_GENERATOR = """\
from __future__ import annotations

def made(text):
    space = {}
    eval(compile(text, "<made>", "exec"), space)
    exec(text, space, space)
    return space
"""


@pytest.fixture
def generator(tmp_path, monkeypatch):
    """A module that compiles text."""
    (tmp_path / "generator.py").write_text(_GENERATOR)
    monkeypatch.syspath_prepend(str(tmp_path))
    yield importlib.import_module("generator")
    del sys.modules["generator"]


def test_what_was_compiled_once_is_not_compiled_again(tmp_path, generator):
    file = tmp_path / "kept.bin"
    texts = [f"def f(x: undefined) -> undefined:\n    return x + {n}\n" for n in range(20)]
    first = GeneratedCode(file)
    with first.serving(generator):
        assert [generator.made(text)["f"](1) for text in texts] == list(range(1, 21))
    again = GeneratedCode(file)
    assert again.known.keys() == first.used.keys()
    with again.serving(generator):
        assert [generator.made(text)["f"](1) for text in texts] == list(range(1, 21))
    assert all(again.used[key] is again.known[key] for key in again.used)


def test_the_future_of_the_module_holds_in_its_text(tmp_path, generator):
    """Annotations are not evaluated, because the module has `from __future__ import annotations`."""
    with GeneratedCode(tmp_path / "kept.bin").serving(generator):
        assert generator.made("x: undefined = 1")["__annotations__"] == {"x": "undefined"}


def test_a_module_is_left_as_it_was(tmp_path):
    before = dict(vars(dataclasses))
    with GeneratedCode(tmp_path / "kept.bin").serving(dataclasses):
        made = dataclasses.make_dataclass("Made", ["x"], frozen=True)
    assert dict(vars(dataclasses)) == before
    assert made(1) == made(1)


@pytest.mark.parametrize("held", [b"", b"another version of the bytecode", None])
def test_a_file_that_is_not_ours_is_written_anew(tmp_path, generator, held):
    file = tmp_path / "kept.bin"

    def generate(kept):
        with kept.serving(generator):
            assert [generator.made(f"x = {number}")["x"] for number in range(20)] == list(range(20))

    generate(GeneratedCode(file))
    file.write_bytes(file.read_bytes()[:-1] if held is None else held)
    damaged = GeneratedCode(file)
    assert damaged.known == {}
    generate(damaged)
    assert GeneratedCode(file).known


def test_what_is_no_longer_used_is_dropped(tmp_path, generator):
    file = tmp_path / "kept.bin"
    for name in "xy":
        with GeneratedCode(file).serving(generator):
            for number in range(20):
                generator.made(f"{name} = {number}")
    assert {key[0][0] for key in GeneratedCode(file).known} == {"y"}


def test_the_server_starts_with_what_an_earlier_start_compiled(tmp_path):
    """What is generated while the server is loaded is not compiled the second time, but for salted hashes."""
    environment = {**os.environ, "XDG_CACHE_HOME": str(tmp_path)}
    script = (
        "from fullgraph_server.cli import generated, main\n"
        "missed = []\n"
        "generated.compile = lambda text, *rest, **flags: missed.append(text) or compile(text, *rest, **flags)\n"
        "main._load('server')\n"
        "print(len(missed))\n"
    )
    counts = [
        int(subprocess.run([sys.executable, "-c", script], env=environment, capture_output=True, check=True).stdout)
        for _ in range(2)
    ]
    assert counts[0] > 1000
    assert counts[1] < 10
    assert [path.name for path in Path(tmp_path, "fullgraph").iterdir()] == [
        f"generated-server-{sys.implementation.cache_tag}.bin"
    ]


def test_every_command_loads():
    assert all(main._load(name).NAME == name for name in main.COMMANDS)

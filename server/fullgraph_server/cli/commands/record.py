"""`fullgraph record -- python train.py`: run a program, and note with what its functions and modules are called."""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
import tempfile
import tomllib
from pathlib import Path

from fullgraph_server.cli.errors import CannotRun
from fullgraph_server.cli.workers import workspace_of
from fullgraph_server.engine.worker.start import NoInterpreter, tracer_folder

NAME = "record"
HELP = "run your program, and note example inputs for its functions and modules"
FILE = "fullgraph-inputs.toml"
_MOST = 8
_SIGNALLED = 128
"""More than the number of the signal that ended the program, as shells say it."""
_HEAD = f"""\
# Example inputs, noted by `fullgraph record`: shapes, dtypes and Python arguments, nothing of the data.
# Commit {FILE}; edit it as you like (`fullgraph explain inputs`). Recording again adds to it.

[inputs]
"""
_SITE = """\
import sys
from importlib.machinery import PathFinder
mine = sys.modules.pop("sitecustomize", None)
sys.path[:] = [entry for entry in sys.path if entry != {here!r}]
try:
    import sitecustomize
except ImportError:
    pass
sys.modules.setdefault("sitecustomize", mine)
class Ours:
    @staticmethod
    def find_spec(name, path=None, target=None):
        return PathFinder.find_spec(name, [{tracer!r}]) if name in {{'fullgraph_tracer', 'fullgraph_vocab'}} else None
sys.meta_path.insert(0, Ours)
from fullgraph_tracer.worker.record.start import install
install({workspace!r}, {folder!r})
"""


def add(parser: argparse.ArgumentParser) -> None:
    """The arguments of `record`."""
    parser.add_argument("--output", metavar="FILE", help=f"where to note them (default: {FILE} of the workspace)")
    parser.add_argument("program", nargs=argparse.REMAINDER, metavar="-- PROGRAM", help="such as: python train.py")


def run(options: argparse.Namespace) -> int:
    """Run the program unchanged; its own exit code, or 2 if it cannot be run."""
    program = options.program[1:] if options.program[:1] == ["--"] else options.program
    if not program:
        raise CannotRun("record what? Write the program behind `--`: fullgraph record -- python train.py")
    workspace = workspace_of(Path.cwd() / "_")
    output = Path(options.output).resolve() if options.output else workspace / FILE
    before = _read(output)
    with tempfile.TemporaryDirectory(prefix="fullgraph-record-") as folder:
        code = _run(program, workspace, Path(folder))
        noted = _gathered(Path(folder))
    if noted:
        merged = {**before, **noted}
        output.write_text(_HEAD + "".join(_entry(key, merged[key]) for key in sorted(merged)), encoding="utf-8")
    sys.stderr.write(f"fullgraph: {len(noted)} functions and modules noted in {output}\n")
    return code


def _run(program: list[str], workspace: Path, folder: Path) -> int:
    site = folder / "site"
    site.mkdir()
    try:
        tracer = str(tracer_folder())
    except NoInterpreter as error:
        raise CannotRun(str(error)) from None
    text = _SITE.format(here=str(site), tracer=tracer, workspace=str(workspace), folder=str(folder))
    (site / "sitecustomize.py").write_text(text, encoding="utf-8")
    paths = [str(site), *filter(None, [os.environ.get("PYTHONPATH")])]
    try:
        ended = subprocess.run(program, env={**os.environ, "PYTHONPATH": os.pathsep.join(paths)}, check=False)  # noqa: S603
    except OSError as error:
        raise CannotRun(f"`{program[0]}` cannot be run: {error.strerror or error}") from None
    return ended.returncode if ended.returncode >= 0 else _SIGNALLED - ended.returncode


def _gathered(folder: Path) -> dict[str, list[str]]:
    """What all processes of the program noted."""
    noted: dict[str, list[str]] = {}
    for text in sorted(file.read_text(encoding="utf-8") for file in folder.glob("*.json")):
        for key, specs in json.loads(text).items():
            known = noted.setdefault(key, [])
            known += [spec for spec in specs if spec not in known]
    return {key: specs[:_MOST] for key, specs in noted.items()}


def _read(output: Path) -> dict[str, list[str]]:
    if not output.is_file():
        return {}
    try:
        table = tomllib.loads(output.read_text(encoding="utf-8")).get("inputs", {})
    except tomllib.TOMLDecodeError as error:
        raise CannotRun(f"{output} cannot be read: {error}") from None
    return {key: [value] if isinstance(value, str) else list(value) for key, value in table.items()}


def _entry(key: str, specs: list[str]) -> str:
    quoted = [json.dumps(spec, ensure_ascii=False) for spec in specs]
    if len(quoted) == 1:
        return f"{json.dumps(key)} = {quoted[0]}\n"
    return f"{json.dumps(key)} = [\n" + "".join(f"    {text},\n" for text in quoted) + "]\n"

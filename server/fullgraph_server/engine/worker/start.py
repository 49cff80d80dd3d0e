"""How the worker is started: the user's interpreter, our tracer, and nothing of ours that could shadow the user's."""

from __future__ import annotations

import importlib.util
import os
import shutil
import sys
from pathlib import Path

_BOOTSTRAP = """\
import sys
from importlib.machinery import PathFinder
class Ours:
    @staticmethod
    def find_spec(name, path=None, target=None):
        return PathFinder.find_spec(name, [{folder!r}]) if name in {{'fullgraph_tracer', 'fullgraph_vocab'}} else None
sys.meta_path.insert(0, Ours)
from fullgraph_tracer.worker.__main__ import main
main()
"""


class NoInterpreter(Exception):
    """No interpreter to start a worker with; says where it was looked for."""


def tracer_folder() -> Path:
    """The folder of the tracer's packages, which are looked up and never imported: that is the worker's business."""
    spec = importlib.util.find_spec("fullgraph_tracer")
    locations = list(spec.submodule_search_locations or ()) if spec is not None else []
    if not locations:
        raise NoInterpreter("fullgraph's own tracer is not installed: reinstall fullgraph")
    return Path(locations[0]).parent


def command(interpreter: str, *options: str) -> list[str]:
    """The command line of a worker."""
    bootstrap = _BOOTSTRAP.format(folder=str(tracer_folder()))
    return [interpreter, "-P", "-c", bootstrap, *options]


def environment() -> dict[str, str]:
    """The server's environment, with output as it comes and in UTF-8; PYTHONHOME is for our interpreter only."""
    kept = {name: value for name, value in os.environ.items() if name != "PYTHONHOME"}
    kept["PYTHONUNBUFFERED"] = "1"
    kept["PYTHONIOENCODING"] = "utf-8:replace"
    return kept


def find_interpreter(setting: str | None, workspace: Path | None) -> str:
    """The user's interpreter: the setting, an activated environment, the workspace's `.venv`, our own, `python3`."""
    if setting:
        found = shutil.which(str(Path(setting).expanduser()))
        if found is None:
            raise NoInterpreter(f"the interpreter `{setting}` does not exist or cannot be run")
        return str(Path(found).absolute())
    for candidate in _candidates(workspace):
        if os.access(candidate, os.X_OK):
            return str(candidate)
    return sys.executable


def _candidates(workspace: Path | None) -> list[Path]:
    binary = Path("Scripts/python.exe") if sys.platform == "win32" else Path("bin/python")
    candidates = [Path(os.environ[name]) / binary for name in ("VIRTUAL_ENV", "CONDA_PREFIX") if os.environ.get(name)]
    if workspace is not None:
        candidates += [workspace / folder / binary for folder in (".venv", "venv", "env")]
    return candidates

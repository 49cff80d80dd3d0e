"""A worker for the length of one command."""

from __future__ import annotations

import contextlib
import sys
from typing import TYPE_CHECKING

from fullgraph_server.cli.errors import CannotRun
from fullgraph_server.engine.worker.client import Listener, Worker
from fullgraph_server.engine.worker.start import NoInterpreter, find_interpreter

if TYPE_CHECKING:
    import argparse
    from collections.abc import AsyncIterator
    from pathlib import Path

    from fullgraph_server.engine.settings import Settings
    from fullgraph_vocab.wire import Output, WireError


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Options of every command that runs the user's code."""
    parser.add_argument("--interpreter", help="the Python that has your torch (default: the environment's)")
    parser.add_argument("--timeout", type=positive, help="seconds that one function may take")
    parser.add_argument("--memory", type=positive, help="megabytes that one function may take")
    parser.add_argument("--show-output", action="store_true", help="pass on what your code prints, to stderr")


def positive(text: str) -> float:
    """A number above zero, for argparse."""
    value = float(text)
    if not value > 0:
        raise ValueError(text)
    return value


@contextlib.asynccontextmanager
async def running(settings: Settings, folder: Path) -> AsyncIterator[Worker]:
    """A worker in `folder`, ended with the command."""
    try:
        interpreter = find_interpreter(settings.interpreter, folder)
    except NoInterpreter as error:
        raise CannotRun(str(error)) from None
    worker = Worker(interpreter, folder, memory=settings.trace_memory << 20)
    try:
        yield worker
    finally:
        await worker.stop()


def listener(*, show_output: bool) -> Listener:
    """Passes on what user code prints, if that is wanted."""

    def output(params: Output) -> None:
        sys.stderr.write(params["text"])

    return Listener(output=output if show_output else None)


def explain_error(error: WireError) -> str:
    """An error of the worker as text: code, message, place, and the user's traceback."""
    place = error.get("location")
    at = "" if place is None else f"{place['filename']}:{place['location']['row']}:{place['location']['column']}: "
    told = f"{at}{error['code']} {error['message']}"
    traceback = error.get("traceback")
    return f"{told}\n{traceback.rstrip()}" if traceback else told


def workspace_of(path: Path) -> Path:
    """The folder that a file's project lies in: the nearest with a `pyproject.toml` or `.git`, else its own."""
    for folder in path.parents:
        if (folder / "pyproject.toml").is_file() or (folder / ".git").exists():
            return folder
    return path.parent

"""`FILE::QUALNAME`, and what `trace` and `compile` share."""

from __future__ import annotations

from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

from fullgraph_server.cli.errors import CannotRun
from fullgraph_server.engine.settings import Settings, apply, find_file, read_file

if TYPE_CHECKING:
    import argparse


@dataclass(frozen=True)
class Target:
    """One function of a file."""

    file: Path
    qualname: str


def parse(text: str) -> Target:
    """Split `FILE::QUALNAME`; a file that does not exist is refused here, in words."""
    name, separator, qualname = text.rpartition("::")
    if not separator or not name or not qualname:
        raise CannotRun(f"`{text}` names no function: write FILE::QUALNAME, such as model.py::Net.forward")
    file = Path(name).resolve()
    if not file.exists():
        raise CannotRun(f"{name} does not exist")
    if file.is_dir():
        raise CannotRun(f"{name} is a folder: write FILE::QUALNAME")
    return Target(file, qualname)


def settings_for(path: Path, options: argparse.Namespace) -> Settings:
    """The project's settings with the command line's over them; settings that cannot be understood end the command."""
    file = Path(options.config).resolve() if getattr(options, "config", None) else find_file(path)
    settings = Settings()
    if file is not None:
        read = read_file(file)
        if read.findings:
            told = "\n".join(f"{file}:{found['location']['row']}: FG915 {found['message']}" for found in read.findings)
            raise CannotRun(told)
        settings, _ = apply(settings, read.table, from_file=True)
    if options.interpreter:
        settings = replace(settings, interpreter=options.interpreter)
    if options.timeout:
        settings = replace(settings, trace_timeout=options.timeout, compile_timeout=options.timeout)
    if options.memory:
        settings = replace(settings, trace_memory=int(options.memory))
    return settings

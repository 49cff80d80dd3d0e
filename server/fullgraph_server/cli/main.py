"""The `fullgraph` command."""

from __future__ import annotations

import argparse
import gc
import os
import sys
from importlib import import_module
from importlib.metadata import version
from typing import TYPE_CHECKING

from fullgraph_server.cli.errors import CANNOT, CannotRun
from fullgraph_server.cli.generated import GeneratedCode, default_file

if TYPE_CHECKING:
    from types import ModuleType

COMMANDS = ("check", "trace", "compile", "record", "explain", "server")
"""Each is a module of `commands`. Only the one that is called is loaded: libraries take half a second."""
GENERATING = {"server": ("dataclasses", "attr._make")}
"""What compiles generated text while the libraries of a command are loaded, if it is more than dataclasses."""
_INTERRUPTED = 130


def main(arguments: list[str] | None = None) -> int:
    """Run a command; its exit code. 2, with a message on stderr, if it could not do its job."""
    parser = argparse.ArgumentParser(prog="fullgraph", description="Where torch.compile breaks your graph, and why.")
    parser.add_argument("--version", action="version", version=f"fullgraph {version('fullgraph')}")
    commands = parser.add_subparsers(dest="command", required=True, metavar="COMMAND")
    given = sys.argv[1:] if arguments is None else arguments
    wanted = next((word for word in given if word in COMMANDS), None)
    for name in COMMANDS if wanted is None else (wanted,):
        module = _load(name)
        command = commands.add_parser(module.NAME, help=module.HELP, description=module.HELP)
        module.add(command)
        command.set_defaults(run=module.run)
    options = parser.parse_args(arguments)
    try:
        code: int = options.run(options)
        sys.stdout.flush()
    except CannotRun as error:
        sys.stderr.write(f"fullgraph: {error}\n")
        return CANNOT
    except KeyboardInterrupt:
        return _INTERRUPTED
    except BrokenPipeError:
        # The reader of a pipe went away (`| head`): nothing to say, and nowhere to say it.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return CANNOT
    return code


def _load(command: str) -> ModuleType:
    """A command with all that it needs. What is loaded stays: looking for garbage in it, then or later, is in vain."""
    gc.disable()
    generating = [import_module(name) for name in GENERATING.get(command, ("dataclasses",))]
    with GeneratedCode(default_file(command)).serving(*generating):
        module = import_module(f"fullgraph_server.cli.commands.{command}")
    gc.freeze()
    gc.enable()
    return module


if __name__ == "__main__":
    sys.exit(main())

"""The `fullgraph` command."""

from __future__ import annotations

import argparse
import importlib
import os
import sys
from importlib.metadata import version

from fullgraph_server.cli.errors import CANNOT, CannotRun

COMMANDS = ("check", "trace", "compile", "record", "explain", "server")
"""Each is a module of `commands`. Only the one that is called is loaded: the server's libraries take a second."""
_INTERRUPTED = 130


def main(arguments: list[str] | None = None) -> int:
    """Run a command; its exit code. 2, with a message on stderr, if it could not do its job."""
    parser = argparse.ArgumentParser(prog="fullgraph", description="Where torch.compile breaks your graph, and why.")
    parser.add_argument("--version", action="version", version=f"fullgraph {version('fullgraph')}")
    commands = parser.add_subparsers(dest="command", required=True, metavar="COMMAND")
    given = sys.argv[1:] if arguments is None else arguments
    wanted = next((word for word in given if word in COMMANDS), None)
    for name in COMMANDS if wanted is None else (wanted,):
        module = importlib.import_module(f"fullgraph_server.cli.commands.{name}")
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


if __name__ == "__main__":
    sys.exit(main())

"""`fullgraph explain FG101`: the page of a code, a kind, an id of torch's, or a topic."""

from __future__ import annotations

import json
import sys
from typing import TYPE_CHECKING

from fullgraph_server.cli.errors import CLEAN, CannotRun
from fullgraph_vocab.breaks import BREAKS
from fullgraph_vocab.breaks import FAMILIES as BREAK_FAMILIES
from fullgraph_vocab.breaks import family as break_family
from fullgraph_vocab.coverage import load as load_coverage
from fullgraph_vocab.explain import UnknownName, explain
from fullgraph_vocab.kinds import FAMILIES as KIND_FAMILIES

if TYPE_CHECKING:
    import argparse

NAME = "explain"
HELP = "what a code, a kind or an id of torch's means"


def add(parser: argparse.ArgumentParser) -> None:
    """The arguments of `explain`."""
    parser.add_argument("name", nargs="?", help="such as FG101, tensor-branch, TensorVariable, GB0170 or inputs")
    parser.add_argument("--kinds", action="store_true", help="list every kind")
    parser.add_argument(
        "--coverage", action="store_true", help="with --kinds: which of them the pages' examples produce, as measured"
    )
    parser.add_argument("--output-format", choices=("text", "json"), default="text", help="of --coverage")
    parser.add_argument("--codes", action="store_true", help="list every code")


def run(options: argparse.Namespace) -> int:
    """Print the page or the list."""
    if options.coverage:
        if not options.kinds:
            raise CannotRun("the coverage of what? Say --kinds --coverage")
        sys.stdout.write(_coverage(options.output_format))
    elif options.kinds:
        sys.stdout.write(_kinds())
    if options.codes:
        sys.stdout.write(_codes())
    if options.name:
        try:
            sys.stdout.write(explain(options.name))
        except UnknownName as error:
            raise CannotRun(str(error)) from None
    elif not (options.kinds or options.codes):
        raise CannotRun("explain what? A code (FG101), a kind (TensorVariable), or --codes or --kinds for the lists")
    return CLEAN


def _kinds() -> str:
    lines: list[str] = []
    for family, kinds in KIND_FAMILIES.items():
        lines.append(family)
        lines += [f"  {kind.name:<50} {kind.tracks}" for kind in kinds]
    return "\n".join(lines) + "\n"


def _coverage(output_format: str) -> str:
    coverage = load_coverage()
    return json.dumps(coverage.to_json(), indent=2) + "\n" if output_format == "json" else coverage.to_text()


def _codes() -> str:
    lines: list[str] = []
    for title in BREAK_FAMILIES.values():
        lines.append(title)
        lines += [f"  {code} {cause.title}" for code, cause in BREAKS.items() if break_family(code) == title]
    return "\n".join(lines) + "\n"

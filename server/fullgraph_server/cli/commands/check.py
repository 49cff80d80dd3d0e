"""`fullgraph check PATHS`: predictions for files and folders, confirmed by traces if asked."""

from __future__ import annotations

import asyncio
import sys
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from fullgraph_server.cli.bar import Bar
from fullgraph_server.cli.checking import Checked, check_files, confirm_file
from fullgraph_server.cli.commands.target import settings_for
from fullgraph_server.cli.errors import CANNOT, CLEAN, FINDINGS, CannotRun
from fullgraph_server.cli.formats import FORMATS
from fullgraph_server.cli.parallel import processors
from fullgraph_server.cli.statistics import show as show_statistics
from fullgraph_server.cli.workers import add_arguments, explain_error, listener, running, workspace_of
from fullgraph_server.engine.files import python_files
from fullgraph_server.engine.folders import default_folder
from fullgraph_server.engine.predict import Predictions

if TYPE_CHECKING:
    import argparse

    from fullgraph_server.engine.settings import Settings

NAME = "check"
HELP = "find where torch.compile breaks graphs"


def add(parser: argparse.ArgumentParser) -> None:
    """The arguments of `check`."""
    parser.add_argument("paths", nargs="+", metavar="PATH", help="Python files, or folders of them")
    parser.add_argument("--confirm", action="store_true", help="trace the functions that have example inputs")
    parser.add_argument("--output-format", choices=tuple(FORMATS), default="full")
    parser.add_argument("--select", type=codes, help="codes or their beginnings, with commas: FG1,FG402 or ALL")
    parser.add_argument("--ignore", type=codes, help="as --select, for what is left out")
    parser.add_argument(
        "--min-confidence", choices=("certain", "likely", "possible"), help="leave out predictions that are less sure"
    )
    parser.add_argument("--exit-zero", action="store_true", help="exit 0 even with findings")
    parser.add_argument("--statistics", action="store_true", help="count the findings by code and status")
    parser.add_argument("--config", metavar="PYPROJECT", help="the pyproject.toml to use")
    parser.add_argument("--jobs", type=_count, default=processors(), help="processes to use (default: one a processor)")
    parser.add_argument("--no-cache", action="store_true", help="neither use nor keep predictions of earlier runs")
    parser.add_argument("--cache-dir", type=Path, metavar="FOLDER", help="where predictions are kept")
    add_arguments(parser)


def _count(text: str) -> int:
    """A number of processes, for argparse."""
    number = int(text)
    if number < 1:
        raise ValueError(text)
    return number


def codes(text: str) -> tuple[str, ...]:
    """A list of codes, for argparse."""
    return tuple(code.strip().upper() for code in text.split(",") if code.strip())


def run(options: argparse.Namespace) -> int:
    """Print the findings; 2 if a file could not be checked, else 1 if there are any."""
    files = _files(options.paths)
    settings = _settings(files[0] if files else Path.cwd() / "pyproject.toml", options)
    folder = workspace_of(files[0]) if files else Path.cwd()
    cache = None if options.no_cache else options.cache_dir or default_folder()
    bar = Bar(len(files), "files")
    try:
        checked = check_files(Predictions(folder, settings, cache), files, settings, jobs=options.jobs, bar=bar)
    finally:
        bar.end()
    if options.confirm:
        checked = asyncio.run(_confirm(checked, settings, options))
    findings = [found for one in checked for found in one.findings]
    if options.output_format != "json":
        findings = [found for found in findings if found["status"] != "refuted"]
    sys.stdout.write(FORMATS[options.output_format](findings))
    problems = [problem for one in checked for problem in one.problems]
    for problem in problems:
        sys.stderr.write(explain_error(problem) + "\n")
    if options.statistics:
        stream = sys.stdout if options.output_format in {"full", "concise"} else sys.stderr
        stream.write(show_statistics(checked))
    if problems:
        return CANNOT
    counted = any(found["status"] != "refuted" for found in findings)
    return FINDINGS if counted and not options.exit_zero else CLEAN


def _files(paths: list[str]) -> list[Path]:
    files: list[Path] = []
    for name in paths:
        path = Path(name).resolve()
        if not path.exists():
            raise CannotRun(f"{name} does not exist")
        files += python_files(path)
    if not files:
        sys.stderr.write(f"fullgraph: there are no Python files in {', '.join(paths)}\n")
    return list(dict.fromkeys(files))


def _settings(path: Path, options: argparse.Namespace) -> Settings:
    settings = settings_for(path, options)
    if options.select:
        settings = replace(settings, select=options.select)
    if options.ignore:
        settings = replace(settings, ignore=options.ignore)
    if options.min_confidence:
        settings = replace(settings, min_confidence=options.min_confidence)
    return settings


async def _confirm(checked: list[Checked], settings: Settings, options: argparse.Namespace) -> list[Checked]:
    """Trace file by file: within one, functions share the import."""
    if not checked:
        return checked
    folder = workspace_of(checked[0].path)
    hears = listener(show_output=options.show_output)
    async with running(settings, folder) as worker:
        return [await confirm_file(worker, one, settings, folder, hears) for one in checked]

"""The analysis behind the engine's narrow door: a `Project` of `fullgraph_analysis` for each workspace folder."""

from __future__ import annotations

import sys
import traceback
from collections import OrderedDict
from pathlib import Path
from typing import TYPE_CHECKING

from fullgraph_analysis.api import AnalysisConfig, Project
from fullgraph_analysis.documents.encoding import UndecodableError
from fullgraph_server.engine.analysis import Facts, Function, KindFact
from fullgraph_server.engine.cache import FactsCache
from fullgraph_server.engine.files import Unreadable, read
from fullgraph_server.engine.findings import tool_finding
from fullgraph_server.engine.folders import default_folder
from fullgraph_server.engine.outline import marked_functions
from fullgraph_server.engine.settings import python_of
from fullgraph_server.engine.text import Text
from fullgraph_server.engine.worker.start import NoInterpreter, find_interpreter
from fullgraph_vocab.breaks import tool
from fullgraph_vocab.explain import page_of

if TYPE_CHECKING:
    from fullgraph_analysis.api import FileFacts, FunctionFact, ParseError
    from fullgraph_analysis.api import Finding as Predicted
    from fullgraph_analysis.api import KindFact as Tracked
    from fullgraph_server.engine.settings import Settings
    from fullgraph_vocab.spans import Span
    from fullgraph_vocab.wire import Finding, Position, WireError

_CLOSED = 4
"""Of so many files that are not open what was evaluated is kept: they are gone through one after the other."""


class Predictions:
    """One folder's project. A bug of the analysis costs its own file's answer only."""

    def __init__(self, folder: Path, settings: Settings, cache: Path | None = None) -> None:
        self.folder = folder
        self.interpreter = settings.interpreter
        self.texts: dict[str, Text] = {}
        self.versions: dict[str, int] = {}
        self.cache_folder = cache
        self.problems: dict[str, WireError] = {}
        self._closed: OrderedDict[str, None] = OrderedDict()
        """Files that are not open and were asked about, the last one last."""
        self.project, self.cache = self._project(settings.roots, python_of(settings))

    def _project(self, roots: tuple[str, ...], python: tuple[int, int] | None) -> tuple[Project, FactsCache | None]:
        config = AnalysisConfig(roots=roots) if python is None else AnalysisConfig(roots=roots, python=python)
        packages = _site_packages(self.interpreter, self.folder)
        if self.cache_folder is None:
            return Project([self.folder], config, packages), None
        return Project([self.folder], config, packages), FactsCache(self.cache_folder, (self.folder, config, packages))

    def configure(self, roots: tuple[str, ...], python: tuple[int, int] | None) -> None:
        """What counts as compiled, and for which Python."""
        self.project, self.cache = self._project(roots, python)
        for path, text in self.texts.items():
            self.project.open(path, text.content, self.versions[path])
            if self.cache is not None:
                self.cache.digests.put(path, text.content)

    def set_text(self, path: str, text: str | None) -> None:
        """The editor's text of a file; None: what is on disk holds."""
        if self.cache is not None:
            self.cache.digests.put(path, text)
        if text is None:
            self.texts.pop(path, None)
            self.project.close(path)
            return
        self.texts[path] = Text(text)
        self.versions[path] = self.versions.get(path, 0) + 1
        self.project.change(path, text, self.versions[path])

    def facts(self, path: str) -> Facts:
        """Findings and functions of a file. Never raises for what the file contains."""
        if self.cache is None or path in self.texts:
            return self._facts(path)
        known = self.cache.get(path)
        if known is None:
            known = self._facts(path)
            context = self.project.known(path)
            if context is not None and known.problem is None:
                self.cache.put(path, known, context.reads, context.missing)
        return known

    def _facts(self, path: str) -> Facts:
        text = self._text(path)
        if text is None:
            return Facts((), ())
        marked = marked_functions(text)
        known = self._analyse(path)
        if known is None:
            return Facts((), tuple(marked), self.problems.get(path))
        findings = [_finding(found) for found in known.findings]
        findings += [_parse_error(path, error) for error in known.parse_errors]
        functions = {
            function.qualname: _function(function)
            for function in known.functions
            if function.is_root or function.is_forward
        }
        for function in marked:
            # A spec above a class is for its `forward`, which the analysis lists.
            if f"{function.qualname}.forward" not in functions:
                functions.setdefault(function.qualname, function)
        ordered = sorted(functions.values(), key=lambda function: (function.start["row"], function.start["column"]))
        return Facts(tuple(findings), tuple(ordered))

    def kind_at(self, path: str, row: int, column: int) -> KindFact | None:
        """The innermost expression at a place (from 1), if its kind is known."""
        known = self._analyse(path)
        fact = None if known is None else known.kind_at(row, column - 1)
        if fact is None and known is not None:
            elsewhere = (kinds.at(row, column - 1) for kinds in self.project.kinds_from_callers(path))
            fact = next((found for found in elsewhere if found is not None), None)
        return None if fact is None else _kind(fact)

    def kinds(self, path: str) -> list[KindFact]:
        """What every expression of a file is taken for, as far as that is known."""
        known = self._analyse(path)
        return [] if known is None else [_kind(fact) for fact in known.kinds]

    def _analyse(self, path: str) -> FileFacts | None:
        if path not in self.texts:
            self._closed[path] = None
            self._closed.move_to_end(path)
            if len(self._closed) > _CLOSED:
                self.project.forget(self._closed.popitem(last=False)[0])
        self.problems.pop(path, None)
        try:
            return self.project.analyse(path)
        except (OSError, UndecodableError):
            return None
        except Exception as error:  # noqa: BLE001 - whatever it is, it is ours: said for this file, and others go on
            self.problems[path] = _problem(path, error)
            self.project.forget(path)
            return None

    def _text(self, path: str) -> Text | None:
        if path in self.texts:
            return self.texts[path]
        try:
            return Text(read(Path(path)))
        except Unreadable:
            return None


def make_analysis(folder: Path, settings: Settings, cache: Path | None = None) -> Predictions:
    """The analysis of one workspace folder; what it finds in files that are not open is kept in `cache`."""
    return Predictions(folder, settings, cache)


def make_cached_analysis(folder: Path, settings: Settings) -> Predictions:
    """The same with the user's cache, which `fullgraph check` fills and uses too."""
    return make_analysis(folder, settings, default_folder())


def _site_packages(interpreter: str | None, folder: Path) -> list[Path]:
    """Where the packages of the user's interpreter lie; found by its path, since nothing may be run."""
    try:
        python = Path(find_interpreter(interpreter, folder))
    except NoInterpreter:
        return []
    prefix = python.parent.parent
    found = sorted(prefix.glob("lib/python3*/site-packages")) + sorted(prefix.glob("Lib/site-packages"))
    if found or python != Path(sys.executable):
        return found
    return [Path(entry) for entry in sys.path if entry.endswith("site-packages")]


def _start(span: Span) -> Position:
    return {"row": span.line, "column": span.column + 1}


def _end(span: Span) -> Position:
    return {"row": span.end_line, "column": span.end_column + 1}


def _kind(fact: Tracked) -> KindFact:
    return KindFact(_start(fact.span), _end(fact.span), fact.kind, fact.detail, fact.value, fact.python_type)


def _function(function: FunctionFact) -> Function:
    return Function(
        function.qualname,
        _start(function.name_span),
        _end(function.name_span),
        _start(function.span),
        _end(function.span),
        function.is_root,
    )


def _finding(found: Predicted) -> Finding:
    cause = found.code
    made: Finding = {
        "code": cause.code,
        "name": cause.name,
        "message": found.message,
        "severity": cause.severity,
        "status": "predicted",
        "confidence": found.confidence,
        "filename": found.span.file,
        "location": _start(found.span),
        "end_location": _end(found.span),
        "function": found.function,
        "upstream": [found.upstream] if found.upstream else list(cause.upstream[:1]),
        "url": page_of(cause).as_uri(),
        "related": [
            {
                "filename": place.span.file,
                "location": _start(place.span),
                "end_location": _end(place.span),
                "message": place.message,
            }
            for place in found.related
        ],
        "fix": None,
        "effect": found.effect,
        "hints": list(cause.hints),
    }
    return made


def _problem(path: str, error: Exception) -> WireError:
    """A bug of the analysis, with what a report of it needs."""
    detail = traceback.format_exception_only(error)[-1].strip()
    return {
        "code": tool.ANALYSIS_BUG.code,
        "message": f"{path}: {tool.ANALYSIS_BUG.message(detail=detail)}; {tool.ANALYSIS_BUG.hints[0]}",
        "traceback": "".join(traceback.format_exception(error)),
    }


def _parse_error(path: str, error: ParseError) -> Finding:
    start, end = _start(error.span), _end(error.span)
    return tool_finding(tool.SYNTAX_ERROR, error.message, path, row=start["row"], column=start["column"], end=end)

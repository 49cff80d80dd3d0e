"""The engine of one editor session: folders, documents, and what all tiers say of them.

Knows neither LSP nor a terminal: places are rows and columns from 1, in characters; files are paths.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from fullgraph_server.engine import suppressions
from fullgraph_server.engine.changes import Changes, digest
from fullgraph_server.engine.confirm import Confirmation, Job, confirm
from fullgraph_server.engine.disagreements import Report, disagreement, write_report
from fullgraph_server.engine.files import Unreadable, read
from fullgraph_server.engine.findings import from_error, order, tool_finding
from fullgraph_server.engine.merge import at_calls, merge, without_orphans
from fullgraph_server.engine.settings import (
    FileSettings,
    Settings,
    apply,
    find_file,
    python_of,
    read_file,
    selected,
    shown,
)
from fullgraph_server.engine.text import Text
from fullgraph_server.engine.traces import Cache, Key, Traced
from fullgraph_server.engine.worker.client import Listener, Worker, WorkerFailed
from fullgraph_server.engine.worker.start import NoInterpreter, find_interpreter
from fullgraph_vocab.breaks import BREAKS, tool

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from fullgraph_server.engine.analysis import Analysis, Facts, Function, KindFact
    from fullgraph_vocab.wire import (
        CompileParams,
        Finding,
        Hello,
        KindAt,
        Position,
        SizeJson,
        TraceParams,
        TraceResult,
        WireError,
    )

_QUIET = frozenset({tool.NO_INPUTS.code, tool.CANCELLED.code, tool.UNTRUSTED.code})
"""Errors of a trace that are no finding in the text: a lens says them."""


@dataclass
class Document:
    """An open file: its text, and what traces said of it."""

    path: str
    version: int
    text: Text
    saved: bool = True
    """Whether the text is what is on disk, as far as is known."""
    traces: dict[str, Traced] = field(default_factory=dict)
    fatal: Traced | None = None
    """Why nothing of the file could be traced."""
    _facts: tuple[Text, int, Facts] | None = None


@dataclass
class Folder:
    """One workspace folder: its settings, its analysis, its worker."""

    path: Path
    settings: Settings
    file: FileSettings
    analysis: Analysis
    worker: Worker | None = None
    opened: bool = True
    """Opened by the editor as a folder; else it only holds a file that was opened on its own."""


@dataclass(frozen=True)
class KindHere:
    """What an expression is tracked as, and which tier says so."""

    start: Position
    end: Position
    kind: str
    detail: str
    value: str | None
    traced: bool
    python_type: str = ""
    sizes: tuple[str, ...] = ()
    """What the trace makes of the sizes in it that vary."""


class Session:
    """Everything that one editor has open."""

    def __init__(
        self,
        make_analysis: Callable[[Path, Settings], Analysis],
        *,
        on_worker: Callable[[Folder, str], None] | None = None,
    ) -> None:
        self.make_analysis = make_analysis
        self.on_worker = on_worker
        self.editor: Mapping[str, Any] = {}
        self.editor_of: dict[Path, Mapping[str, Any]] = {}
        """Settings of single folders, where the editor tells them apart."""
        self.editor_problems: list[tuple[str, str]] = []
        self.trusted = True
        self.folders: dict[Path, Folder] = {}
        self.documents: dict[str, Document] = {}
        self.cache = Cache()
        self.disk = Changes()
        """What is on disk, as far as is known: a trace imports it."""
        self.edited = Changes()
        """What the analysis reads: the editor's texts, and the disk behind them."""
        self.reports: list[Report] = []

    # ---- folders and settings

    def add_folder(self, path: Path, *, opened: bool = True) -> Folder:
        """A workspace folder (or the folder of a file outside of all of them)."""
        if path not in self.folders:
            settings, file = self._settings(path)
            self.folders[path] = Folder(path, settings, file, self.make_analysis(path, settings), opened=opened)
        self.folders[path].opened |= opened
        return self.folders[path]

    async def remove_folder(self, path: Path) -> None:
        """A folder was closed."""
        folder = self.folders.pop(path, None)
        if folder is not None and folder.worker is not None:
            await folder.worker.stop()

    def folder_of(self, path: str) -> Folder:
        """The innermost folder that holds a file; a file outside of all is its own folder's."""
        file = Path(path)
        holding = [folder for folder in self.folders if file.is_relative_to(folder)]
        if holding:
            return self.folders[max(holding, key=lambda folder: len(folder.parts))]
        return self.add_folder(file.parent, opened=False)

    async def configure(
        self,
        editor: Mapping[str, Any],
        *,
        trusted: bool,
        folders: Mapping[Path, Mapping[str, Any]] | None = None,
    ) -> None:
        """The editor's settings, those of single folders, or its trust, have changed."""
        self.editor, self.trusted = editor, trusted
        self.editor_of = dict(folders or {})
        await self.reload()

    async def reload(self) -> None:
        """Read all settings anew, since a `pyproject.toml` or the editor's settings have changed."""
        self.disk.everything()
        self.edited.everything()
        self.editor_problems = []
        for folder in self.folders.values():
            before = folder.settings
            folder.settings, folder.file = self._settings(folder.path)
            folder.analysis.configure(folder.settings.roots, python_of(folder.settings))
            changed = (before.interpreter, before.trace_memory) != (
                folder.settings.interpreter,
                folder.settings.trace_memory,
            )
            if folder.worker is not None and (changed or not self.trusted):
                await folder.worker.stop()
                folder.worker = None

    def _settings(self, path: Path) -> tuple[Settings, FileSettings]:
        editor = self.editor_of.get(path, self.editor)
        settings, problems = apply(Settings(trusted=self.trusted), editor)
        self.editor_problems += [problem for problem in problems if problem not in self.editor_problems]
        configured = editor.get("configuration")
        source = Path(configured) if isinstance(configured, str) and configured else find_file(path / "_")
        file = FileSettings() if source is None else read_file(source)
        table = dict(file.table)
        if not self.trusted:
            table.pop("interpreter", None)
        settings, _ = apply(settings, table, from_file=True)
        return replace(settings, trusted=self.trusted), file

    # ---- documents

    def open(self, path: str, version: int, text: str) -> Document:
        """A file is opened in the editor."""
        document = Document(path, version, Text(text), saved=_text_on_disk(path) == text)
        self.documents[path] = document
        self.folder_of(path).analysis.set_text(path, text)
        self.disk.known.setdefault(path, digest(text))
        self.edited.note(path, text)
        return document

    def change(self, path: str, version: int, text: Text) -> Document:
        """The editor's text has changed. What traces said stays, and moves with the text."""
        document = self.documents[path]
        document.version, document.text, document.saved = version, text, False
        self.folder_of(path).analysis.set_text(path, text.content)
        self.edited.note(path, text.content)
        return document

    def save(self, path: str) -> None:
        """The editor's text is on disk now."""
        if path in self.documents:
            self.documents[path].saved = True
            self.disk.note(path, self.documents[path].text.content)

    def close(self, path: str) -> None:
        """The editor let go of a file."""
        if self.documents.pop(path, None) is not None:
            self.folder_of(path).analysis.set_text(path, None)
            self.edited.note(path, None)

    def disk_changed(self, path: str) -> bool:
        """Something wrote or removed a Python file. Whether that is news; the editor's own saves are none."""
        if path not in self.disk.known:
            self.disk.touch(path)  # never read so far, and not now: thousands may change at once
        elif not self.disk.note(path, _text_on_disk(path)):
            return False
        if path not in self.documents:
            self.folder_of(path).analysis.set_text(path, None)
            self.edited.touch(path)
        return True

    # ---- what is known

    def facts(self, document: Document) -> Facts:
        """What the analysis says, once for each text and each state of the other files."""
        kept = document._facts  # noqa: SLF001 - the document's cache, filled only here
        state = self.edited.others(document.path)
        if kept is not None and kept[0] is document.text and kept[1] == state:
            return kept[2]
        facts = self.folder_of(document.path).analysis.facts(document.path)
        document._facts = (document.text, state, facts)  # noqa: SLF001 - as above
        return facts

    def results(self, document: Document) -> dict[str, TraceResult]:
        """What the traces said, moved to the present text."""
        moved = {name: traced.moved(document.path, document.text) for name, traced in document.traces.items()}
        return {name: result for name, result in moved.items() if result is not None}

    def findings(self, document: Document) -> list[Finding]:
        """All tiers merged, selected, not suppressed, in order of place; refuted ones are left out."""
        settings = self.folder_of(document.path).settings
        if not settings.enable:
            return []
        facts = self.facts(document)
        results = list(self.results(document).values())
        merged = merge(facts.findings, results)
        marks = at_calls(merged, document.path)
        merged += marks
        merged += self._errors(document, facts)
        merged += [
            found for found in (disagreement(result, self._place(document, result)) for result in results) if found
        ]
        wanted = [found for found in merged if found["status"] != "refuted" and selected(found["code"], settings)]
        here = [found for found in wanted if found["filename"] == document.path]
        complete = bool(document.traces) or not settings.trace_enable or not self.trusted
        kept = suppressions.apply(here, document.text, document.path, complete=complete)
        kept = without_orphans(kept, marks)
        return sorted((found for found in kept if shown(found, settings)), key=order)

    def _errors(self, document: Document, facts: Facts) -> list[Finding]:
        """What kept the file from being predicted and functions from being traced, at its cause or at the function."""
        made: list[Finding] = []
        if facts.problem is not None:
            made.append(from_error(tool.ANALYSIS_BUG, facts.problem, document.path, 1, ""))
        if document.fatal is not None and document.fatal.text is document.text and document.fatal.error is not None:
            error = document.fatal.error
            made.append(from_error(BREAKS[error["code"]], error, document.path, 1, ""))
        rows = {function.qualname: function.name_start["row"] for function in facts.functions}
        for name, traced in document.traces.items():
            error_ = traced.error
            if error_ is None or error_["code"] in _QUIET or traced.text is not document.text:
                continue
            made.append(from_error(BREAKS[error_["code"]], error_, document.path, rows.get(name, 1), name))
        return made

    def _place(self, document: Document, result: TraceResult) -> Finding:
        """An empty finding at the name of a traced function."""
        found = tool_finding(tool.DISAGREEMENT, "", document.path, function=result["function"])
        for function in self.facts(document).functions:
            if function.qualname == result["function"]:
                found["location"], found["end_location"] = function.name_start, function.name_end
        return found

    def kind_at(self, document: Document, row: int, column: int) -> KindHere | None:
        """What the innermost expression at a place is tracked as: by a trace if one saw it, else as predicted."""
        traced, sizes = self._traced_kind(document, row, column)
        predicted = self.folder_of(document.path).analysis.kind_at(document.path, row, column)
        if traced is None:
            return None if predicted is None else _predicted_kind(predicted)
        value = predicted.value if predicted is not None and predicted.kind == traced["kind"] else None
        start, end = traced["location"], traced["end_location"]
        if predicted is not None and _inside(predicted, traced):
            return _predicted_kind(predicted)
        return KindHere(start, end, traced["kind"], traced["detail"], value, traced=True, sizes=sizes)

    def _traced_kind(self, document: Document, row: int, column: int) -> tuple[KindAt | None, tuple[str, ...]]:
        """The innermost kind there, and what its trace makes of the symbols that its shape names."""
        best: KindAt | None = None
        sizes: Sequence[SizeJson] = ()
        for result in self.results(document).values():
            for kind in result["kinds"]:
                if kind["filename"] == document.path and _holds(kind, row, column) and _narrower(kind, best):
                    best, sizes = kind, result.get("sizes", ())
        words = set() if best is None else set(re.findall(r"\w+", best["detail"]))
        return best, tuple(size["message"] for size in sizes if words.intersection(size["symbols"]))

    def function_at(self, document: Document, row: int, column: int) -> Function | None:
        """The innermost function or module class around a place."""
        around = [
            function
            for function in self.facts(document).functions
            if (function.start["row"], function.start["column"]) <= (row, column)
            and (row, column) <= (function.end["row"], function.end["column"])
        ]
        return max(around, key=lambda function: (function.start["row"], function.start["column"]), default=None)

    # ---- the worker

    def worker(self, folder: Folder) -> Worker:
        """The folder's worker, not started yet; `WorkerFailed` where nothing may run or no interpreter is there."""
        if not self.trusted:
            raise WorkerFailed({"code": tool.UNTRUSTED.code, "message": tool.UNTRUSTED.message()})
        if folder.worker is None:
            try:
                interpreter = find_interpreter(folder.settings.interpreter, folder.path)
            except NoInterpreter as error:
                raise WorkerFailed({"code": tool.NO_INTERPRETER.code, "message": str(error)}) from None
            on_status = self.on_worker
            folder.worker = Worker(
                interpreter,
                folder.path,
                memory=folder.settings.trace_memory << 20,
                on_status=None if on_status is None else lambda message: on_status(folder, message),
            )
        return folder.worker

    async def restart_workers(self) -> list[Hello]:
        """End every worker and start it anew."""
        self.disk.everything()
        return [await self.worker(folder).restart() for folder in self.folders.values()]

    async def confirm(self, document: Document, listener: Listener | None = None, *, torch_too: bool = False) -> bool:
        """Trace what may be compiled in a document. False if the text changed meanwhile, and nothing was kept."""
        text, folder = document.text, self.folder_of(document.path)
        names = tuple(dict.fromkeys(function.qualname for function in self.facts(document).functions))
        tier = "capture" if torch_too else "trace"
        keys = {name: self._key(document, name, None, tier) for name in names}
        known = {name: result for name, key in keys.items() if (result := self.cache.get(key)) is not None}
        job = Job(
            document.path,
            [name for name in names if name not in known],
            self._roots(document),
            folder.settings.trace_timeout,
            None if document.saved else text.content,
            torch_too=torch_too,
            predicted=self.facts(document).findings,
        )
        try:
            done = await confirm(self.worker(folder), job, listener)
        except WorkerFailed as error:
            done = Confirmation(fatal=error.error)
        for name, result in done.traces.items():
            self.cache.put(keys[name], result)
        if document.text is not text or self.documents.get(document.path) is not document:
            return False
        self._keep(document, {**known, **done.traces}, done)
        return True

    def _keep(self, document: Document, traces: Mapping[str, TraceResult], done: Confirmation) -> None:
        text = document.text
        document.fatal = None if done.fatal is None else Traced(None, done.fatal, text)
        before = document.traces
        if done.fatal is None:
            document.traces = {}
        for name, result in traces.items():
            document.traces[name] = Traced(result, None, text)
            if "torch" in result and not result["torch"]["agrees"]:
                self.reports.append(write_report(document.path, text.content, self._roots(document), result))
        for name, error in done.errors.items():
            # What is known of this very text stays, where a second look (torch's own, or in too little time) failed.
            known = before.get(name)
            holds = known is not None and known.result is not None and known.text is text
            document.traces[name] = known if known is not None and holds else Traced(None, error, text)
        for name in done.without_inputs:
            error_: WireError = {"code": tool.NO_INPUTS.code, "message": tool.NO_INPUTS.message(name=name)}
            document.traces[name] = Traced(None, error_, text)

    async def trace(
        self, document: Document, qualname: str, listener: Listener | None = None, *, torch_too: bool = False
    ) -> TraceResult:
        """Trace one function now. `WorkerFailed` if there is no answer."""
        tier = "capture" if torch_too else "trace"
        key = self._key(document, qualname, None, tier)
        known = self.cache.get(key)
        if known is not None:
            return known
        text, folder = document.text, self.folder_of(document.path)
        worker = self.worker(folder)
        call = worker.capture if torch_too else worker.trace
        result = await call(self._params(document, qualname, folder.settings.trace_timeout), listener)
        return self._answered(document, text, key, result)

    async def compile(self, document: Document, qualname: str, listener: Listener | None = None) -> TraceResult:
        """Compile one function now. `WorkerFailed` if there is no answer."""
        text, folder = document.text, self.folder_of(document.path)
        params = self._params(document, qualname, folder.settings.compile_timeout)
        asked: CompileParams = {**params, "backend": folder.settings.compile_backend}
        result = await self.worker(folder).compile(asked, listener)
        return self._answered(document, text, self._key(document, qualname, None, "capture"), result)

    def _answered(self, document: Document, text: Text, key: Key, result: TraceResult) -> TraceResult:
        self.cache.put(key, result)
        if document.text is text:
            document.traces[key.qualname] = Traced(result, None, text)
        return result

    def _params(self, document: Document, qualname: str, timeout: float) -> TraceParams:
        params: TraceParams = {
            "file": document.path,
            "qualname": qualname,
            "inputs": None,
            "mode": "concrete",
            "timeout": timeout,
            "roots": list(self._roots(document)),
        }
        if not document.saved:
            params["source"] = document.text.content
        return params

    def _roots(self, document: Document) -> tuple[str, ...]:
        return (str(self.folder_of(document.path).path),)

    def _key(self, document: Document, qualname: str, inputs: str | None, tier: str) -> Key:
        text, others = digest(document.text.content), self.disk.others(document.path)
        return Key(document.path, text, qualname, inputs, "concrete", others, tier)

    def kill(self) -> None:
        """End all workers at once, without an event loop: the process is about to end."""
        for folder in self.folders.values():
            if folder.worker is not None:
                folder.worker.kill()

    async def stop(self) -> None:
        """End all workers."""
        for folder in self.folders.values():
            if folder.worker is not None:
                await folder.worker.stop()


def _text_on_disk(path: str) -> str | None:
    try:
        return read(Path(path))
    except Unreadable:
        return None


def _predicted_kind(fact: KindFact) -> KindHere:
    return KindHere(
        fact.start, fact.end, fact.kind, fact.detail, fact.value, traced=False, python_type=fact.python_type
    )


def _holds(kind: KindAt, row: int, column: int) -> bool:
    start, end = kind["location"], kind["end_location"]
    return (start["row"], start["column"]) <= (row, column) < (end["row"], end["column"])


def _narrower(kind: KindAt, best: KindAt | None) -> bool:
    if best is None:
        return True
    start, end = kind["location"], kind["end_location"]
    low, high = best["location"], best["end_location"]
    starts_later = (start["row"], start["column"]) >= (low["row"], low["column"])
    ends_sooner = (end["row"], end["column"]) <= (high["row"], high["column"])
    return starts_later and ends_sooner


def _inside(fact: KindFact, kind: KindAt) -> bool:
    """Whether the prediction is about a strictly smaller expression than the trace."""
    start, end = kind["location"], kind["end_location"]
    begins = (fact.start["row"], fact.start["column"]) >= (start["row"], start["column"])
    ends = (fact.end["row"], fact.end["column"]) <= (end["row"], end["column"])
    return begins and ends and (fact.start, fact.end) != (start, end)

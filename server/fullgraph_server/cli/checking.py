"""Files through the tiers: read, predict, and, if asked, trace and merge."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from fullgraph_server.cli.bar import Bar
from fullgraph_server.cli.parallel import predict
from fullgraph_server.engine import suppressions
from fullgraph_server.engine.confirm import Job, confirm
from fullgraph_server.engine.files import Unreadable, read
from fullgraph_server.engine.merge import merge
from fullgraph_server.engine.settings import Settings, selected, shown
from fullgraph_server.engine.text import Text
from fullgraph_vocab.breaks import tool

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from fullgraph_server.engine.analysis import Function
    from fullgraph_server.engine.predict import Predictions
    from fullgraph_server.engine.worker.client import Listener, Worker
    from fullgraph_vocab.wire import Finding, WireError

_NOT_OURS = frozenset({tool.EAGER_RAISED.code, tool.NO_INPUTS.code})


@dataclass(frozen=True)
class Checked:
    """What is known of one file."""

    path: Path
    text: Text = field(default_factory=lambda: Text(""))
    predicted: tuple[Finding, ...] = ()
    functions: tuple[Function, ...] = ()
    findings: tuple[Finding, ...] = ()
    problems: tuple[WireError, ...] = ()
    """What kept the tool from doing its job."""
    traced: tuple[str, ...] = ()
    within: tuple[str, ...] = ()
    """Those of `traced` that were seen within the trace of another."""
    without_inputs: tuple[str, ...] = ()
    failed: tuple[str, ...] = ()


def check_files(
    analysis: Predictions, files: Sequence[Path], settings: Settings, *, jobs: int = 1, bar: Bar | None = None
) -> list[Checked]:
    """Predict."""
    texts: dict[Path, Text] = {}
    checked: dict[Path, Checked] = {}
    for file in files:
        try:
            texts[file] = Text(read(file))
        except Unreadable as error:
            problem: WireError = {"code": tool.UNREADABLE_FILE.code, "message": str(error)}
            checked[file] = Checked(file, problems=(problem,))
        else:
            if analysis.cache is not None:
                analysis.cache.digests.put(str(file), texts[file].content)
    found = predict(analysis, list(texts), settings, jobs, bar or Bar(len(texts), "files"))
    for file, facts in found.items():
        problems = () if facts.problem is None else (facts.problem,)
        one = Checked(file, texts[file], tuple(facts.findings), tuple(facts.functions), problems=problems)
        checked[file] = replace(one, findings=tuple(_shown(one, list(facts.findings), settings)))
    return [checked[file] for file in files]


async def confirm_file(
    worker: Worker, checked: Checked, settings: Settings, folder: Path, listener: Listener
) -> Checked:
    """Trace what has inputs, and merge."""
    if not checked.functions:
        return checked
    names = tuple(dict.fromkeys(function.qualname for function in checked.functions))
    job = Job(str(checked.path), names, (str(folder),), settings.trace_timeout, predicted=checked.predicted)
    done = await confirm(worker, job, listener)
    merged = merge(checked.predicted, list(done.traces.values()))
    errors = [done.fatal] if done.fatal is not None else []
    errors += [error for error in done.errors.values() if error["code"] not in _NOT_OURS]
    return replace(
        checked,
        findings=tuple(_shown(checked, merged, settings)),
        problems=(*checked.problems, *errors),
        traced=tuple(done.traces),
        within=tuple(name for name, result in done.traces.items() if "within" in result),
        without_inputs=tuple(done.without_inputs),
        failed=tuple(done.errors),
    )


def _shown(checked: Checked, findings: list[Finding], settings: Settings) -> list[Finding]:
    """What is selected, not suppressed, and sure enough."""
    wanted = [found for found in findings if selected(found["code"], settings)]
    kept = suppressions.apply(wanted, checked.text, str(checked.path))
    return [found for found in kept if shown(found, settings)]

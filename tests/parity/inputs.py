"""Example inputs worked out without the ones that the cases come with: `make parity ARGS=--inputs`.

For each module class of ParityBench and each model of transformers the worker's search is asked for the constructor's
and the call's arguments. Counted is whether what it says runs in eager, how long it took, and whether our trace with it
comes to the same verdict (captured whole, or not) as our trace with the case's own inputs.
"""

from __future__ import annotations

import random
import statistics
import sys
import time
import traceback
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

import torch

from fullgraph_tracer.worker.inputs import worked_out
from fullgraph_tracer.worker.inputs.find import assembled
from fullgraph_tracer.worker.inputs.request import Request
from fullgraph_tracer.worker.resolve import resolve

from . import forks
from .ours import run_ours
from .sources.locate import Unavailable, locate
from .store import Records
from .trial import seed

if TYPE_CHECKING:
    import argparse
    from collections.abc import Callable

    from fullgraph_tracer.worker.inputs.request import Partial

    from .sources.base import Builder, CaseRef, Source

NAMES = ("paritybench", "hf")
_LIMITS = forks.Limits(seconds=180, memory_gb=9)


def run(options: argparse.Namespace) -> int:
    """Measure the sources that are here, and print both tables."""
    for name in options.source or NAMES:
        try:
            source = locate(name, data=options.data, generated=options.generated)
        except Unavailable as missing:
            print(missing, file=sys.stderr)
            continue
        print(render(name, measure(source, options)))
    return 0


def measure(source: Source, options: argparse.Namespace) -> list[dict[str, Any]]:
    """The records of the cases that are chosen: with `--limit N`, N spread over all; `--resume` adds to those of before."""
    refs = [ref for ref in source.cases() if not ref.name.endswith("/train")]
    if options.only:
        refs = [ref for ref in refs if any(name in ref.name for name in options.only)]
    if options.limit and options.limit < len(refs):
        refs = [refs[index * len(refs) // options.limit] for index in range(options.limit)]
    path = (options.records or options.results) / f"{source.name}.inputs.jsonl"
    records = Records(None if options.only else path, resume=options.resume)
    groups: dict[str, list[CaseRef]] = {}
    for ref in refs:
        if ref.name not in records.done:
            groups.setdefault(ref.group, []).append(ref)
    source.prepare()
    jobs = [partial(_group, source, group, mine) for group, mine in groups.items()]
    random.Random(0).shuffle(jobs)  # noqa: S311 - so that what is there of a run that ends early is a sample
    for record in forks.run_groups(jobs, workers=options.jobs):
        if "group_error" in record:
            print(record["group_error"], file=sys.stderr)
            continue
        records.add(record)
        print(f"[{len(records.done)}/{len(refs)}] {_one_line(record)}", file=sys.stderr, flush=True)
    wanted = {ref.name for ref in refs}
    return [record for name, record in records.done.items() if name in wanted]


def _group(source: Source, group: str, refs: list[CaseRef], send: Callable[[dict[str, Any]], None]) -> None:
    builders = source.load(group)
    for ref in refs:
        record = forks.run_case(partial(_trial, ref, builders[ref.name]), _LIMITS)
        send({"name": ref.name, **record})


def _trial(ref: CaseRef, build: Builder) -> dict[str, Any]:
    """One case: the search, eager with what it found, and the two verdicts."""
    torch.set_num_threads(1)
    seed()
    try:
        given = build()
        with torch.no_grad():
            given.fn(*given.args, **given.kwargs)
    except Exception as error:  # noqa: BLE001 - a case that does not run in eager is no case
        return {"status": "eager_fail", "error": f"{type(error).__name__}: {error}"[:200]}
    request = _request(type(given.fn))
    started, clock = time.process_time(), time.perf_counter()
    found: Partial | None = next(worked_out.complete(request, None, None), None)
    record: dict[str, Any] = {
        "status": "ok",
        "seconds": time.process_time() - started,
        "wall": time.perf_counter() - clock,
    }
    try:
        example = assembled(request, found, found if found is not None and found.call else None)
        _evaluated(example.function)
        seed()
        with torch.no_grad():
            example.function(*example.args, **example.kwargs)
    except Exception as error:  # noqa: BLE001 - whatever user code raises: no inputs that run
        return {**record, "runs": False, "error": f"{type(error).__name__}: {error}"[:900]}
    record |= {"runs": True, "spec": example.spec}
    try:
        record["ours"] = _verdict(example.function, example.args, example.kwargs)
        record["given"] = _verdict(given.fn, tuple(given.args), given.kwargs)
    except Exception:  # noqa: BLE001 - a bug of the tracer is counted by the other tables
        record["trace_error"] = traceback.format_exc()[-300:]
    return record


def _request(owner: type) -> Request:
    module = sys.modules[owner.__module__]
    path = Path(str(module.__file__)).resolve()
    return Request(resolve(module, owner.__qualname__), module, path, path.read_text(encoding="utf-8"))


def _evaluated(function: Any) -> None:
    if isinstance(function, torch.nn.Module):
        function.eval()


def _verdict(function: Any, args: tuple[Any, ...], kwargs: dict[str, Any]) -> bool | None:
    """Whether it is captured whole; None where the trace has no answer."""
    seed()
    with torch.no_grad():
        seen = run_ours(function, args, kwargs).seen
    return None if seen.error else seen.whole


def render(name: str, records: list[dict[str, Any]]) -> str:
    """The figures of one source."""
    cases = [record for record in records if record["status"] != "eager_fail"]
    ran = [record for record in cases if record.get("runs")]
    both = [record for record in ran if record.get("ours") is not None and record.get("given") is not None]
    same = [record for record in both if record["ours"] == record["given"]]
    seconds = [record["seconds"] for record in cases if "seconds" in record]
    lines = [
        f"{name}: inputs hidden, {len(cases)} modules that run in eager with their own",
        f"  worked-out inputs run in eager   {_percent(ran, cases)}",
        f"  seconds of processor time        median {statistics.median(seconds or [0]):.2f}, most {max(seconds or [0]):.2f}",
        f"  verdict as with given inputs     {_percent(same, both)}",
    ]
    lines += [
        f"    differs: {record['name']}: {record['spec']}" for record in both if record["ours"] != record["given"]
    ]
    return "\n".join(lines)


def _percent(some: list[Any], of: list[Any]) -> str:
    return f"{100 * len(some) / max(1, len(of)):5.1f} % ({len(some)} of {len(of)})"


def _one_line(record: dict[str, Any]) -> str:
    told = record.get("spec") or record.get("error") or record["status"]
    state = "runs" if record.get("runs") else "none"
    return f"{record['name']} {state} {record.get('seconds', 0):.2f} s: {str(told)[:600]}"

"""The agreement with torch, measured: `python -m tests.parity.run` from the root of the repository, or `make parity ARGS=...`.

    --source hf --limit 20        the first twenty cases of a source (spread over its families)
    --only NAME -v                one case (or every case with NAME in its name) at length
    --resume                      go on with a run that was interrupted
    --rounds 3                    measure seconds too: ours and torch alternate, three times after the first

The oracle's answers are kept below `parity-results/`, so that a second run runs only ours; `--fresh-oracle` asks again.
"""

from __future__ import annotations

import argparse
import gc
import sys
import time
import warnings
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from . import environment, forks, table, trial
from .sources.locate import BY_DEFAULT, NAMES, Unavailable, locate
from .store import OracleCache, Records

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from .sources.base import CaseRef, Source

RESULTS = Path(__file__).resolve().parents[2] / "parity-results"


def parse(arguments: Sequence[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="parity", description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument(
        "--source", action="append", choices=NAMES, help="may be repeated; by default all that are here, save cpython"
    )
    parser.add_argument("--limit", type=int, help="at most so many cases of each source")
    parser.add_argument("--only", action="append", default=[], metavar="NAME", help="cases with NAME in their name")
    parser.add_argument("--exact", action="store_true", help="--only names a case exactly")
    parser.add_argument("-v", "--verbose", action="store_true", help="a detailed diff of each case")
    parser.add_argument("--mode", choices=("concrete", "symbolic"), default="concrete")
    parser.add_argument("--predict", action="store_true", help="the analysis against the oracle, instead of the tracer")
    parser.add_argument("--inputs", action="store_true", help="inputs worked out, without those that the cases have")
    parser.add_argument("--oracle-only", action="store_true", help="only fill the oracle's cache")
    parser.add_argument("--fresh-oracle", action="store_true", help="ask torch again")
    parser.add_argument("--rounds", type=int, default=0, help="timed alternations of ours and torch per case")
    parser.add_argument("--resume", action="store_true", help="keep the records of the last run of the same source")
    parser.add_argument("--jobs", type=int, default=2, choices=(1, 2))
    parser.add_argument("--timeout", type=float, default=120, help="seconds per case")
    parser.add_argument("--memory", type=int, default=9, help="gigabytes per case")
    parser.add_argument("--data", type=Path, help="folder of hf_models.json and paritybench_dev.jsonl")
    parser.add_argument("--generated", type=Path, help="folder generated/ of pytorch-jit-paritybench")
    parser.add_argument("--cases", type=Path, help="folder of your own case_*() functions: the source `folder`")
    parser.add_argument("--results", type=Path, default=RESULTS, help="where results and the oracle's answers are kept")
    parser.add_argument("--records", type=Path, help="folder for the records of this run, where not among the results")
    parser.add_argument("--worst", type=int, default=40, help="how many differing cases are listed")
    parser.add_argument("--show-output", action="store_true", help="let the cases write to the terminal")
    return parser.parse_args(arguments)


def chosen(source: Source, options: argparse.Namespace) -> list[CaseRef]:
    refs = source.cases()
    if options.only:
        refs = [
            r for r in refs if (r.name in options.only if options.exact else any(o in r.name for o in options.only))
        ]
    return refs[: options.limit] if options.limit else refs


def group_job(
    source: Source, group: str, refs: list[CaseRef], cache: OracleCache, options: argparse.Namespace
) -> Callable[[Callable[[dict[str, Any]], None]], None]:
    """A function that loads a group in its own process and runs its cases, each in a further one."""
    wanted = trial.Wanted(
        mode=options.mode,
        fresh_oracle=options.fresh_oracle,
        oracle_only=options.oracle_only,
        rounds=options.rounds,
        verbose=options.verbose,
    )
    limits = forks.Limits(options.timeout, options.memory)

    def job(send: Callable[[dict[str, Any]], None]) -> None:
        builders = source.load(group)
        for ref in refs:
            start = time.monotonic()
            record = forks.run_case(
                partial(trial.run_trial, ref, builders[ref.name], source, cache, wanted),
                limits,
                show_output=options.show_output,
            )
            wall = round(time.monotonic() - start, 2)
            send({"name": ref.name, "family": ref.family, "source": source.name, **record, "wall": wall})

    return job


def run_source(source: Source, options: argparse.Namespace) -> list[dict[str, Any]]:
    refs = chosen(source, options)
    cache = OracleCache(options.results, source.name)
    keep = not options.only and not options.oracle_only
    records = Records(
        (options.records or options.results) / f"{source.name}.{options.mode}.jsonl" if keep else None,
        resume=options.resume,
    )
    groups: dict[str, list[CaseRef]] = {}
    for ref in refs:
        if ref.name not in records.done:
            groups.setdefault(ref.group, []).append(ref)
    todo = sum(map(len, groups.values()))
    say(f"{source.name}: {len(refs)} cases, {todo} to run, torch {environment.TORCH}")
    if todo:
        source.prepare()
        gc.collect()
        gc.freeze()
    jobs = [group_job(source, group, mine, cache, options) for group, mine in groups.items()]
    start, done = time.monotonic(), 0
    for record in forks.run_groups(jobs, workers=options.jobs, show_output=options.show_output):
        if "group_error" in record:
            say(f"a group could not be loaded:\n{record['group_error']}")
            continue
        done += 1
        detail = record.pop("detail", None)
        records.add(record)
        progress(record, done, todo, time.monotonic() - start)
        if detail:
            print(f"\n=== {record['name']}\n{detail}\n", flush=True)
    wanted = {ref.name for ref in refs}
    return [record for name, record in records.done.items() if name in wanted]


def say(text: str) -> None:
    print(text, file=sys.stderr, flush=True)


def progress(record: dict[str, Any], done: int, todo: int, seconds: float) -> None:
    state = table.one_line(record) if "comparison" in record or record["status"] != "ok" else oracle_line(record)
    say(f"[{done}/{todo} {seconds:6.1f}s] {record['name']}: {state} ({record['wall']} s)")


def oracle_line(record: dict[str, Any]) -> str:
    return f"torch: {'whole' if record['oracle_whole'] else 'breaks'}, graphs {record['oracle_graphs']}, {len(record['oracle_sites'])} sites"


def main(arguments: Sequence[str] | None = None) -> int:
    options = parse(arguments)
    warnings.filterwarnings("ignore")
    environment.settle()
    if options.inputs:
        from . import inputs

        return inputs.run(options)
    if options.predict:
        from . import predict

        trial_of_source = predict.run_source
    else:
        trial_of_source = run_source
        if trial.NO_TRACER and not options.oracle_only:
            say(f"our tracer cannot be imported, so only the oracle runs: {trial.NO_TRACER}")
        if not options.only or options.rounds:
            trial.warm_up()
    everything: list[dict[str, Any]] = []
    for name in options.source or BY_DEFAULT:
        try:
            source = locate(name, data=options.data, generated=options.generated, cases=options.cases)
        except Unavailable as missing:
            say(str(missing))
            if options.source:
                return 2
            continue
        everything += trial_of_source(source, options)
    if options.predict:
        print(predict.render(everything, options.worst))
    else:
        print(table.render(everything))
        list_worst(everything, options)
    return 0


def list_worst(records: list[dict[str, Any]], options: argparse.Namespace) -> None:
    bad = table.worst_first(records)
    if not bad:
        return
    print(f"\n{len(bad)} cases differ, worst first:")
    for record in bad[: options.worst]:
        print(f"  {record['name']}: {table.one_line(record)}")
        print(f"      make parity ARGS=\"--source {record['source']} --exact --only '{record['name']}' -v\"")
    if len(bad) > options.worst:
        print(f"  ... and {len(bad) - options.worst} more")


if __name__ == "__main__":
    sys.exit(main())

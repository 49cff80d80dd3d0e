"""The agreement table, from the records of a run."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, Any

from .compare import Comparison, SiteTally, Tally, ratio_figures

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

Record = dict[str, Any]
HEAD = (
    f"{'':24s} {'cases':>6s} {'verdict':>8s} {'graphs':>7s} {'targets':>8s} {'site P':>7s} {'site R':>7s} "
    f"{'kinds':>6s} {'lib.':>6s} {'result':>7s} {'bugs':>5s}  seconds ratio"
)


def percent(share: float | None) -> str:
    return "-" if share is None else f"{100 * share:.1f}"


def figures(records: Iterable[Record]) -> dict[str, Any]:
    """The columns over some records, as shares; `None` where nothing counts."""
    compared = [(r, Comparison.from_json(r["comparison"])) for r in records if "comparison" in r]
    sites, user, library, raw = SiteTally(), Tally(), Tally(), Tally()
    for _, c in compared:
        sites.add(c.sites)
        user.add(c.kinds_user)
        library.add(c.kinds_library)
        raw.add(c.kinds_raw)
    results = [c.result for _, c in compared if c.result is not None]
    ratios = [sorted(r["ratios"])[len(r["ratios"]) // 2] for r, _ in compared if r.get("ratios")]

    def share(values: Sequence[bool]) -> float | None:
        return sum(values) / len(values) if values else None

    return {
        "cases": len(compared),
        "verdict": share([c.verdict for _, c in compared]),
        "graphs": share([c.graph_count for _, c in compared]),
        "targets": share([c.targets for _, c in compared]),
        "precision": sites.precision,
        "recall": sites.recall,
        "kinds_user": user.share,
        "kinds_library": library.share,
        "kinds_raw": raw.share,
        "kinds_spans": user.both,
        "spans_theirs": sum(c.spans_theirs for _, c in compared),
        "result": share(results),
        "untouched": share([c.untouched for _, c in compared if c.untouched is not None]),
        "bugs": sum(bool(c.bug) for _, c in compared),
        "ratio": ratio_figures(ratios),
    }


def row(name: str, f: dict[str, Any]) -> str:
    ratio = "-" if f["ratio"] is None else f"{f['ratio'][0]:.2f} (p90 {f['ratio'][1]:.2f})"
    return (
        f"{name:24.24s} {f['cases']:6d} {percent(f['verdict']):>8s} {percent(f['graphs']):>7s} {percent(f['targets']):>8s} "
        f"{percent(f['precision']):>7s} {percent(f['recall']):>7s} {percent(f['kinds_user']):>6s} "
        f"{percent(f['kinds_library']):>6s} {percent(f['result']):>7s} {f['bugs']:5d}  {ratio}"
    )


def render(records: Sequence[Record]) -> str:
    """The whole table: a row per source and family, then what the rows leave out."""
    lines = [HEAD]
    sources = list(dict.fromkeys(r["source"] for r in records))
    for source in sources:
        mine = [r for r in records if r["source"] == source]
        families = list(dict.fromkeys(r["family"] for r in mine))
        if len(families) > 1:
            lines += [
                row(f"  {source} {family}", figures(r for r in mine if r["family"] == family)) for family in families
            ]
        total = figures(mine)
        lines.append(row(source, total))
        seen = f"{total['kinds_spans']} of torch's {total['spans_theirs']} user spans seen by both"
        lines.append(
            f"  {seen}; kinds against torch's last instruction of the span: {percent(total['kinds_raw'])}; "
            f"user's objects untouched: {percent(total['untouched'])}"
        )
    left_out = Counter(r["status"] for r in records if r["status"] != "ok")
    if left_out:
        lines.append("not ok: " + ", ".join(f"{n} {status}" for status, n in left_out.most_common()))
    return "\n".join(lines)


def worst_first(records: Iterable[Record]) -> list[Record]:
    """The cases that differ, and those that gave no answer at all."""
    bad = [r for r in records if r["status"] in ("timeout", "crash", "harness_error") or _differs(r)]
    return sorted(bad, key=lambda r: -(r["comparison"]["badness"] if "comparison" in r else 1000))


def _differs(record: Record) -> bool:
    return "comparison" in record and not record["comparison"]["agrees"]


def one_line(record: Record) -> str:
    """What is wrong with a case, in a line."""
    if "comparison" not in record:
        return f"{record['status']} {record.get('error', '') or record.get('traceback', '')[-200:]}".strip()
    c = Comparison.from_json(record["comparison"])
    if c.bug:
        return f"BUG {c.bug}"[:220].replace("\n", " ")
    words = []
    if not c.verdict:
        words.append("verdict (torch " + ("whole)" if record["oracle_whole"] else "breaks)"))
    if c.sites.shared != c.sites.theirs:
        words.append(f"{c.sites.theirs - c.sites.shared} sites missed")
    if c.sites.shared != c.sites.ours:
        words.append(f"{c.sites.ours - c.sites.shared} sites too many")
    if not c.graph_count:
        words.append("graph count")
    if not c.targets:
        words.append("targets")
    if c.result is False:
        words.append("result")
    if c.kinds_user.both != c.kinds_user.agree:
        words.append(f"kinds {c.kinds_user.agree}/{c.kinds_user.both}")
    return "; ".join([*words, *c.notes])[:260] if words or c.notes else "agrees"

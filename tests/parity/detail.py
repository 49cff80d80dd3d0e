"""One case at length, for whoever develops the tracer: what only one side has, and where the two first part ways."""

from __future__ import annotations

import textwrap
from typing import TYPE_CHECKING

from .compare import first_target_difference, kind_differences
from .observation import split_key

if TYPE_CHECKING:
    from collections.abc import Callable

    from .compare import Comparison
    from .observation import BreakSeen, Observation

MOST_KINDS = 60
CONTEXT = 4


def describe_oracle(theirs: Observation) -> str:
    lines = [_verdict("torch", theirs)]
    if theirs.error:
        lines += ["error in torch's run:", textwrap.indent(theirs.traceback or theirs.error, "    ")]
    lines += ["breaks:", *(_break(b) for b in theirs.breaks)] if theirs.breaks else []
    for index, graph in enumerate(theirs.graphs):
        lines += [f"graph {index}:", textwrap.indent("\n".join(graph.targets), "    ")]
    return "\n".join(lines)


def describe(
    ours: Observation,
    theirs: Observation,
    comparison: Comparison,
    same_kind: Callable[[str, str], bool],
    is_user: Callable[[str], bool],
) -> str:
    lines = [_verdict("ours ", ours), _verdict("torch", theirs), *(f"note: {note}" for note in comparison.notes)]
    if ours.error:
        lines += ["", "OUR TRACER FAILED", textwrap.indent(ours.traceback or ours.error, "    ")]
    if theirs.error:
        lines += ["", "TORCH FAILED", textwrap.indent(theirs.traceback or theirs.error, "    ")]
    lines += _sites(ours, theirs)
    lines += _graphs(ours, theirs)
    lines += _kinds(ours, theirs, same_kind, is_user)
    return "\n".join(lines)


def _verdict(who: str, seen: Observation) -> str:
    sizes = [len(g.targets) for g in seen.graphs]
    word = "error" if seen.error else "whole" if seen.whole else "breaks"
    return (
        f"{who}: {word}, {len(seen.graphs)} graphs {sizes}, {len(seen.breaks)} breaks at {len(seen.sites)} sites, "
        f"{len(seen.kinds)} spans, {seen.seconds:.3f} s" + (f" ({seen.error})" if seen.error else "")
    )


def _break(seen: BreakSeen) -> str:
    outer = f", under {seen.outer_type!r}" if seen.outer_type else ""
    leaf = f", leaf {seen.leaf}" if seen.leaf else ""
    head = f"  {seen.file}:{seen.line} [{seen.how}] {seen.code + ' ' if seen.code else ''}{seen.gb_type}{outer}{leaf}"
    message = textwrap.indent(textwrap.shorten(seen.message, 700), "        ")
    frames = "".join(f"\n        in {frame}" for frame in seen.frames)
    return f"{head}{frames}\n{message}"


def _effect(seen: BreakSeen) -> str:
    """A jump is how torch resumes after a branch on a tensor; the effect is the same."""
    return "resume" if seen.how == "jump" else seen.how


def _sites(ours: Observation, theirs: Observation) -> list[str]:
    mine, other = ours.sites, theirs.sites
    lines = [""]
    for title, only, seen in (("only torch breaks", other - mine, theirs), ("only ours breaks", mine - other, ours)):
        if only:
            lines.append(f"SITES: {title}")
            first = {b.site: b for b in reversed(seen.breaks)}
            lines += [_break(first[site]) for site in sorted(only)]
    if mine & other:
        lines.append("sites that both have:")
        for site in sorted(mine & other):
            how = {
                who: [_effect(b) for b in seen.breaks if b.site == site]
                for who, seen in (("ours", ours), ("torch", theirs))
            }
            note = "" if set(how["ours"]) == set(how["torch"]) else f"  HOW DIFFERS: {how}"
            lines.append(f"  {site[0]}:{site[1]} {site[2]}{note}")
    return lines


def _graphs(ours: Observation, theirs: Observation) -> list[str]:
    first = first_target_difference(ours.graphs, theirs.graphs)
    if not first:
        return ["", f"graphs: the same call targets ({[len(g.targets) for g in theirs.graphs]})"]
    lines = ["", f"GRAPHS: {first}"]
    for index in range(max(len(ours.graphs), len(theirs.graphs))):
        mine = ours.graphs[index].targets if index < len(ours.graphs) else []
        other = theirs.graphs[index].targets if index < len(theirs.graphs) else []
        if mine == other:
            continue
        at = next((i for i, (a, b) in enumerate(zip(mine, other, strict=False)) if a != b), min(len(mine), len(other)))
        lines.append(f"  graph {index}, around call {at} (ours | torch)")
        for i in range(max(0, at - CONTEXT), at + CONTEXT + 1):
            a = mine[i] if i < len(mine) else ("(end)" if i == len(mine) else "")
            b = other[i] if i < len(other) else ("(end)" if i == len(other) else "")
            lines.append(f"    {'  ' if a == b else '->'} {i:4d}  {a:55.55s} | {b:.55s}")
        break
    return lines


def _kinds(
    ours: Observation, theirs: Observation, same_kind: Callable[[str, str], bool], is_user: Callable[[str], bool]
) -> list[str]:
    different = kind_differences(ours, theirs, same_kind)
    user = [d for d in different if is_user(split_key(d.key)[0])]
    library = [d for d in different if not is_user(split_key(d.key)[0])]
    lines = (
        ["", f"KINDS: {len(user)} differ in user files, {len(library)} in library files"]
        if different
        else ["", "kinds: all agree"]
    )
    for d in (user + library)[:MOST_KINDS]:
        file, line, column, _, end = split_key(d.key)
        lines.append(
            f"  {file}:{line}:{column}-{end}  `{d.text}`  ours {', '.join(d.ours)} | torch {', '.join(d.theirs)}"
        )
    if len(different) > MOST_KINDS:
        lines.append(f"  ... and {len(different) - MOST_KINDS} more")
    unseen = [k for k in theirs.kinds if k not in ours.kinds and is_user(split_key(k)[0])]
    if unseen:
        lines.append(f"spans in user files that only torch saw: {len(unseen)}")
        for key in unseen[:20]:
            file, line, column, _, end = split_key(key)
            lines.append(
                f"  {file}:{line}:{column}-{end}  `{theirs.texts.get(key, '')}`  {', '.join(theirs.kinds[key])}"
            )
    extra = sum(1 for k in ours.kinds if k not in theirs.kinds and is_user(split_key(k)[0]))
    if extra:
        lines.append(f"spans in user files that only ours saw: {extra}")
    return lines

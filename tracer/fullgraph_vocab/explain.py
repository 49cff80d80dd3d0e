"""What the words of fullgraph mean: the text behind `fullgraph explain` and the links of findings."""

from __future__ import annotations

from difflib import get_close_matches
from typing import TYPE_CHECKING

from fullgraph_vocab import breaks, kinds
from fullgraph_vocab.pages import PAGES

if TYPE_CHECKING:
    from pathlib import Path

    from fullgraph_vocab.breaks import Break
    from fullgraph_vocab.kinds import Kind

TOPICS = ("inputs",)


class UnknownName(LookupError):
    """There is nothing of that name. `matches` are names that look like it."""

    def __init__(self, name: str, matches: list[str]) -> None:
        self.name = name
        self.matches = matches
        meant = f" Did you mean {', '.join(matches)}?" if matches else ""
        super().__init__(f"fullgraph knows no {name!r}.{meant}")


def explain(name: str) -> str:
    """Markdown about a code (`FG101`), a slug (`tensor-branch`), a kind, torch's id (`GB0170`) or a topic (`inputs`).

    Case does not matter. `UnknownName`, with close matches, if there is nothing of that name.
    """
    wanted = name.strip().casefold()
    if wanted in TOPICS:
        return (PAGES / f"{wanted}.md").read_text(encoding="utf-8")
    if found := _codes().get(wanted):
        return explain_break(found)
    for kind_name, kind in kinds.KINDS.items():
        if kind_name.casefold() == wanted:
            return explain_kind(kind)
    if wanted.upper() in breaks.UPSTREAM_TITLES:
        return _explain_upstream(wanted.upper())
    if (merged := _merged_classes().get(wanted)) is not None:
        return explain_kind(merged)
    raise UnknownName(name, _close(wanted))


def page_of(cause: Break) -> Path:
    """Where the page of a break code lies in the installed package."""
    return PAGES / "breaks" / f"{cause.code}.md"


def explain_break(cause: Break) -> str:
    """The page of a code, with what torch calls the same."""
    text = page_of(cause).read_text(encoding="utf-8").rstrip()
    if cause.upstream:
        rows = "\n".join(f"- {gb_id}: {breaks.UPSTREAM_TITLES[gb_id]}" for gb_id in cause.upstream)
        text += f"\n\n## What torch calls it\n\n{rows}"
    return text + "\n"


def explain_kind(kind: Kind) -> str:
    """The page of a kind; where it lacks one, the two lines that the table has."""
    if kind.page.exists():
        return kind.page.read_text(encoding="utf-8")
    return f"# {kind.name}\n\n{kind_summary(kind)}\n"


def kind_summary(kind: Kind) -> str:
    """Family, what it tracks and what that means for the graph, in Markdown."""
    return f"Family: {kind.family}\n\nTracks {kind.tracks}.\n\nIn the graph: {kind.graph}."


def _explain_upstream(gb_id: str) -> str:
    title = breaks.UPSTREAM_TITLES[gb_id]
    if gb_id in breaks.GAPS:
        return f"# {gb_id}: {title}\n\nfullgraph does not report it: {breaks.GAPS[gb_id]}.\n"
    cause = breaks.by_upstream(gb_id)
    return f"{gb_id} ({title}) is reported as {cause.code}.\n\n{explain_break(cause)}"


def _codes() -> dict[str, Break]:
    by_code = {cause.code.casefold(): cause for cause in breaks.BREAKS.values()}
    return by_code | {cause.name: cause for cause in breaks.BREAKS.values()}


def _merged_classes() -> dict[str, Kind]:
    """Classes of any release of torch that are one of our kinds under another name."""
    found: dict[str, Kind] = {}
    for table in kinds.MERGED.values():
        found |= {class_name.casefold(): kinds.KINDS[ours] for class_name, ours in table.items() if ours in kinds.KINDS}
    return found


def _close(wanted: str) -> list[str]:
    names = [*breaks.BREAKS, *(cause.name for cause in breaks.BREAKS.values()), *kinds.KINDS, *breaks.UPSTREAM_TITLES]
    by_folded = {name.casefold(): name for name in [*names, *TOPICS]}
    begun = [folded for folded in by_folded if wanted and folded.startswith(wanted)]
    return [by_folded[match] for match in dict.fromkeys([*begun[:3], *get_close_matches(wanted, by_folded, n=3)])][:4]

"""What a trace makes of sizes that vary: whether one graph serves them all, and under which conditions.

torch compiles a function for the sizes that it sees first. When another size comes, it compiles once more, with a
symbol in its place. What tracing then finds out about the symbol is guarded: a size that does not satisfy it is
compiled again, and where a symbol must be one number, every other size is.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from fullgraph_tracer.worker.inputs.named import names_of
from fullgraph_tracer.worker.places import span_json, text_of

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from fullgraph_tracer.report import SizesReport
    from fullgraph_vocab.spans import Span
    from fullgraph_vocab.wire import SizeJson

_OF_STORAGE = re.compile(r"\.(?:stride|storage_offset)\(\)")
"""Conditions on how a tensor lies in memory say nothing of sizes."""
_LOCAL = re.compile(r"\bL\['(\w+)'\]")
_SIZE = re.compile(r"\.size\(\)\[(\d+)\]")


@dataclass
class _Size:
    """All that the captured frames say of one name."""

    places: dict[str, None] = field(default_factory=dict)
    symbols: dict[str, None] = field(default_factory=dict)
    conditions: dict[str, None] = field(default_factory=dict)
    spans: dict[Span, None] = field(default_factory=dict)


def sizes(reports: Sequence[SizesReport], recompile_limit: int) -> list[SizeJson]:
    """One for each name of a dimension that the spec of the inputs gives."""
    found: dict[str, _Size] = {}
    for report in reports:
        labels: dict[str, str] = {}
        for size in report.sizes:
            place = f"{size.source}.size()[{size.dim}]"
            name = names_of(size.tensor).get(size.dim)
            if name is not None:
                labels[place] = name
                known = found.setdefault(name, _Size())
                known.places[_shown(place)] = None
                known.symbols[size.symbol] = None
                known.spans.update(dict.fromkeys(size.spans))
        for name, condition in _named(report.conditions, labels):
            found[name].conditions[condition] = None
    return [_json(name, size, recompile_limit) for name, size in found.items()]


def _named(conditions: Sequence[str], labels: dict[str, str]) -> Iterator[tuple[str, str]]:
    """The conditions on sizes, with names for the sizes: each with every name that occurs in it."""
    for condition in conditions:
        if _OF_STORAGE.search(condition):
            continue
        text = condition
        for place, name in labels.items():
            text = text.replace(place, name)
        left, _, right = text.partition(" == ")
        if left != right:  # the sizes of one name are equal anyway
            yield from ((name, _shown(text)) for name in set(labels.values()) if re.search(rf"\b{name}\b", text))


def _shown(text: str) -> str:
    """As the user writes it: `x.shape[0]`."""
    return _SIZE.sub(r".shape[\1]", _LOCAL.sub(r"\1", text))


def _json(name: str, size: _Size, recompile_limit: int) -> SizeJson:
    conditions = list(size.conditions)
    matches = (re.fullmatch(rf"{name} == (\d+)", condition) for condition in conditions)
    fixed = next((int(match[1]) for match in matches if match), None)
    span = next(reversed(size.spans), None)
    by = "" if span is None else f" by `{text_of(span)}`"
    if fixed is None:
        held = " and ".join(f"`{condition}`" for condition in conditions)
        message = f"`{name}` varies: torch compiles for the first size, then once more with a symbol that serves {held}"
        if conditions != [f"2 <= {name}"] and by:
            message += f" (needed{by})"
    else:
        message = (
            f"`{name}` varies, but the graph is fixed at {name} = {fixed}{by}: "
            f"another size is compiled again, and after {recompile_limit} graphs the function runs in eager"
        )
    return {
        "name": name,
        "places": list(size.places),
        "symbols": list(size.symbols),
        "fixed": fixed,
        "conditions": conditions,
        "location": span_json(span),
        "message": message,
    }

"""Everything that fullgraph can report: one `Break` object for each cause, by family.

A cause has a stable code `FGnnn`; torch's own, finer ids (`GBnnnn`) that it covers are its `upstream`.
"""

from __future__ import annotations

from types import MappingProxyType
from typing import TYPE_CHECKING

from fullgraph_vocab.breaks import (
    calls,
    control_flow,
    data,
    exceptions,
    higher_order,
    modules,
    object_model,
    operators,
    recompilation,
    side_effects,
    tool,
)
from fullgraph_vocab.breaks.definition import BREAKS, Break, define
from fullgraph_vocab.breaks.upstream import GAPS, REFINES, UPSTREAM_TITLES

if TYPE_CHECKING:
    from collections.abc import Mapping

__all__ = [
    "BREAKS",
    "FAMILIES",
    "GAPS",
    "REFINES",
    "UPSTREAM_TITLES",
    "Break",
    "by_upstream",
    "calls",
    "control_flow",
    "data",
    "define",
    "exceptions",
    "family",
    "higher_order",
    "may_report",
    "modules",
    "object_model",
    "operators",
    "recompilation",
    "side_effects",
    "tool",
]

FAMILIES: Mapping[str, str] = MappingProxyType(
    {
        "1": "control flow",
        "2": "calls",
        "3": "data leaving the graph",
        "4": "side effects",
        "5": "exceptions and context managers",
        "6": "torch operators and modules",
        "7": "Python's object model",
        "8": "recompilation",
        "9": "the tool itself",
    }
)
"""The first digit of a code -> what the codes of that family are about."""

_BY_UPSTREAM: dict[str, Break] = {}
for _known in BREAKS.values():
    for _gb_id in _known.upstream:
        if _gb_id in _BY_UPSTREAM:
            raise ValueError(f"{_gb_id} is covered by {_BY_UPSTREAM[_gb_id].code} and {_known.code}")
        _BY_UPSTREAM[_gb_id] = _known


def by_upstream(gb_id: str) -> Break:
    """The break that covers torch's id `gb_id`; `KeyError`, with the reason where it is a known gap."""
    try:
        return _BY_UPSTREAM[gb_id]
    except KeyError:
        raise KeyError(f"{gb_id}: {GAPS.get(gb_id, 'torch 2.13 has no such id')}") from None


def may_report(code: str, gb_id: str) -> bool:
    """Whether a break that torch reports under `gb_id` may be reported as `code`: it covers the id, or refines it."""
    return gb_id in BREAKS[code].upstream or gb_id in REFINES.get(code, ())


def family(code: str) -> str:
    """What the codes of this one's family are about."""
    return FAMILIES[code[2]]

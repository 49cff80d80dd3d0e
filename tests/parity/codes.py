"""Our break code for a break that torch reported."""

from __future__ import annotations

from typing import TYPE_CHECKING

from fullgraph_vocab.breaks import by_upstream

if TYPE_CHECKING:
    from .observation import BreakSeen

NO_CODE = "FG---"
# torch has one id for every builtin that it cannot trace; we tell some of them apart
_FINER = {("GB0059", "builtin operator `print`"): "FG401"}


def code_of(seen: BreakSeen) -> str:
    for (gb, words), code in _FINER.items():
        if seen.gb == gb and words in seen.message:
            return code
    try:
        return by_upstream(seen.gb).code
    except KeyError:
        return NO_CODE

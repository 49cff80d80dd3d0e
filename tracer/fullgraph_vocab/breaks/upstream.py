"""torch's own ids and titles of graph breaks, and those of them that no code covers, with the reason."""

from __future__ import annotations

import json
from pathlib import Path
from types import MappingProxyType
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

UPSTREAM_TITLES: Mapping[str, str] = MappingProxyType(
    json.loads(Path(__file__).with_name("upstream_2_13.json").read_text(encoding="utf-8"))
)
"""`GBnnnn` -> the title under which torch 2.13 reports it. Written by `generate_upstream`."""

_EXPORT = "raised by torch.export only, never by torch.compile"
_STRICT = "raised under the strict_mode operator of torch.export only"
_EDGE = "part of ExecuTorch's lowering; a compiled user function does not meet it"

GAPS: Mapping[str, str] = MappingProxyType(
    {
        "GB0068": _STRICT,
        "GB0102": _STRICT,
        "GB0337": _STRICT,
        "GB0345": _STRICT,
        "GB1380": _STRICT,
        "GB0120": "marks code that is meant never to run",
        "GB0173": _EXPORT,
        "GB0244": _EXPORT,
        "GB0353": _EXPORT,
        "GB0200": "exists for torch's own tests",
        "GB0295": "Python before 3.11 only, which this torch and fullgraph do not support",
        "GB0305": "two settings of torch's own code that contradict each other",
        "GB0327": _EDGE,
        "GB6017": _EDGE,
    }
)
"""`GBnnnn` -> why no code covers it."""

REFINES: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {
        "FG401": ("GB0059",),
    }
)
"""Codes that single out one case of what torch reports under an id that another code covers, and that id."""

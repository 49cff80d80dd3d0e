"""Which kinds the pages produce, measured: every example of a kind's page, run in the tracer, in torch and in the analysis.

    python -m tests.specs.coverage           measure, and write what `fullgraph explain --kinds --coverage` shows
    python -m tests.specs.coverage KIND ...  only these kinds; the others stay as they were measured

`test_coverage.py` measures again and compares, so that the file that is shipped cannot say what does not hold.
"""

from __future__ import annotations

import json
import platform
import sys
from typing import TYPE_CHECKING

import torch

from fullgraph_vocab.coverage import DATA, MADE, NO, NOT_THERE, SHOWN, STAND_IN, Row, load
from fullgraph_vocab.kinds import KINDS, release_name
from fullgraph_vocab.pages import load_page

from .running import TIERS, Example, is_kind, kinds_at, problems

if TYPE_CHECKING:
    from fullgraph_vocab.kinds import Kind

    from .running import Found

VERSION = ".".join(platform.python_version_tuple()[:2])


def measure(kind: Kind) -> Row:
    """What the page of a kind shows, in each tier."""
    blocks = [block for block in load_page(kind.page).blocks if block.not_run is None]
    found = [Example(f"{kind.name}-{index}", block) for index, block in enumerate(blocks, start=1)]
    return Row(len(found), *(_best(kind, found, tier) for tier in ("trace", "torch", "predict")))


def _best(kind: Kind, found: list[Example], tier: str) -> str:
    answers = [_answer(kind, example, tier) for example in found]
    return next((answer for answer in (SHOWN, STAND_IN, MADE) if answer in answers), _otherwise(kind, tier))


def _otherwise(kind: Kind, tier: str) -> str:
    if tier != "torch":
        return NO
    there = any(cls.__name__ == release_name(kind.name, torch.__version__) for cls in _torch_classes())
    return NO if there else NOT_THERE


def _torch_classes() -> list[type]:
    from torch._dynamo.variables.base import VariableTrackerMeta

    return VariableTrackerMeta.all_subclasses


def _answer(kind: Kind, example: Example, tier: str) -> str:
    run: Found = TIERS[tier](example)
    if problems(example, run, tier):
        return NO
    predicting = tier == "predict"
    for expected in example.block.kind_expectations:
        if expected.kind != kind.name or (predicting and expected.trace_only):
            continue
        if is_kind(expected, kinds_at(example, run, expected)):
            as_itself = tier != "torch" or release_name(kind.name, torch.__version__) == kind.name
            return SHOWN if as_itself else STAND_IN
    made = any(made.kind == kind.name for made in example.block.makes)
    return MADE if made and kind.name in run.made else NO


def main(names: list[str]) -> int:
    """Measure these kinds, or all, and write what was found."""
    rows = {name: row.to_json() for name, row in load().rows.items()} if names else {}
    for kind in KINDS.values():
        if not names or kind.name in names:
            rows[kind.name] = measure(kind).to_json()
            sys.stderr.write(".")
            sys.stderr.flush()
    head = json.dumps({"torch": torch.__version__.partition("+")[0], "python": VERSION})[1:-1]
    lines = ",\n".join(f"{json.dumps(name)}: {json.dumps(rows[name])}" for name in KINDS)
    DATA.write_text(f'{{{head}, "kinds": {{\n{lines}\n}}}}\n', encoding="utf-8")
    sys.stderr.write(f"\n{DATA}\n")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))

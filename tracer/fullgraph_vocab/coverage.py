"""Which kinds the pages produce: the table of `fullgraph explain --kinds --coverage`.

The figures are measured, not declared: `python -m tests.specs.coverage` runs every example of every kind's page in the
tracer, in the installed torch and in the analysis, and writes `pages/coverage.json`; the tests measure again.
Running them needs all three, which no one process of the command line has.
"""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Any

from fullgraph_vocab.kinds import FAMILIES, KINDS
from fullgraph_vocab.kinds.core import CORE
from fullgraph_vocab.pages import PAGES

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping

DATA = PAGES / "coverage.json"

SHOWN = "shown"
"""An expression of a passing example is of the kind."""
MADE = "made"
"""A passing example makes a value of the kind, or of a kind derived from it, that none of its expressions shows."""
STAND_IN = "renamed"
"""An expression of a passing example is of the class under which this release of torch tracks the kind."""
NOT_THERE = "absent"
"""This release of torch has no such class."""
NO = "-"
"""No passing example produces it. For the analysis: none that the source alone decides."""

COLUMNS = ("tracer", "oracle", "analysis")
PRODUCED = frozenset({SHOWN, MADE, STAND_IN})


@dataclass(frozen=True, slots=True)
class Row:
    """What the page of one kind shows."""

    pages: int
    """How many examples of its page run."""
    tracer: str
    oracle: str
    analysis: str

    def to_json(self) -> dict[str, Any]:
        """The row as it is kept and printed."""
        return asdict(self)


@dataclass(frozen=True, slots=True)
class Coverage:
    """The table, and what it was measured with."""

    torch: str
    python: str
    rows: Mapping[str, Row]

    def totals(self, names: Collection[str]) -> dict[str, int]:
        """Of the kinds so named: how many there are, have an example that runs, and are produced in each tier."""
        rows = [self.rows[name] for name in names]
        counted = {"kinds": len(rows), "pages": sum(row.pages > 0 for row in rows)}
        counted |= {column: sum(getattr(row, column) in PRODUCED for row in rows) for column in COLUMNS}
        counted["absent"] = sum(row.oracle == NOT_THERE for row in rows)
        return counted

    def to_json(self) -> dict[str, Any]:
        """All of it, for `--output-format json`."""
        kinds = [
            {"kind": kind.name, "family": family, "core": kind.name in CORE, **self.rows[kind.name].to_json()}
            for family, kinds in FAMILIES.items()
            for kind in kinds
        ]
        totals = {"core": self.totals(CORE), "all": self.totals(KINDS)}
        return {"torch": self.torch, "python": self.python, "kinds": kinds, "totals": totals}

    def to_text(self) -> str:
        """The table, the kinds by family, and its totals."""
        width = max(map(len, KINDS)) + 4
        lines = [_line("kind", ("pages", *COLUMNS), width)]
        for family, kinds in FAMILIES.items():
            lines.append(family)
            for kind in kinds:
                row = self.rows[kind.name]
                mark = "  " if kind.name in CORE else "+ "
                lines.append(_line(mark + kind.name, (row.pages, row.tracer, row.oracle, row.analysis), width))
        lines.append("")
        for title, names in (("the kinds of every trace", CORE), ("with torch's further classes (+)", KINDS)):
            total = self.totals(names)
            cells = (total["pages"], *(total[column] for column in COLUMNS))
            lines.append(_line(f"{total['kinds']} {title}", cells, width))
        absent = self.totals(KINDS)["absent"]
        lines += [
            "",
            f"measured with torch {self.torch} on Python {self.python} by running the examples of the pages",
            f"{SHOWN}: an expression of a passing example is of the kind; {MADE}: one is made that no expression shows",
            f"{STAND_IN}: this torch tracks it as another class; {NOT_THERE}: it has no such class ({absent} of them)",
        ]
        return "\n".join(lines) + "\n"


def _line(first: str, cells: tuple[object, ...], width: int) -> str:
    return f"{first:<{width}}" + "".join(f"{cell!s:<10}" for cell in cells).rstrip()


def load() -> Coverage:
    """What was measured last."""
    data = json.loads(DATA.read_text(encoding="utf-8"))
    return Coverage(data["torch"], data["python"], {name: Row(**row) for name, row in data["kinds"].items()})

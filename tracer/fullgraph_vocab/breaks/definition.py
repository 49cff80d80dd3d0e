"""What a break code is, and the registry of all of them.

A break's identity is an object made by `define`, never a free string: a misspelt one is an import error, and "find
references" finds every place that raises it.
"""

from __future__ import annotations

import re
import string
from dataclasses import dataclass, field
from typing import Literal

Severity = Literal["error", "warning", "information", "hint"]

BREAKS: dict[str, Break] = {}
_CODE = re.compile(r"FG[1-9]\d\d")


def _fields(*templates: str) -> frozenset[str]:
    names = (name for text in templates for _, name, _, _ in string.Formatter().parse(text))
    return frozenset(name for name in names if name)


@dataclass(frozen=True, slots=True, eq=False)
class Break:
    """One cause of a graph break (or one thing the tool has to say), with all that is shown about it."""

    code: str
    name: str
    """A short stable slug, such as `tensor-branch`."""
    title: str
    why: str
    """One or two sentences; `{field}` placeholders are the facts that must be given when it is raised."""
    hints: tuple[str, ...]
    severity: Severity
    upstream: tuple[str, ...]
    """The `GBnnnn` ids of torch's own registry that this code covers, the usual one first."""
    facts: frozenset[str] = field(default_factory=frozenset)

    def message(self, **facts: object) -> str:
        """`why` with the facts filled in; `TypeError` if they are not exactly the facts it needs."""
        if facts.keys() != self.facts:
            missing = sorted(self.facts - facts.keys())
            extra = sorted(facts.keys() - self.facts)
            raise TypeError(f"{self.code} takes the facts {sorted(self.facts)}: missing {missing}, unknown {extra}")
        return self.why.format(**facts)

    def __repr__(self) -> str:
        return f"<{self.code} {self.title}>"


def define(
    code: str,
    title: str,
    *,
    name: str,
    why: str,
    hints: tuple[str, ...] = (),
    severity: Severity = "warning",
    upstream: tuple[str, ...] = (),
) -> Break:
    """Define and register a break. Codes and names are unique and stable for ever."""
    if not _CODE.fullmatch(code):
        raise ValueError(f"{code!r} is no break code: FG and three digits, 100 to 999")
    if code in BREAKS or any(known.name == name for known in BREAKS.values()):
        raise ValueError(f"{code} ({name}) is defined already")
    made = Break(code, name, title, why, hints, severity, upstream, _fields(why))
    BREAKS[code] = made
    return made

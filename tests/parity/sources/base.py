"""What a source of cases is: groups of cases that load together, each case built afresh for every run of it."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any, Protocol


@dataclass
class Built:
    """Something to call, and with what."""

    fn: Callable[..., Any]
    args: Sequence[Any] = ()
    kwargs: dict[str, Any] = field(default_factory=dict)
    no_grad: bool = False
    config: dict[str, Any] = field(default_factory=dict)
    """What is set in `torch._dynamo.config` around it."""


@dataclass(frozen=True)
class CaseRef:
    """A case by name, known before anything of it is imported."""

    name: str
    group: str
    family: str
    content: str
    """What the case is made of, hashed: an oracle's answer holds as long as this stays."""


Builder = Callable[[], Built]


class Source(Protocol):
    name: str

    def cases(self) -> list[CaseRef]:
        """All cases, without importing them."""
        ...

    def prepare(self) -> None:
        """Imports that all groups share, done once before forking."""
        ...

    def load(self, group: str) -> dict[str, Builder]:
        """The builders of a group's cases, by case name; runs in a process of its own."""
        ...

    def is_user(self, file: str) -> bool:
        """Whether a file (short name) counts as the user's, not as a library's."""
        ...


def digest(*parts: str) -> str:
    return hashlib.sha256("\0".join(parts).encode()).hexdigest()[:24]

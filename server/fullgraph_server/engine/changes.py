"""How often files have changed, so that what was worked out from them is kept for exactly as long as it holds."""

from __future__ import annotations

import hashlib
from collections import Counter
from dataclasses import dataclass, field


def digest(text: str) -> str:
    """The same for the same text."""
    return hashlib.blake2b(text.encode("utf-8", "surrogatepass"), digest_size=16).hexdigest()


@dataclass
class Changes:
    """Counts changes by file. What is said of one file depends on its own text and on all the others'."""

    known: dict[str, str] = field(default_factory=dict)
    counts: Counter[str] = field(default_factory=Counter)
    total: int = 0

    def note(self, path: str, text: str | None) -> bool:
        """A file has this text now (None: there is none to read). Whether that is another than the known one."""
        seen = "" if text is None else digest(text)
        if self.known.get(path) == seen:
            return False
        self.known[path] = seen
        self.touch(path)
        return True

    def touch(self, path: str) -> None:
        """A file has changed of which nobody has looked at the text."""
        self.counts[path] += 1
        self.total += 1

    def everything(self) -> None:
        """Something that all files depend on has changed, such as the settings."""
        self.total += 1

    def others(self, path: str) -> int:
        """Grows whenever a file other than this one changes."""
        return self.total - self.counts[path]

"""Where something stands in source text."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, order=True)
class Span:
    """A range of source text: lines from 1, columns from 0, in characters; the end is exclusive."""

    file: str
    line: int
    column: int
    end_line: int
    end_column: int

    @property
    def key(self) -> tuple[int, int, int, int]:
        """The four numbers, without the file."""
        return (self.line, self.column, self.end_line, self.end_column)

    def contains(self, other: Span) -> bool:
        """Whether `other` lies within this span, in the same file."""
        return (
            self.file == other.file
            and (self.line, self.column) <= (other.line, other.column)
            and (other.end_line, other.end_column) <= (self.end_line, self.end_column)
        )

    def __str__(self) -> str:
        return f"{self.file}:{self.line}:{self.column + 1}"

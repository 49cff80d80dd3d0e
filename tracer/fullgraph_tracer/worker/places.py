"""Spans as the protocol says them. Columns count from 1 there, as ruff's."""

from __future__ import annotations

import linecache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from fullgraph_vocab.spans import Span
    from fullgraph_vocab.wire import Position, SpanJson


def start_of(span: Span) -> Position:
    """Its first character."""
    return {"row": span.line, "column": span.column + 1}


def end_of(span: Span) -> Position:
    """Behind its last character."""
    return {"row": span.end_line, "column": span.end_column + 1}


def span_json(span: Span | None) -> SpanJson | None:
    """The whole span, with its file."""
    if span is None:
        return None
    return {"filename": span.file, "location": start_of(span), "end_location": end_of(span)}


def text_of(span: Span) -> str:
    """The source text of a span on one line; the first line of a longer one."""
    line = linecache.getline(span.file, span.line).rstrip("\r\n")
    if span.line == span.end_line:
        return line[span.column : span.end_column]
    return line[span.column :].rstrip() + " ..."

"""A `TraceReport` as the protocol says it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from fullgraph_vocab.wire import InputsJson, TraceResult


def to_wire(report: Any, qualname: str, inputs: InputsJson) -> TraceResult:
    raise NotImplementedError

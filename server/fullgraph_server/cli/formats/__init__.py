"""How findings are printed: one file per format, each a function from findings to text."""

from __future__ import annotations

from types import MappingProxyType
from typing import TYPE_CHECKING

from fullgraph_server.cli.formats import concise, full, github, json_, sarif

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from fullgraph_vocab.wire import Finding

FORMATS: Mapping[str, Callable[[Sequence[Finding]], str]] = MappingProxyType(
    {"full": full.show, "concise": concise.show, "json": json_.show, "sarif": sarif.show, "github": github.show}
)

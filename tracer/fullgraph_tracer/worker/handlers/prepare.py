"""From the parameters of a request to a call that can be traced."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

from fullgraph_tracer.worker.inputs.find import Example, find
from fullgraph_tracer.worker.inputs.request import Request
from fullgraph_tracer.worker.load import load, read_source
from fullgraph_tracer.worker.resolve import resolve

if TYPE_CHECKING:
    from types import ModuleType


class Prepared:
    """The user's module, imported once; examples are made from it as often as they are needed."""

    def __init__(self, params: dict[str, Any]) -> None:
        self.path = Path(params["file"]).resolve()
        self.qualname: str = params["qualname"]
        self.given: str | None = params.get("inputs")
        self.roots: list[str] = list(params.get("roots") or [])
        text: str | None = params.get("source")
        self.module: ModuleType = load(self.path, text=text, roots=self.roots)
        self.source = read_source(self.path, text)

    def example(self, qualname: str | None = None) -> Example:
        """A fresh call: new instance, new arguments, the same numbers."""
        target = resolve(self.module, qualname or self.qualname)
        return find(Request(target, self.module, self.path, self.source, self.roots), self.given)

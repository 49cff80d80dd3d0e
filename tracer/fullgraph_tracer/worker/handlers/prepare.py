"""From the parameters of a request to a call that can be traced."""

from __future__ import annotations

import copy
from pathlib import Path
from typing import TYPE_CHECKING, Any

from fullgraph_tracer.worker.inputs.find import Choice, Example, assembled, choices
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
        self.choice: Choice | None = None

    def of(self, qualname: str, choice: Choice | None = None) -> Prepared:
        """The same module, for another function, with inputs from where `choice` says."""
        other = copy.copy(self)
        other.qualname, other.choice = qualname, choice
        return other

    def alternatives(self) -> list[Prepared]:
        """One for each of the alternative inputs of the function."""
        if self.choice is not None:
            return [self]
        return [self.of(self.qualname, choice) for choice in choices(self.request(), self.given)]

    def example(self) -> Example:
        """A fresh call: new instance, new arguments, the same numbers."""
        request = self.request()
        return assembled(request, *(self.choice or choices(request, self.given)[0]))

    def request(self) -> Request:
        """The question for example inputs of the function."""
        target = resolve(self.module, self.qualname)
        return Request(target, self.module, self.path, self.source, self.roots)

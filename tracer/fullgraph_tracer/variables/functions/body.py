"""What a Python function consists of, for inlining it."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Protocol

if TYPE_CHECKING:
    from collections.abc import Sequence
    from types import CodeType

    from fullgraph_tracer.ports import Tx
    from fullgraph_tracer.sources import Source
    from fullgraph_tracer.variables.base import VariableTracker
    from fullgraph_tracer.variables.misc.cells import CellVariable


@dataclass(slots=True)
class FunctionBody:
    """Code, globals, defaults and closure of a function, with variables for what was evaluated."""

    code: CodeType
    globals: dict[str, Any]
    qualname: str
    defaults: Sequence[VariableTracker] = ()
    kwdefaults: dict[str, VariableTracker] = field(default_factory=dict)
    closure: Sequence[CellVariable] = ()
    source: Source | None = None
    module_path: str | None = None
    """Where in the user's module tree its `self` stands, if it is a module's method."""


class HasBody(Protocol):
    """A variable whose call is the interpretation of a Python function."""

    def body(self, tx: Tx) -> FunctionBody: ...

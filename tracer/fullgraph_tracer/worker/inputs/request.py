"""What every origin of example inputs is asked, and what it answers."""

from __future__ import annotations

import ast
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING, Any

from fullgraph_tracer.worker.errors import BadSpec
from fullgraph_tracer.worker.inputs.materialize import Materializer
from fullgraph_tracer.worker.inputs.spec import Spec, SpecError, parse_alternatives

if TYPE_CHECKING:
    from pathlib import Path
    from types import ModuleType

    from fullgraph_tracer.worker.resolve import Target

Made = tuple[tuple[Any, ...], dict[str, Any]]
"""Positional and named arguments."""


@dataclass
class Request:
    """Example inputs are wanted for `target`."""

    target: Target
    module: ModuleType
    path: Path
    source: str
    roots: list[str] = field(default_factory=list)

    @cached_property
    def tree(self) -> ast.Module:
        """The module's syntax tree: it was imported, so it parses."""
        return ast.parse(self.source)

    @cached_property
    def definitions(self) -> list[ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef]:
        """The definitions along the qualified name, outermost first: `[class Net, def forward]`."""
        chain: list[ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef] = []
        body: list[ast.stmt] = self.tree.body
        for part in self.target.qualname.split("."):
            found = _definition(body, part)
            if found is None:
                break
            chain.append(found)
            body = found.body
        if chain and isinstance(chain[-1], ast.ClassDef):
            call = _definition(chain[-1].body, "forward") or _definition(chain[-1].body, "__call__")
            if call is not None:
                chain.append(call)
        return chain


@dataclass(frozen=True)
class Partial:
    """What one origin knows: how to make the call's arguments, the constructor's, or both."""

    origin: str
    call: Callable[[], Made] | None = None
    init: Callable[[], Made] | None = None
    call_text: str | None = None
    """The call's arguments as they were written, if they were."""
    init_text: str | None = None
    written: bool = False
    """Written as a spec: several of one origin are alternatives."""


Origin = Callable[[Request], Iterator[Partial]]


def from_text(request: Request, origin: str, text: str, place: tuple[str, int, int] | None = None) -> Iterator[Partial]:
    """What a written spec gives, alternative by alternative. `place` is file, line and column (from 1) of the text."""

    def bad(error: SpecError) -> BadSpec:
        at = None
        if place is not None:
            file, line, column = place
            at = (file, line, column + error.column, column + error.end_column)
        return BadSpec(f"input spec ({origin}): {error.pretty()}", place=at)

    try:
        specs = parse_alternatives(text)
    except SpecError as error:
        raise bad(error) from None
    for spec in specs:
        yield _partial(request, origin, spec, bad)


def _partial(request: Request, origin: str, spec: Spec, bad: Callable[[SpecError], BadSpec]) -> Partial:
    materializer = Materializer(spec, request.module)

    def made(which: str) -> Made:
        arguments = spec.call if which == "call" or spec.init is None else spec.init
        try:
            return materializer.arguments(arguments)
        except SpecError as error:
            raise bad(error) from None

    has_call = bool(spec.call.args or spec.call.kwargs)
    return Partial(
        origin,
        call=(lambda: made("call")) if has_call else None,
        init=None if spec.init is None else (lambda: made("init")),
        call_text=str(spec.call) if has_call else None,
        init_text=None if spec.init is None else str(spec.init),
        written=True,
    )


def _definition(body: list[ast.stmt], name: str) -> ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef | None:
    """The last definition of that name: the one that holds after the import."""
    for statement in reversed(body):
        if isinstance(statement, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef) and statement.name == name:
            return statement
    return None

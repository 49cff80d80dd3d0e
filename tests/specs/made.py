"""Which kinds a run makes, whether or not an expression shows them: a cell, a level inside `torch.func.grad`, a base class."""

from __future__ import annotations

import contextlib
from typing import TYPE_CHECKING, Any
from unittest import mock

import torch
from torch._dynamo.variables.base import VariableTracker as TorchVariable

from fullgraph_tracer.variables.base import VariableTracker as OurVariable
from fullgraph_vocab.kinds import KINDS, release_name

if TYPE_CHECKING:
    from collections.abc import Iterator


class Made:
    """The variables that were made while it watched."""

    def __init__(self) -> None:
        self.variables: list[Any] = []

    def names(self) -> frozenset[str]:
        """Their kinds, and the kinds that these are derived from. Asked after the run: a lazy knows its kind by then."""
        ours = [variable for variable in self.variables if isinstance(variable, OurVariable)]
        theirs = {
            cls.__name__ for made in self.variables if not isinstance(made, OurVariable) for cls in type(made).__mro__
        }
        renamed = {kind for kind in KINDS if release_name(kind, torch.__version__) in theirs}
        bases = {cls.__name__ for made in ours for cls in type(made).__mro__}
        return frozenset(theirs | renamed | bases | {made.kind for made in ours})


@contextlib.contextmanager
def watching() -> Iterator[Made]:
    """Note every variable that torch or we make inside the block."""
    made = Made()

    def watched(original: Any) -> Any:
        def __init__(self: Any, *args: Any, **kwargs: Any) -> None:  # noqa: N807 - stands in for the method
            made.variables.append(self)
            original(self, *args, **kwargs)

        return __init__

    with contextlib.ExitStack() as stack:
        for base in (TorchVariable, OurVariable):
            stack.enter_context(mock.patch.object(base, "__init__", watched(base.__init__)))
        yield made

"""Generator functions: called as they are, or by the context managers that `@contextlib.contextmanager` makes."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar

from fullgraph_tracer.errors import GraphBreak
from fullgraph_tracer.variables.base import VariableTracker
from fullgraph_tracer.variables.functions.generators import LocalGeneratorObjectVariable
from fullgraph_vocab.breaks import exceptions

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from fullgraph_tracer.emit.emitter import Emitter
    from fullgraph_tracer.ports import Tx


class LocalGeneratorFunctionVariable(VariableTracker):
    """A function whose call makes a generator."""

    lazy_args: ClassVar[bool] = True
    makes: ClassVar[type[LocalGeneratorObjectVariable]] = LocalGeneratorObjectVariable

    def __init__(self, function: VariableTracker, **options: Any) -> None:
        super().__init__(**options)
        self.function = function

    def describe(self) -> str:
        return self.function.describe()

    def python_type(self) -> type:
        return self.function.python_type()

    def truth(self, tx: Tx) -> bool:  # noqa: ARG002 - a function is true
        return True

    def hash_key(self, tx: Tx) -> Any:
        return self.function.hash_key(tx)

    def parts(self) -> Iterable[VariableTracker]:
        return (self.function,)

    def reconstruct(self, emit: Emitter) -> Any:
        return emit(self.function)

    def getattr(self, tx: Tx, name: str) -> VariableTracker:
        return self.function.getattr(tx, name)

    def same_object(self, tx: Tx, other: VariableTracker) -> bool:  # noqa: ARG002 - the slot's signature
        mine = other.function if isinstance(other, LocalGeneratorFunctionVariable) else other
        return self.function is mine

    def call(self, tx: Tx, args: Sequence[VariableTracker], kwargs: dict[str, VariableTracker]) -> VariableTracker:
        made = tx.inline(self.function, args, kwargs)
        if type(made) is self.makes:
            return made
        if not isinstance(made, LocalGeneratorObjectVariable):
            tx.break_(exceptions.CONTEXTLIB, gb="GB0221", detail="the function of a context manager has no `yield`")
        return self.makes(made.frame)


class ContextlibContextManagerLocalGeneratorObjectVariable(LocalGeneratorObjectVariable):
    """The generator of a context manager; neither leaves the graph."""

    def can_reconstruct(self) -> bool:
        detail = "a context manager of `contextlib` leaves the graph"
        raise GraphBreak(exceptions.CONTEXTLIB, gb="GB2533", detail=detail)


class FunctionDecoratedByContextlibContextManagerVariable(LocalGeneratorFunctionVariable):
    """What `@contextlib.contextmanager` was put on."""

    makes = ContextlibContextManagerLocalGeneratorObjectVariable

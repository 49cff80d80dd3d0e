"""`functools.partial`, and `functools.wraps`, which is a partial of `update_wrapper`."""

from __future__ import annotations

import functools
from typing import TYPE_CHECKING, Any, ClassVar

from fullgraph_tracer.variables.base import VariableTracker
from fullgraph_tracer.variables.dicts import ConstDictVariable
from fullgraph_tracer.variables.lists import TupleVariable

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from fullgraph_tracer.emit.emitter import Emitter
    from fullgraph_tracer.ports import Tx


class FunctoolsPartialVariable(VariableTracker):
    """`functools.partial(func, *args, **keywords)`."""

    lazy_args: ClassVar[bool] = True

    def __init__(
        self,
        func: VariableTracker,
        args: Sequence[VariableTracker],
        keywords: dict[str, VariableTracker],
        **options: Any,
    ) -> None:
        super().__init__(**options)
        self.func = func
        self.args = list(args)
        self.keywords = keywords

    def describe(self) -> str:
        return self.func.describe()

    def python_type(self) -> type:
        return functools.partial

    def truth(self, tx: Tx) -> bool:  # noqa: ARG002 - a partial is true
        return True

    def hash_key(self, tx: Tx) -> Any:  # noqa: ARG002 - compared by identity
        return self

    @property
    def is_constant(self) -> bool:
        return all(part.realize().is_constant for part in self.parts())

    def as_constant(self) -> Any:
        keywords = {name: value.realize().as_constant() for name, value in self.keywords.items()}
        args = [arg.realize().as_constant() for arg in self.args]
        return functools.partial(self.func.realize().as_constant(), *args, **keywords)

    def parts(self) -> Iterable[VariableTracker]:
        return (self.func, *self.args, *self.keywords.values())

    def reconstruct(self, emit: Emitter) -> Any:
        keywords = {name: emit(value) for name, value in self.keywords.items()}
        return functools.partial(emit(self.func), *(emit(arg) for arg in self.args), **keywords)

    def same_object(self, tx: Tx, other: VariableTracker) -> bool:  # noqa: ARG002 - each has its own identity
        return False

    @property
    def calls_directly(self) -> bool:  # type: ignore[override]  # most kinds know it of the class
        return self.func.realize().calls_directly

    def call(self, tx: Tx, args: Sequence[VariableTracker], kwargs: dict[str, VariableTracker]) -> VariableTracker:
        func = self.func.realize()
        all_args, named = [*self.args, *args], {**self.keywords, **kwargs}
        if not func.lazy_args:
            all_args = [arg.realize() for arg in all_args]
            named = {name: value.realize() for name, value in named.items()}
        return func.call(tx, all_args, named)

    def getattr(self, tx: Tx, name: str) -> VariableTracker:
        if name == "func":
            return self.func
        if name == "args":
            return TupleVariable(self.args)
        if name == "keywords":
            return ConstDictVariable.of(tx, [(tx.constant(key), value) for key, value in self.keywords.items()])
        if name == "__class__":
            return tx.wrap(functools.partial)
        if name in ("__call__", "__eq__", "__ne__", "__hash__"):
            return tx.bind_method(self, name)
        tx.raise_(AttributeError, f"'functools.partial' object has no attribute '{name}'")

    def py___call__(self, tx: Tx, *args: VariableTracker, **kwargs: VariableTracker) -> VariableTracker:
        """`partial.__call__(...)`."""
        return self.call(tx, args, kwargs)


class FunctoolsWrapsVariable(FunctoolsPartialVariable):
    """What `functools.wraps(f)` is: a partial of `update_wrapper`."""


def make_partial(
    func: VariableTracker, args: Sequence[VariableTracker], keywords: dict[str, VariableTracker], **options: Any
) -> FunctoolsPartialVariable:
    """A partial; one of a partial is taken together with it, as CPython does."""
    if isinstance(func, FunctoolsPartialVariable):
        args, keywords, func = [*func.args, *args], {**func.keywords, **keywords}, func.func
    wraps = getattr(func.realize(), "fn", None) is functools.update_wrapper
    return (FunctoolsWrapsVariable if wraps else FunctoolsPartialVariable)(func, args, keywords, **options)

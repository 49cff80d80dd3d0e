"""Functions and methods that Python code defines: calling one is interpreting its body."""

from __future__ import annotations

import types
from typing import TYPE_CHECKING, Any, ClassVar

from fullgraph_tracer.sources import AttrSource, ConstantSource, ItemSource
from fullgraph_tracer.variables.base import VariableTracker
from fullgraph_tracer.variables.functions.body import FunctionBody
from fullgraph_tracer.variables.misc.cells import CellVariable

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from types import CellType, CodeType

    from fullgraph_tracer.emit.emitter import Emitter
    from fullgraph_tracer.ports import Tx
    from fullgraph_tracer.sources import Source


class UserFunctionVariable(VariableTracker):
    """A Python function that exists before the trace."""

    lazy_args: ClassVar[bool] = True

    def __init__(self, fn: types.FunctionType, **options: Any) -> None:
        super().__init__(**options)
        self.fn = fn

    def describe(self) -> str:
        return self.fn.__qualname__

    def python_type(self) -> type:
        return types.FunctionType

    @property
    def is_constant(self) -> bool:
        return False

    def reconstruct(self, emit: Emitter) -> Any:  # noqa: ARG002 - the function is its own real object
        return self.fn

    def body(self, tx: Tx) -> FunctionBody:
        """Its code, with the present defaults and closure."""
        fn, source = self.fn, self.source
        defaults = [
            tx.wrap(value) if source is None else tx.wrap_lazy(value, ItemSource(AttrSource(source, "__defaults__"), i))
            for i, value in enumerate(fn.__defaults__ or ())
        ]
        kwdefaults = {
            name: tx.wrap(value)
            if source is None
            else tx.wrap_lazy(value, ItemSource(AttrSource(source, "__kwdefaults__"), name))
            for name, value in (fn.__kwdefaults__ or {}).items()
        }
        closure = [
            wrap_cell(tx, cell, name, None if source is None else ItemSource(AttrSource(source, "__closure__"), i))
            for i, (name, cell) in enumerate(zip(fn.__code__.co_freevars, fn.__closure__ or (), strict=True))
        ]
        return FunctionBody(fn.__code__, fn.__globals__, fn.__qualname__, defaults, kwdefaults, closure, source)

    def call(self, tx: Tx, args: Sequence[VariableTracker], kwargs: dict[str, VariableTracker]) -> VariableTracker:
        return tx.inline(self, args, kwargs)


def wrap_cell(tx: Tx, cell: CellType, name: str, source: Source | None) -> CellVariable:
    """The variable of an existing cell; the same cell is one variable, whichever function reaches it."""
    known = tx.effects.known(cell)
    if isinstance(known, CellVariable):
        return known
    if source is None:
        source = ConstantSource(f"cell {name}", cell, id(cell))
    try:
        value = cell.cell_contents
    except ValueError:
        contents = None
    else:
        contents = tx.wrap_lazy(value, AttrSource(source, "cell_contents"))
    made = CellVariable(contents, name=name, source=source)
    tx.effects.track(cell, made)
    return made


class UserMethodVariable(VariableTracker):
    """A function bound to an object."""

    lazy_args: ClassVar[bool] = True

    def __init__(self, function: VariableTracker, obj: VariableTracker, **options: Any) -> None:
        super().__init__(**options)
        self.function = function
        self.obj = obj

    def describe(self) -> str:
        return self.function.describe()

    def python_type(self) -> type:
        return types.MethodType

    def parts(self) -> Iterable[VariableTracker]:
        return (self.function, self.obj)

    def reconstruct(self, emit: Emitter) -> Any:
        return types.MethodType(emit(self.function), emit(self.obj))

    def call(self, tx: Tx, args: Sequence[VariableTracker], kwargs: dict[str, VariableTracker]) -> VariableTracker:
        return self.function.call(tx, [self.obj, *args], kwargs)


class NestedUserFunctionVariable(VariableTracker):
    """A function made while tracing: a `def` or `lambda` inside the traced code."""

    lazy_args: ClassVar[bool] = True

    def __init__(
        self,
        code: CodeType,
        f_globals: dict[str, Any],
        qualname: str,
        defaults: VariableTracker | None,
        kwdefaults: VariableTracker | None,
        annotations: VariableTracker | None,
        closure: tuple[CellVariable, ...],
        **options: Any,
    ) -> None:
        super().__init__(**options)
        self.code = code
        self.f_globals = f_globals
        self.qualname = qualname
        self.defaults = defaults
        self.kwdefaults = kwdefaults
        self.annotations = annotations
        self.closure = closure

    def describe(self) -> str:
        return self.qualname

    def python_type(self) -> type:
        return types.FunctionType

    def parts(self) -> Iterable[VariableTracker]:
        present = (self.defaults, self.kwdefaults, self.annotations)
        return (*(part for part in present if part is not None), *self.closure)

    def reconstruct(self, emit: Emitter) -> Any:
        cells = tuple(emit(cell) for cell in self.closure)
        made = types.FunctionType(self.code, self.f_globals, self.code.co_name, None, cells)
        made.__qualname__ = self.qualname
        if self.defaults is not None:
            made.__defaults__ = emit(self.defaults)
        if self.kwdefaults is not None:
            made.__kwdefaults__ = emit(self.kwdefaults)
        return made

    def body(self, tx: Tx) -> FunctionBody:
        """Its code, with the defaults and cells that it was made with."""
        defaults = [] if self.defaults is None else list(self.defaults.realize().parts())
        kwdefaults = {} if self.kwdefaults is None else self.kwdefaults.realize().string_items(tx)
        return FunctionBody(self.code, self.f_globals, self.qualname, defaults, kwdefaults, self.closure)

    def call(self, tx: Tx, args: Sequence[VariableTracker], kwargs: dict[str, VariableTracker]) -> VariableTracker:
        return tx.inline(self, args, kwargs)

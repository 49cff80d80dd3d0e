"""Functions and methods that Python code defines: calling one is interpreting its body."""

from __future__ import annotations

import types
from inspect import CO_GENERATOR
from typing import TYPE_CHECKING, Any, ClassVar

from fullgraph_tracer import protocol
from fullgraph_tracer.effects import is_deleted, is_stored
from fullgraph_tracer.sources import AttrSource, ConstantSource, ItemSource
from fullgraph_tracer.variables.base import VariableTracker
from fullgraph_tracer.variables.functions.body import FunctionBody
from fullgraph_tracer.variables.functions.contextmanagers import LocalGeneratorFunctionVariable
from fullgraph_tracer.variables.misc.cells import CellVariable
from fullgraph_vocab.breaks import side_effects

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from types import CellType, CodeType

    from fullgraph_tracer.emit.emitter import Emitter
    from fullgraph_tracer.ports import Tx
    from fullgraph_tracer.sources import Source


_SLOTS = (types.WrapperDescriptorType, types.MethodDescriptorType)
_STATE = ("__defaults__", "__kwdefaults__", "__closure__", "__dict__", "__globals__")
_COMPUTED = ("__code__", "__name__", "__qualname__", "__module__", "__doc__", "__annotations__", "__type_params__")


class BaseUserFunctionVariable(VariableTracker):
    """Base of the functions that Python code defines: calling one interprets it; attributes can be set on it."""

    lazy_args: ClassVar[bool] = True
    calls_directly = True

    def python_type(self) -> type:
        return types.FunctionType

    def truth(self, tx: Tx) -> bool:  # noqa: ARG002 - a function is true
        return True

    def hash_key(self, tx: Tx) -> Any:  # noqa: ARG002 - functions compare by identity
        return self

    def body(self, tx: Tx) -> FunctionBody:
        """What is interpreted when it is called."""
        raise NotImplementedError

    @property
    def is_generator(self) -> bool:
        """Whether a call makes a generator."""
        return False

    def call(self, tx: Tx, args: Sequence[VariableTracker], kwargs: dict[str, VariableTracker]) -> VariableTracker:
        if self.is_generator:
            return LocalGeneratorFunctionVariable(self).call(tx, args, kwargs)
        return tx.inline(self, args, kwargs)

    def getattr(self, tx: Tx, name: str) -> VariableTracker:
        stored = tx.effects.load_attr(self, name)
        if is_stored(stored):
            return stored
        found = None if is_deleted(stored) else self.own_attribute(tx, name)
        if found is not None:
            return found
        if name == "__get__" or (
            not is_deleted(stored) and isinstance(getattr(types.FunctionType, name, None), _SLOTS)
        ):
            return tx.bind_method(self, name)
        if name == "__class__":
            return tx.wrap(types.FunctionType)
        tx.raise_(AttributeError, f"'function' object has no attribute '{name}'")

    def own_attribute(self, tx: Tx, name: str) -> VariableTracker | None:
        """The attribute as the function was made; None if it has none of this name."""
        raise NotImplementedError

    def setattr(self, tx: Tx, name: str, value: VariableTracker) -> None:
        tx.effects.store_attr(self, name, value, tx.span)

    def delattr(self, tx: Tx, name: str) -> None:
        if tx.effects.load_attr(self, name) is None and self.own_attribute(tx, name) is None:
            tx.raise_(AttributeError, name)
        tx.effects.store_attr(self, name, None, tx.span)

    def py___get__(
        self,
        tx: Tx,  # noqa: ARG002 - the slot's signature
        obj: VariableTracker,
        cls: VariableTracker | None = None,  # noqa: ARG002
    ) -> VariableTracker:
        """`function.__get__(obj, cls)`: the bound method."""
        if obj.is_constant and obj.as_constant() is None:
            return self
        return UserMethodVariable(self, obj)

    def py___call__(self, tx: Tx, *args: VariableTracker, **kwargs: VariableTracker) -> VariableTracker:
        """`function.__call__(...)`."""
        return self.call(tx, args, kwargs)


class UserFunctionVariable(BaseUserFunctionVariable):
    """A Python function that exists before the trace."""

    def __init__(self, fn: types.FunctionType, **options: Any) -> None:
        super().__init__(**options)
        self.fn = fn

    def describe(self) -> str:
        return self.fn.__qualname__

    @property
    def is_generator(self) -> bool:
        return bool(self.fn.__code__.co_flags & CO_GENERATOR)

    def own_attribute(self, tx: Tx, name: str) -> VariableTracker | None:
        if name in self.fn.__dict__ or name in _STATE or (name in _COMPUTED and hasattr(self.fn, name)):
            value = getattr(self.fn, name)
        else:
            return None
        return tx.wrap(value) if self.source is None else tx.wrap_lazy(value, AttrSource(self.source, name))

    def setattr(self, tx: Tx, name: str, value: VariableTracker) -> None:  # noqa: ARG002 - torch stores none
        tx.break_(side_effects.SETATTR, gb="GB0467", name=name, type="function")

    def body(self, tx: Tx) -> FunctionBody:
        """Its code, with the present defaults and closure."""
        fn, source = self.fn, self.source

        def default(value: Any, held: str, key: int | str) -> VariableTracker:
            return tx.wrap(value) if source is None else tx.wrap_lazy(value, ItemSource(AttrSource(source, held), key))

        defaults = [default(value, "__defaults__", i) for i, value in enumerate(fn.__defaults__ or ())]
        kwdefaults = {name: default(value, "__kwdefaults__", name) for name, value in (fn.__kwdefaults__ or {}).items()}
        closure = [
            wrap_cell(tx, cell, name, None if source is None else ItemSource(AttrSource(source, "__closure__"), i))
            for i, (name, cell) in enumerate(zip(fn.__code__.co_freevars, fn.__closure__ or (), strict=True))
        ]
        return FunctionBody(fn.__code__, fn.__globals__, fn.__qualname__, defaults, kwdefaults, closure, source)


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
    calls_directly = True
    was_bound = False
    """Whether it is an object that exists before the trace: then calling a skipped function is not inlining."""

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
        call = self.function.call if self.was_bound else self.function.call_bound
        return call(tx, [self.obj, *args], kwargs)

    def truth(self, tx: Tx) -> bool:  # noqa: ARG002 - a method is true
        return True

    def getattr(self, tx: Tx, name: str) -> VariableTracker:
        if name == "__self__":
            return self.obj
        if name == "__func__":
            return self.function
        if name == "__class__":
            return tx.wrap(types.MethodType)
        if name in ("__call__", "__eq__", "__hash__"):
            return tx.bind_method(self, name)
        return self.function.realize().getattr(tx, name)

    def py___call__(self, tx: Tx, *args: VariableTracker, **kwargs: VariableTracker) -> VariableTracker:
        """`method.__call__(...)`."""
        return self.call(tx, args, kwargs)

    def same_object(self, tx: Tx, other: VariableTracker) -> bool:  # noqa: ARG002 - each access makes a new one
        return False

    def richcompare(self, tx: Tx, op: str, other: VariableTracker) -> VariableTracker | Any:
        if not isinstance(other, UserMethodVariable) or op not in ("==", "!="):
            return NotImplemented
        equal = protocol.identical(tx, self.obj, other.obj) and protocol.identical(tx, self.function, other.function)
        return tx.constant(equal is (op == "=="))

    def hash_key(self, tx: Tx) -> Any:  # noqa: ARG002 - methods of one object and function are equal
        return (UserMethodVariable, self.function, self.obj)


class NestedUserFunctionVariable(BaseUserFunctionVariable):
    """A function made while tracing: a `def` or `lambda` inside the traced code."""

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

    @property
    def is_generator(self) -> bool:
        return bool(self.code.co_flags & CO_GENERATOR)

    def own_attribute(self, tx: Tx, name: str) -> VariableTracker | None:
        if name == "__defaults__":
            return self.defaults or tx.constant(None)
        if name == "__kwdefaults__":
            return self.kwdefaults or tx.constant(None)
        first = self.code.co_consts[0] if self.code.co_consts else None
        constants = {
            "__code__": self.code,
            "__name__": self.code.co_name,
            "__qualname__": self.qualname,
            "__module__": self.f_globals.get("__name__"),
            "__doc__": first if isinstance(first, str) else None,
        }
        if name in constants:
            return tx.wrap(constants[name])
        if name in ("__annotations__", "__dict__"):
            if name == "__annotations__" and self.annotations is not None:
                return annotations_dict(tx, self.annotations)
            return tx.wrap({})
        return None

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
        emit.remember(self, made)
        for name, value in emit.stored_attrs(self).items():
            if not is_deleted(value):
                setattr(made, name, emit(value))
        return made

    def real_function(self) -> types.FunctionType:
        """A function of the same meaning, where all that it holds is known while tracing; else `NotConstantError`."""
        cells = [types.CellType(*map(real_value, cell.parts())) for cell in self.closure]
        made = types.FunctionType(self.code, self.f_globals, self.code.co_name, None, tuple(cells))
        made.__qualname__ = self.qualname
        made.__defaults__ = None if self.defaults is None else self.defaults.realize().as_constant()
        made.__kwdefaults__ = None if self.kwdefaults is None else self.kwdefaults.realize().as_constant()
        if self.annotations is not None:
            flat = self.annotations.realize().as_constant()
            made.__annotations__ = dict(zip(flat[::2], flat[1::2], strict=True))
        return made

    def body(self, tx: Tx) -> FunctionBody:
        """Its code, with the defaults and cells that it was made with."""
        defaults = [] if self.defaults is None else list(self.defaults.realize().parts())
        kwdefaults = {} if self.kwdefaults is None else self.kwdefaults.realize().string_items(tx)
        return FunctionBody(self.code, self.f_globals, self.qualname, defaults, kwdefaults, self.closure)


def real_value(value: VariableTracker) -> Any:
    """The Python value of a constant or of a function; `NotConstantError` where it is not known while tracing."""
    value = value.realize()
    if isinstance(value, NestedUserFunctionVariable):
        return value.real_function()
    return value.fn if isinstance(value, UserFunctionVariable) else value.as_constant()


def annotations_dict(tx: Tx, pairs: VariableTracker) -> VariableTracker:
    """`__annotations__` from the flat tuple of names and values that MAKE_FUNCTION takes."""
    flat = list(pairs.realize().parts())
    made = tx.wrap({})
    for name, value in zip(flat[::2], flat[1::2], strict=True):
        protocol.set_item(tx, made, name, value)
    return made

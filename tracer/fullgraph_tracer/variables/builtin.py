"""Builtin functions and types, and what a release of torch replaces by Python code of its own."""

from __future__ import annotations

import builtins
import inspect
import math
import operator
from functools import partial
from typing import TYPE_CHECKING, Any, NoReturn

import torch

from fullgraph_tracer.protocol.known import call_model, model_of
from fullgraph_tracer.variables.base import NotConstantError, VariableTracker
from fullgraph_tracer.variables.builtin_value import BuiltinMethodVariable
from fullgraph_tracer.variables.misc.lambdas import LinearizationVariable
from fullgraph_tracer.variables.tensor.unspecialized import UnspecializedPythonVariable
from fullgraph_tracer.variables.user_defined.new import new_instance
from fullgraph_vocab.breaks import calls, side_effects

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

    from fullgraph_tracer.emit.emitter import Emitter
    from fullgraph_tracer.ports import Tx
    from fullgraph_tracer.protocol.known import Model

FOLDED: frozenset[Any] = frozenset(
    {
        *(abs, all, any, ascii, bin, bool, callable, chr, complex, divmod, float, format, getattr, hex, int, len),
        *(max, min, oct, ord, pow, repr, round, str, str.format, sum, type),
        *(operator.abs, operator.pos, operator.neg, operator.not_, operator.truth, operator.invert, operator.index),
        *(operator.pow, operator.mul, operator.matmul, operator.floordiv, operator.truediv, operator.mod),
        *(operator.add, operator.sub, operator.getitem, operator.length_hint, operator.lshift, operator.rshift),
        *(operator.and_, operator.or_, operator.xor, operator.ipow, operator.imul, operator.imatmul),
        *(operator.ifloordiv, operator.itruediv, operator.imod, operator.iadd, operator.isub, operator.ilshift),
        *(operator.irshift, operator.iand, operator.ixor, operator.ior, operator.eq, operator.ne, operator.lt),
        *(operator.le, operator.gt, operator.ge, operator.is_, operator.is_not, operator.contains),
        *(value for value in vars(math).values() if isinstance(value, type(math.sqrt))),
    }
)
"""What torch computes while tracing, when all the arguments are constants. Calls of anything else break the graph."""

_FOLDED_METHODS: dict[Any, frozenset[str]] = {
    int: frozenset({"__new__", "from_bytes"}),
    bool: frozenset({"__new__", "from_bytes"}),
    float: frozenset({"fromhex", "hex"}),
}
"""The class methods that torch computes while tracing, when all the arguments are constants."""
_BOUND_ONLY: frozenset[Any] = frozenset({list, int, range, complex, bytes, slice})
"""The types whose methods torch does not trace as `list.append(items, x)`."""
_HANDLED: frozenset[Any] = frozenset({filter, map, reversed, isinstance, issubclass, sorted, hash})
"""Functions whose arguments torch binds to a handler of its own."""
_ONLY_COMPUTES: frozenset[Any] = frozenset(
    {
        *(bool, dict, dir, frozenset, getattr, int, iter, max, min, next, range, set, slice, str, type, vars, zip),
        *(cls for cls in vars(builtins).values() if isinstance(cls, type) and issubclass(cls, BaseException)),
    }
)
"""Those without a signature that do nothing but look at `None`s which they are given."""
_MISSING = object()
_DTYPES: dict[Any, torch.dtype] = {bool: torch.bool, int: torch.int64, float: torch.float64}
_METHODS: dict[tuple[type, str], Model] = {}


def method_model(cls: type, name: str) -> Callable[[Model], Model]:
    """Register `model(tx, *args, **kwargs)` for `cls.name`, which Python makes anew at each look."""

    def register(model: Model) -> Model:
        _METHODS[cls, name] = model
        return model

    return register


_ASK_A_METHOD = (abs, getattr, iter, len, next)
"""They give what a method of their argument returns."""


class BuiltinVariable(VariableTracker):
    """A builtin function or type. Its model says what a call does; else it is computed from constants."""

    def __init__(self, fn: Any, **options: Any) -> None:
        super().__init__(**options)
        self.fn = fn

    def describe(self) -> str:
        return str(getattr(self.fn, "__name__", self.fn))

    def python_type(self) -> type:
        return type(self.fn)

    @property
    def calls_directly(self) -> bool:  # type: ignore[override]  # most kinds know it of the class
        return self.fn in _ASK_A_METHOD

    @property
    def is_constant(self) -> bool:
        return True

    def as_constant(self) -> Any:
        return self.fn

    def as_proxy(self, tx: Tx) -> Any:
        """`int` among a node's arguments is meant as a dtype; other builtins stand for themselves."""
        return _DTYPES.get(self.fn) if self.fn in _DTYPES else super().as_proxy(tx)

    def truth(self, tx: Tx) -> bool:  # noqa: ARG002 - functions and types are true
        return True

    def reconstruct(self, emit: Emitter) -> Any:  # noqa: ARG002 - it is its own real object
        return self.fn

    def call(self, tx: Tx, args: Sequence[VariableTracker], kwargs: dict[str, VariableTracker]) -> VariableTracker:
        model = model_of(self.fn)
        if model is not None:
            result = call_model(tx, model, self.describe(), args, kwargs, partial(self.unfit, tx, len(args), kwargs))
            if result is not NotImplemented:
                return result
        if self.folds():
            folded = fold_call(tx, self.fn, args, kwargs)
            if folded is not None:
                return folded
            if any(isinstance(arg, UnspecializedPythonVariable) for arg in args):
                tx.break_(calls.BUILTIN_CALL, gb="GB0178", name=self.describe())
        self.break_call(tx)

    def folds(self) -> bool:
        """Whether it is computed from constants."""
        return self.fn in FOLDED

    def unfit(self, tx: Tx, given: int, keywords: Iterable[str]) -> NoReturn:
        """The arguments do not fit: CPython says what is wrong."""
        if self.fn in _HANDLED:
            tx.break_(calls.BUILTIN_CALL, gb="GB0193", name=self.describe())
        stand_ins, named = [None] * given, dict.fromkeys(keywords)
        if refuses_at_once(self.fn, stand_ins, named):
            try:
                self.fn(*stand_ins, **named)
            except TypeError as error:
                tx.raise_(TypeError, *error.args)
        self.break_call(tx)

    def break_call(self, tx: Tx) -> NoReturn:
        """The call can't be traced with these arguments."""
        if self.fn is print:
            tx.break_(side_effects.PRINT, gb="GB0059")
        tx.break_(calls.BUILTIN_CALL, name=self.describe())

    def getattr(self, tx: Tx, name: str) -> VariableTracker:
        found = getattr(self.fn, name, _MISSING)
        if found is _MISSING:
            shown = f"type object '{self.describe()}'" if isinstance(self.fn, type) else f"'{self.type_name()}' object"
            tx.raise_(AttributeError, f"{shown} has no attribute '{name}'")
        if name == "__class__":
            return tx.wrap(type(self.fn))
        if name == "__mro__":
            return LinearizationVariable(self)
        if callable(found) and not isinstance(found, type):
            return BuiltinMethodVariable(self, name)
        return tx.wrap(found)

    def call_method(
        self, tx: Tx, name: str, args: Sequence[VariableTracker], kwargs: dict[str, VariableTracker]
    ) -> VariableTracker:
        """`str.upper(x)`, `dict.fromkeys(...)`, `list.__len__(x)`: by the model, else on the first argument."""
        found = getattr(self.fn, name, _MISSING)
        if found is _MISSING:
            self.getattr(tx, name)
        model = model_of(found) or _METHODS.get((self.fn, name))
        if model is not None:
            result = call_model(tx, model, f"{self.describe()}.{name}", args, kwargs)
            if result is not NotImplemented:
                return result
        if name == "__new__" and args and isinstance(self.fn, type):
            cls = args[0].realize()
            if isinstance(cls, BuiltinVariable):
                return cls.call(tx, args[1:], kwargs)
            return new_instance(tx, cls, found, args[1:], kwargs)
        if isinstance(self.fn, type) and args and _is_method_of(self.fn, name, args[0]):
            if self.fn in _BOUND_ONLY and not name.startswith("__"):
                tx.break_(calls.UNSUPPORTED_METHOD, name=name, type=self.describe())
            return args[0].call_base_method(tx, name, args[1:], kwargs)
        folded = fold_call(tx, found, args, kwargs) if name in _FOLDED_METHODS.get(self.fn, ()) else None
        if folded is None:
            tx.break_(calls.UNSUPPORTED_METHOD, name=name, type=self.describe())
        return folded

    def getitem(self, tx: Tx, key: VariableTracker) -> VariableTracker:
        """`list[int]` in annotations that are evaluated while tracing."""
        if not isinstance(self.fn, type):
            return super().getitem(tx, key)
        try:
            return tx.wrap(self.fn[key.as_constant()])  # type: ignore[index]
        except TypeError as error:
            tx.raise_(TypeError, *error.args)
        except NotConstantError:
            return super().getitem(tx, key)


def refuses_at_once(function: Any, args: Sequence[None], kwargs: dict[str, None]) -> bool:
    """Whether a builtin may be called with these for what it says: it looks at their number and names before all else.

    Where it has no signature that tells, it is one that does nothing at all.
    """
    try:
        signature = inspect.signature(function)
    except ValueError:
        return function in _ONLY_COMPUTES
    try:
        signature.bind(*args, **kwargs)
    except TypeError:
        return True
    return False


class PolyfilledFunctionVariable(BuiltinVariable):
    """A C function or iterator class that torch traces through Python code of the same meaning; we model it."""

    def unfit(self, tx: Tx, given: int, keywords: Iterable[str]) -> NoReturn:  # noqa: ARG002 - torch binds them
        tx.break_(calls.BAD_ARGUMENTS, gb="GB7312", detail=f"the arguments do not fit `{self.describe()}`")

    def break_call(self, tx: Tx) -> NoReturn:
        tx.break_(calls.UNSUPPORTED_CALL, name=self.describe())

    def folds(self) -> bool:
        return self.fn in FOLDED


class ItertoolsVariable(BuiltinVariable):
    """A class of `itertools` for which torch has a rule of its own (or none)."""

    def unfit(self, tx: Tx, given: int, keywords: Iterable[str]) -> NoReturn:  # noqa: ARG002 - torch's rule is left out
        self.break_call(tx)

    def break_call(self, tx: Tx) -> NoReturn:
        tx.break_(calls.UNSUPPORTED_CALL, name=self.describe())


def fold_call(
    tx: Tx, function: Any, args: Sequence[VariableTracker], kwargs: dict[str, VariableTracker]
) -> VariableTracker | None:
    """Compute a call from constants (containers of constants too); None where an argument is none."""
    try:
        values = [arg.as_constant() for arg in args]
        named = {name: arg.as_constant() for name, arg in kwargs.items()}
    except NotConstantError:
        return None
    return fold_values(tx, function, values, named)


def fold_values(tx: Tx, function: Any, values: Sequence[Any], named: dict[str, Any]) -> VariableTracker:
    """Compute a call from Python values, raising what it raises as the user's program would."""
    try:
        result = function(*values, **named)
    except Exception as error:  # noqa: BLE001 - whatever the function raises belongs to the user's program
        tx.raise_(type(error), *error.args)
    return tx.wrap(result)


def _is_method_of(cls: type, name: str, first: VariableTracker) -> bool:
    """Whether `cls.name` is a method that takes its instance as first argument, and `first` is one."""
    for base in cls.__mro__:
        if name in base.__dict__:
            return (
                not isinstance(base.__dict__[name], staticmethod | classmethod)
                and issubclass(first.python_type(), cls)
                and type(base.__dict__[name]).__name__ != "classmethod_descriptor"
            )
    return False

"""Instances of subclasses of `int`, `float`, `str` ...: values with methods and attributes of their own."""

from __future__ import annotations

import operator
import types
from typing import TYPE_CHECKING, Any

from fullgraph_tracer.protocol.lookup import type_lookup
from fullgraph_tracer.variables.base import NotConstantError
from fullgraph_tracer.variables.constant import ConstantVariable
from fullgraph_tracer.variables.user_defined.new import makes
from fullgraph_tracer.variables.user_defined.objects import UserDefinedObjectVariable
from fullgraph_vocab.breaks import calls

if TYPE_CHECKING:
    from collections.abc import Sequence

    from fullgraph_tracer.emit.emitter import Emitter
    from fullgraph_tracer.ports import Tx
    from fullgraph_tracer.variables.base import VariableTracker

LITERAL_BASES = (int, float, complex, str, bytes)


class UserDefinedConstantVariable(UserDefinedObjectVariable):
    """A number or string of the user's own class: the base's operations are computed, the class's own interpreted."""

    value: Any

    def describe(self) -> str:
        return repr(self.value)

    @property
    def is_constant(self) -> bool:
        return not any(isinstance(type_lookup(self.cls, name)[0], types.FunctionType) for name in _OPERATIONS)

    def as_constant(self) -> Any:
        return self.value

    def as_proxy(self, tx: Tx) -> Any:  # noqa: ARG002 - the value itself
        return self.value

    def hash_key(self, tx: Tx) -> Any:
        return self.value if self.is_constant else super().hash_key(tx)

    def truth(self, tx: Tx) -> bool:
        return bool(self.value) if self.is_constant else super().truth(tx)

    def reconstruct(self, emit: Emitter) -> Any:  # noqa: ARG002 - the value itself
        return self.value

    def rbinary(self, tx: Tx, op: str, other: VariableTracker) -> VariableTracker | Any:
        """With a tensor on the left, it is a plain number."""
        if self.is_constant and not other.is_constant:
            return other.binary(tx, op, self._plain())
        return super().rbinary(tx, op, other)

    def binary(self, tx: Tx, op: str, other: VariableTracker) -> VariableTracker | Any:
        if self.is_constant and not other.is_constant:
            return other.rbinary(tx, op, self._plain())
        return super().binary(tx, op, other)

    def _plain(self) -> VariableTracker:
        base = next(cls for cls in LITERAL_BASES if issubclass(self.cls, cls))
        return ConstantVariable(base(self.value))

    def call_builtin_method(
        self, tx: Tx, name: str, args: Sequence[VariableTracker], kwargs: dict[str, VariableTracker]
    ) -> VariableTracker:
        if getattr(self, f"py_{name}", None) is not None:
            return super().call_builtin_method(tx, name, args, kwargs)
        return self._plain().call_method(tx, name, args, kwargs)

    def init_builtin(self, tx: Tx, args: Sequence[VariableTracker], kwargs: dict[str, VariableTracker]) -> None:
        """Their `__new__` has done it all."""


class TorchVersionVariable(UserDefinedConstantVariable):
    """`torch.__version__`: a string that compares as versions do, which is computed and not interpreted."""

    @property
    def is_constant(self) -> bool:
        return True

    def richcompare(self, tx: Tx, op: str, other: VariableTracker) -> VariableTracker | Any:
        """With another version, a string, or a tuple of numbers, as torch's own class."""
        parts = [part.realize() for part in other.parts()] if issubclass(other.python_type(), tuple) else None
        if not other.is_constant and (parts is None or not all(part.is_constant for part in parts)):
            return NotImplemented
        theirs = other.as_constant() if parts is None else tuple(part.as_constant() for part in parts)
        return tx.constant(_COMPARE[op](self.value, theirs))


_COMPARE = {
    "==": operator.eq,
    "!=": operator.ne,
    "<": operator.lt,
    "<=": operator.le,
    ">": operator.gt,
    ">=": operator.ge,
}
_OPERATIONS = (
    *("__eq__", "__ne__", "__lt__", "__le__", "__gt__", "__ge__", "__hash__", "__bool__", "__len__", "__getitem__"),
    *("__add__", "__radd__", "__sub__", "__rsub__", "__mul__", "__rmul__", "__truediv__", "__rtruediv__", "__mod__"),
    *("__floordiv__", "__rfloordiv__", "__pow__", "__and__", "__or__", "__xor__", "__neg__", "__pos__", "__invert__"),
    *("__str__", "__repr__", "__format__", "__contains__", "__iter__"),
)


@makes(*(cls.__new__ for cls in LITERAL_BASES))
def new_literal(
    tx: Tx, cls: VariableTracker, args: Sequence[VariableTracker], kwargs: dict[str, VariableTracker]
) -> VariableTracker:
    """`int.__new__(cls, ...)` and its like, from constants."""
    python_class = cls.as_constant()
    base: Any = next(base for base in LITERAL_BASES if issubclass(python_class, base))
    try:
        values = [arg.as_constant() for arg in args]
        named = {name: arg.as_constant() for name, arg in kwargs.items()}
    except NotConstantError:
        tx.break_(calls.UNSUPPORTED_CALL, name=python_class.__name__)
    try:
        made = base.__new__(python_class, *values, **named)
    except (TypeError, ValueError, OverflowError) as error:
        tx.raise_(type(error), *error.args)
    return UserDefinedConstantVariable(python_class, made, cls_variable=cls)

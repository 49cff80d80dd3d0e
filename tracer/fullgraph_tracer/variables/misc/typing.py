"""Constructs of `typing`, and generic aliases such as `list[int]`: subscripted and united as Python does."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from fullgraph_tracer.protocol.lookup import MISSING
from fullgraph_tracer.sources import AttrSource
from fullgraph_tracer.variables.base import NotConstantError, VariableTracker
from fullgraph_tracer.variables.real_object import RealObject
from fullgraph_vocab.breaks import object_model

if TYPE_CHECKING:
    from fullgraph_tracer.emit.emitter import Emitter
    from fullgraph_tracer.ports import Tx


class TypingVariable(RealObject):
    """`typing.Any`, `Optional[int]`, `Callable[[int], bool]`, a type variable ..."""

    def truth(self, tx: Tx) -> bool:  # noqa: ARG002 - as objects are
        return True

    def getattr(self, tx: Tx, name: str) -> VariableTracker:
        found = getattr(self.value, name, MISSING)
        if found is MISSING:
            tx.raise_(AttributeError, f"'{self.type_name()}' object has no attribute '{name}'")
        return tx.wrap(found, None if self.source is None else AttrSource(self.source, name))

    def getitem(self, tx: Tx, key: VariableTracker) -> VariableTracker:
        try:
            made = self.value[key.as_constant()]
        except NotConstantError:
            tx.break_(object_model.ATTRIBUTE, name="__getitem__", type=self.type_name())
        except TypeError as error:
            tx.raise_(TypeError, *error.args)
        return TypingVariable(made)

    def richcompare(self, tx: Tx, op: str, other: VariableTracker) -> VariableTracker | Any:
        if op not in ("==", "!=") or not isinstance(other, TypingVariable):
            return NotImplemented
        return tx.constant(bool(self.value == other.value) is (op == "=="))

    def same_object(self, tx: Tx, other: VariableTracker) -> bool:  # noqa: ARG002 - the slot's signature
        return isinstance(other, TypingVariable) and self.value is other.value

    def _union(self, tx: Tx, left: Any, right: Any) -> VariableTracker | Any:
        try:
            return tx.wrap(left | right)
        except TypeError:
            return NotImplemented

    def binary(self, tx: Tx, op: str, other: VariableTracker) -> VariableTracker | Any:
        return self._union(tx, self.value, other.as_constant()) if op == "|" and other.is_constant else NotImplemented

    def rbinary(self, tx: Tx, op: str, other: VariableTracker) -> VariableTracker | Any:
        return self._union(tx, other.as_constant(), self.value) if op == "|" and other.is_constant else NotImplemented


class ObjectVariable(VariableTracker):
    """An `object()`: it is itself, and nothing else is known of it."""

    def __init__(self, value: object, **options: Any) -> None:
        super().__init__(**options)
        self.value = value

    def python_type(self) -> type:
        return object

    def truth(self, tx: Tx) -> bool:  # noqa: ARG002 - objects are true
        return True

    def hash_key(self, tx: Tx) -> Any:  # noqa: ARG002 - by identity
        return self.value

    def reconstruct(self, emit: Emitter) -> Any:  # noqa: ARG002 - the object itself
        return self.value

    def same_object(self, tx: Tx, other: VariableTracker) -> bool:  # noqa: ARG002 - the slot's signature
        return isinstance(other, ObjectVariable) and self.value is other.value

"""Descriptors as values: what a class's properties, slots and C methods are when they are read off the class."""

from __future__ import annotations

from typing import TYPE_CHECKING

from fullgraph_tracer import protocol
from fullgraph_tracer.variables.builtin_value import BuiltinMethodVariable
from fullgraph_tracer.variables.misc.lambdas import LambdaVariable
from fullgraph_tracer.variables.real_object import RealObject

if TYPE_CHECKING:
    from fullgraph_tracer.ports import Tx
    from fullgraph_tracer.variables.base import VariableTracker


class MethodWrapperVariable(BuiltinMethodVariable):
    """A slot of a C type, bound: `obj.__len__`, `obj.__setattr__`."""


class DescriptorVariable(RealObject):
    """Base of the data descriptors: known while tracing, and asked through `__get__`."""

    def describe(self) -> str:
        return str(getattr(self.value, "__name__", ""))

    def get(self, tx: Tx, obj: VariableTracker) -> VariableTracker:
        """What it gives for an object: tp_descr_get."""
        return protocol.get_attribute(tx, obj, self.value.__name__)

    def _get(self, tx: Tx, obj: VariableTracker, owner: VariableTracker | None = None) -> VariableTracker:  # noqa: ARG002
        return self if obj.is_constant and obj.as_constant() is None else self.get(tx, obj)

    def getattr(self, tx: Tx, name: str) -> VariableTracker:
        if name == "__get__":
            return LambdaVariable(self._get)
        try:
            found = getattr(self.value, name)
        except AttributeError as error:
            tx.raise_(AttributeError, *error.args)
        return tx.wrap(found)


class MemberDescriptorVariable(DescriptorVariable):
    """A slot of a class with `__slots__`, or a field of a C struct."""


class PropertyVariable(DescriptorVariable):
    """A `property`."""

    def get(self, tx: Tx, obj: VariableTracker) -> VariableTracker:
        if self.value.fget is None:
            tx.raise_(AttributeError, f"property of '{obj.type_name()}' object has no getter")
        return protocol.call(tx, tx.wrap(self.value.fget), [obj])


class TupleGetterVariable(DescriptorVariable):
    """A field of a namedtuple, read off its class."""

    def get(self, tx: Tx, obj: VariableTracker) -> VariableTracker:
        index, _doc = self.value.__reduce__()[1]
        return protocol.get_item(tx, obj, tx.constant(index))

"""Instances that torch tells apart: frozen dataclasses, `MutableMapping`s, generators of random numbers."""

from __future__ import annotations

import collections.abc
import dataclasses
import types
from typing import TYPE_CHECKING, Any, NoReturn

from fullgraph_tracer import protocol
from fullgraph_tracer.errors import UserRaised
from fullgraph_tracer.protocol.lookup import type_lookup
from fullgraph_tracer.variables.misc.lambdas import LambdaVariable
from fullgraph_tracer.variables.user_defined.objects import OBJECT_KINDS, UserDefinedObjectVariable
from fullgraph_vocab.breaks import side_effects

if TYPE_CHECKING:
    from fullgraph_tracer.emit.emitter import Emitter
    from fullgraph_tracer.ports import Tx
    from fullgraph_tracer.variables.base import VariableTracker


class FrozenDataClassVariable(UserDefinedObjectVariable):
    """An instance of a frozen dataclass: its fields never change, so that it is a value."""

    def field_values(self, tx: Tx) -> dict[str, VariableTracker]:
        """The fields, in order."""
        return {field.name: self.getattr(tx, field.name).realize() for field in dataclasses.fields(self.cls)}

    def as_proxy(self, tx: Tx) -> Any:
        return self.cls(**{name: value.as_proxy(tx) for name, value in self.field_values(tx).items()})

    def reconstruct(self, emit: Emitter) -> Any:
        return super().reconstruct(emit)


class MutableMappingVariable(UserDefinedObjectVariable):
    """An instance of a `MutableMapping` written in Python, such as transformers' registries of functions."""

    def getattr(self, tx: Tx, name: str) -> VariableTracker:
        if name == "get" and type_lookup(self.cls, "get")[0] is collections.abc.Mapping.get:
            return MappingGet(self)
        return super().getattr(tx, name)


class TorchGeneratorObject(UserDefinedObjectVariable):
    """A `torch.Generator`: its methods read and set the state that random numbers come from."""

    @property
    def kind(self) -> str:
        return "UserDefinedObjectVariable"

    def missing_method(self, tx: Tx, name: str) -> NoReturn:
        if isinstance(type_lookup(self.cls, name)[0], types.MethodDescriptorType) and not name.startswith("__"):
            tx.break_(side_effects.RANDOM_STATE, gb="GB7650", name=f"torch.Generator.{name}")
        super().missing_method(tx, name)


class MappingGet(LambdaVariable):
    """`mapping.get` of `collections.abc.Mapping`: torch shows the bound method of Python code of its own."""

    def __init__(self, mapping: MutableMappingVariable, **options: Any) -> None:
        super().__init__(self._get, **options)
        self.mapping = mapping

    @property
    def kind(self) -> str:
        return "UserMethodVariable"

    def python_type(self) -> type:
        return types.MethodType

    def reconstruct(self, emit: Emitter) -> Any:
        return emit(self.mapping).get

    def _get(self, tx: Tx, key: VariableTracker, default: VariableTracker | None = None) -> VariableTracker:
        try:
            return protocol.get_item(tx, self.mapping, key)
        except UserRaised as raised:
            if not issubclass(raised.value.python_type(), KeyError):
                raise
        return tx.constant(None) if default is None else default


def is_frozen_dataclass(cls: type) -> bool:
    """Whether the class was made by `@dataclass(frozen=True)`."""
    parameters = getattr(cls, "__dataclass_params__", None)
    return dataclasses.is_dataclass(cls) and bool(getattr(parameters, "frozen", False))


OBJECT_KINDS.append((lambda cls: issubclass(cls, collections.abc.MutableMapping), MutableMappingVariable))
OBJECT_KINDS.append((is_frozen_dataclass, FrozenDataClassVariable))

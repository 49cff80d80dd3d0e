"""Subclasses of `torch.Tensor` that override `__torch_function__`: plain tensors in the graph, inlined overrides."""

from __future__ import annotations

import inspect
import types
from typing import TYPE_CHECKING, Any

import torch

from fullgraph_tracer import protocol
from fullgraph_tracer.variables.functions.user import UserMethodVariable
from fullgraph_tracer.variables.tensor.overrides import dispatch, dispatches
from fullgraph_tracer.variables.tensor.tensor import TensorVariable
from fullgraph_tracer.variables.torch_functions import RealCallable
from fullgraph_tracer.variables.user_defined.classes import UserDefinedClassVariable
from fullgraph_vocab.breaks import operators

if TYPE_CHECKING:
    from collections.abc import Sequence

    from fullgraph_tracer.emit.emitter import Emitter
    from fullgraph_tracer.ports import Tx
    from fullgraph_tracer.variables.base import VariableTracker

_REFUSED = frozenset({"_base", "grad", "_grad"})
_MISSING = object()


class TensorWithTFOverrideVariable(TensorVariable):
    """A tensor of such a subclass."""

    @property
    def overrides_torch_function(self) -> bool:  # type: ignore[override]  # of the class, not of the variable
        disabled = torch._C._disabled_torch_function_impl  # noqa: SLF001 - how torch marks classes without overrides
        return getattr(self.cls, "__torch_function__", disabled) is not disabled

    def reconstruct(self, emit: Emitter) -> Any:
        return emit.outputs[self.node].as_subclass(self.cls)

    def getattr(self, tx: Tx, name: str) -> VariableTracker:
        if name in _REFUSED:
            tx.break_(operators.TENSOR_SUBCLASS, gb="GB0163", detail=f"the attribute {name}")
        on_tensor = getattr(torch.Tensor, name, _MISSING)
        if self._is_overridden(name) or on_tensor is _MISSING:
            found = self._own_attribute(tx, name)
            return super().getattr(tx, name) if found is None else found
        if not inspect.ismethoddescriptor(on_tensor) and hasattr(on_tensor, "__get__"):
            getter = AttributeGetter(on_tensor.__get__)
            if not callable(on_tensor) and dispatches(tx, (self,), {}):
                return dispatch(tx, getter, (self,), {})
        return super().getattr(tx, name)

    def _is_overridden(self, name: str) -> bool:
        try:
            return bool(inspect.getattr_static(self.cls, name) != getattr(torch.Tensor, name))
        except AttributeError:
            return False

    def _own_attribute(self, tx: Tx, name: str) -> VariableTracker | None:
        """What the subclass itself defines under the name."""
        static = inspect.getattr_static(self.cls, name, _MISSING)
        if static is _MISSING:
            return None
        if isinstance(static, types.FunctionType):
            return UserMethodVariable(tx.wrap(static), self)
        if isinstance(static, property):
            return protocol.call(tx, tx.wrap(static.fget), (self,))
        if isinstance(static, classmethod):
            return UserMethodVariable(tx.wrap(static.__func__), tx.wrap(self.cls))
        if self._is_overridden(name):
            tx.break_(operators.TENSOR_SUBCLASS, gb="GB0164", detail=f"the attribute {name} of {self.cls.__name__}")
        return None

    def call_method(
        self, tx: Tx, name: str, args: Sequence[VariableTracker], kwargs: dict[str, VariableTracker]
    ) -> VariableTracker:
        if self._is_overridden(name) and dispatches(tx, (self, *args), kwargs):
            tx.break_(operators.TENSOR_SUBCLASS, gb="GB0103", detail=f"the method {name} of {self.cls.__name__}")
        return super().call_method(tx, name, args, kwargs)


class AttributeGetter(RealCallable):
    """`torch.Tensor.shape.__get__`: how `__torch_function__` is told of an attribute."""

    @property
    def kind(self) -> str:
        return "MethodWrapperVariable"

    def call(self, tx: Tx, args: Sequence[VariableTracker], kwargs: dict[str, VariableTracker]) -> VariableTracker:  # noqa: ARG002
        return args[0].getattr(tx, self.value.__self__.__name__)


class TensorSubclassVariable(UserDefinedClassVariable):
    """Such a subclass itself."""

    overrides_torch_function: bool = False

    def instantiate(
        self, tx: Tx, args: Sequence[VariableTracker], kwargs: dict[str, VariableTracker]
    ) -> VariableTracker:
        """`Sub(x)` shares the memory of `x`; a `__new__` or `__init__` of its own is interpreted."""
        cls: Any = self.value
        new = cls.__new__
        if new is torch.Tensor.__new__:
            if len(args) != 1 or kwargs or not isinstance(args[0], TensorVariable):
                tx.break_(
                    operators.TENSOR_SUBCLASS, gb="GB0026", detail=f"{self.value.__name__}() of more than a tensor"
                )
            made: VariableTracker = self.of_tensor(args[0])
        else:
            made = protocol.call(tx, tx.wrap(new), (self, *args), kwargs).realize()
        init = cls.__init__
        if init is not torch.Tensor.__init__:
            protocol.call(tx, tx.wrap(init), (made, *args), kwargs)
        return made

    def of_tensor(self, tensor: TensorVariable) -> VariableTracker:
        """The same tensor as one of this class."""
        return TensorWithTFOverrideVariable(tensor.node, tensor.fake, cls=self.value)


class GetSetDescriptorVariable(RealCallable):
    """`torch.Tensor.shape`: an attribute of a C type, seen from the type."""

    def getattr(self, tx: Tx, name: str) -> VariableTracker:
        if name == "__get__":
            return AttributeGetter(self.value.__get__)
        return super().getattr(tx, name)

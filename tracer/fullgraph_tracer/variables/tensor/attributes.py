"""Reading and setting attributes of tensors."""

from __future__ import annotations

import builtins
import functools
from types import GetSetDescriptorType
from typing import TYPE_CHECKING, Any

import torch
from torch.utils._python_dispatch import is_traceable_wrapper_subclass

from fullgraph_tracer.effects import is_deleted
from fullgraph_tracer.graph.fake import has_free_symbols
from fullgraph_tracer.sources import AttrSource
from fullgraph_tracer.variables.builtin_value import BuiltinMethodVariable
from fullgraph_tracer.variables.lists import SizeVariable
from fullgraph_tracer.variables.tensor.base import TensorBase
from fullgraph_tracer.variables.tensor.calling import call_in_graph, raw_call
from fullgraph_vocab.breaks import calls, operators, side_effects

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from fullgraph_tracer.ports import Tx
    from fullgraph_tracer.variables.base import VariableTracker

_ATTRIBUTES: dict[str, Any] = {name: value for cls in torch.Tensor.__mro__[::-1] for name, value in vars(cls).items()}
_MISSING = object()

_FACTS: dict[str, Callable[[torch.Tensor], Any]] = {
    "ndim": lambda fake: fake.dim(),
    "dtype": lambda fake: fake.dtype,
    "device": lambda fake: fake.device,
    "layout": lambda fake: fake.layout,
    "is_cuda": lambda fake: fake.device.type == "cuda",
    "requires_grad": lambda fake: fake.requires_grad,
    "is_quantized": lambda fake: fake.is_quantized,
    "is_sparse": lambda fake: fake.is_sparse,
    "is_nested": lambda fake: fake.is_nested,
}
"""What is known of every tensor while tracing, and makes no node."""


@functools.cache
def is_inplace_view(name: str) -> bool:
    """Whether a method changes the shape of its tensor in place: `unsqueeze_`, `t_` ..."""
    packet = getattr(torch.ops.aten, name, None)
    if packet is None or not hasattr(packet, "overloads"):
        return False
    overload = getattr(packet, packet.overloads()[0], None)
    return overload is not None and torch.Tag.inplace_view in overload.tags


class DelayGraphBreakVariable(BuiltinMethodVariable):
    """A method that leaves the graph when it is called: one that changes the shape of an input in place."""

    def call(self, tx: Tx, args: Sequence[VariableTracker], kwargs: dict[str, VariableTracker]) -> VariableTracker:  # noqa: ARG002
        tx.break_(calls.UNSUPPORTED_CALL, gb="GB0148", name=f"Tensor.{self.name}")


class TensorAttributes(TensorBase):
    """tp_getattro and tp_setattro."""

    def getattr(self, tx: Tx, name: str) -> VariableTracker:
        stored = tx.effects.load_attr(self, "grad" if name == "_grad" else name)
        if is_deleted(stored):
            self._no_attribute(tx, name)
        if stored is not None:
            return stored
        fact = _FACTS.get(name)
        if fact is not None:
            return tx.wrap(fact(self.fake))
        special = getattr(self, f"attr_{name}", None)
        if special is not None:
            found: VariableTracker = special(tx)
            return found
        static = _ATTRIBUTES.get(name, _MISSING)
        if type(static) is GetSetDescriptorType:
            return self.computed(tx, name)
        if static is _MISSING or self.source is not None:
            return self.real_attribute(tx, name, static)
        return self.bound_method(name)

    def bound_method(self, name: str) -> VariableTracker:
        """`self.name`, not called yet."""
        if self.source is not None and is_inplace_view(name):
            return DelayGraphBreakVariable(self, name)
        return BuiltinMethodVariable(self, name)

    def computed(self, tx: Tx, name: str) -> VariableTracker:
        """`x.T`, `x.real` ...: a node that reads the attribute."""
        node = raw_call(tx, "call_function", builtins.getattr, (self.as_proxy(tx), name), {})
        return tx.wrap_fake(node, node.meta["example_value"])

    def real_attribute(self, tx: Tx, name: str, static: object) -> VariableTracker:
        """Of an input, what the real tensor has there: a method, or something that the user put there."""
        real = self.real_value
        if real is None:
            if static is _MISSING and not callable(getattr(self.cls, name, None)):
                self._no_attribute(tx, name)
            return self.bound_method(name)
        value = getattr(real, name, _MISSING)
        if value is _MISSING:
            tx.guards.add(self.source, "HASATTR", (name, False), tx.span)
            self._no_attribute(tx, name)
        known = static is not _MISSING or is_traceable_wrapper_subclass(real)  # whose own methods are nodes, too
        if known and callable(value) and getattr(value, "__self__", None) is real:
            return self.bound_method(name)
        tx.guards.add(self.source, "HASATTR", (name, True), tx.span)
        assert self.source is not None
        return tx.wrap(value, AttrSource(self.source, name))

    def _no_attribute(self, tx: Tx, name: str) -> None:
        tx.raise_(AttributeError, f"'{self.type_name()}' object has no attribute '{name}'")

    # ---- attributes with rules of their own

    def attr___class__(self, tx: Tx) -> VariableTracker:
        return tx.wrap(self.python_type())

    def attr_shape(self, tx: Tx) -> VariableTracker:
        if not has_free_symbols(self.fake.shape):
            return SizeVariable([tx.constant(int(size)) for size in self.fake.shape])
        return call_in_graph(tx, "call_method", "size", (self,))

    def attr_retain_grad(self, tx: Tx) -> VariableTracker:
        tx.break_(operators.REQUIRES_GRAD, gb="GB0108")

    def attr_grad(self, tx: Tx) -> VariableTracker:
        if self.source is not None and self.real_value is not None:
            tx.guards.add(self.source, "TYPE_MATCH", type(self.real_value), tx.span)
            return tx.wrap(self.real_value.grad, AttrSource(self.source, "grad"))
        if self.fake.grad_fn is None:
            return tx.constant(None)
        return self.bound_method("grad")

    attr__grad = attr_grad

    def attr_data(self, tx: Tx) -> VariableTracker:
        return call_in_graph(tx, "call_function", torch._C._autograd._get_data_attr, (self,))  # type: ignore[attr-defined]  # noqa: SLF001

    def attr_grad_fn(self, tx: Tx) -> VariableTracker:
        if self.fake.grad_fn is not None:
            tx.break_(operators.REQUIRES_GRAD, gb="GB0104")
        return tx.constant(None)

    # ---- setting

    def setattr(self, tx: Tx, name: str, value: VariableTracker) -> None:
        if name == "requires_grad":
            tx.break_(operators.REQUIRES_GRAD, gb="GB0206")
        if name == "data":
            self._set_data(tx, value)
            return
        key = "grad" if name == "_grad" else name
        if key != "grad" and type(_ATTRIBUTES.get(key)) is GetSetDescriptorType:
            tx.break_(side_effects.TENSOR_SETATTR, gb="GB0058", name=name)
        tx.effects.store_attr(self, key, value, tx.span)

    def delattr(self, tx: Tx, name: str) -> None:
        self.getattr(tx, name)
        tx.effects.store_attr(self, name, None, tx.span)

    def _set_data(self, tx: Tx, value: VariableTracker) -> None:
        """`x.data = y` is `x.set_(y)` without gradients; only an input's data can be set."""
        value = value.realize()
        if self.source is None:
            tx.break_(side_effects.TENSOR_SETATTR, gb="GB0056", name="data")
        if not isinstance(value, TensorBase) or value.fake.dtype != self.fake.dtype:
            tx.break_(side_effects.TENSOR_SETATTR, gb="GB0220", name="data")
        before = torch.is_grad_enabled()
        set_grad = torch._C._set_grad_enabled  # noqa: SLF001 - what grad modes are in the graph
        if before:
            tx.graph.add("call_function", set_grad, (False,), {}, None)
        with torch.no_grad():
            node = raw_call(tx, "call_function", torch.Tensor.set_, (self.as_proxy(tx), value.as_proxy(tx)), {})
        if before:
            tx.graph.add("call_function", set_grad, (True,), {}, None)
        raw_call(tx, "call_function", _lower_version_count_by_1, (node,), {})
        tx.journal.set(self, "node", node)
        tx.journal.set(self, "fake", node.meta["example_value"])

    @property
    def real_value(self) -> Any:
        """The real tensor of an input; None for what was made while tracing."""
        return None


def _lower_version_count_by_1(tensor: torch.Tensor) -> torch.Tensor:
    """`x.data = y` does not count as a change of `x` for autograd, but `set_` does: take that one back."""
    version = max(tensor._version - 1, 0)  # noqa: SLF001 - the counter has no public name
    torch._C._autograd._unsafe_set_version_counter((tensor,), (version,))  # noqa: SLF001
    return tensor

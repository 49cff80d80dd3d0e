"""Functions and classes of torch: put in the graph, folded, with rules of their own, or skipped."""

from __future__ import annotations

import functools
from types import BuiltinFunctionType, FunctionType, MethodDescriptorType, WrapperDescriptorType
from typing import TYPE_CHECKING, Any

import torch

from fullgraph_tracer import skips
from fullgraph_tracer.protocol.known import call_model, model_of
from fullgraph_tracer.sources import AttrSource
from fullgraph_tracer.variables.lists import ListVariable, TupleVariable
from fullgraph_tracer.variables.real_object import RealObject
from fullgraph_tracer.variables.tensor.base import TensorBase
from fullgraph_tracer.variables.tensor.calling import call_in_graph
from fullgraph_tracer.variables.tensor.overrides import dispatch, dispatches
from fullgraph_tracer.variables.tensor.symbolic import SymNodeVariable
from fullgraph_vocab.breaks import calls, control_flow, data, exceptions, operators

if TYPE_CHECKING:
    from collections.abc import Sequence

    from fullgraph_tracer.ports import Tx
    from fullgraph_tracer.variables.base import VariableTracker

_MISSING = object()
_SCALAR_FUNCTIONS = frozenset({"add", "sub", "mul", "div", "sqrt"})


class RealCallable(RealObject):
    """Base of what stands for a function or class that the program found somewhere, as it is."""

    def describe(self) -> str:
        return name_of(self.value)

    def getattr(self, tx: Tx, name: str) -> VariableTracker:
        found = getattr(self.value, name, _MISSING)
        if found is _MISSING:
            tx.raise_(AttributeError, f"'{self.type_name()}' object has no attribute '{name}'")
        return tx.wrap(found, AttrSource(self.source, name) if self.source is not None else None)


ASKED_WHETHER_COMPILING = "asked whether compiling"
"""The state that says so: such a frame is not left to eager for having no operations, where the answer would differ."""


def name_of(function: Any) -> str:
    """`torch.relu`, for messages."""
    name = getattr(function, "__qualname__", None) or getattr(function, "__name__", None) or repr(function)
    module = getattr(function, "__module__", None)
    return f"{module}.{name}" if module else name


class BaseTorchVariable(RealCallable):
    """Any function or class of torch."""


class TorchInGraphFunctionVariable(BaseTorchVariable):
    """A function of torch whose call is a node of the graph, unless it folds or has a rule of its own."""

    def as_proxy(self, tx: Tx) -> Any:  # noqa: ARG002 - the function itself
        return self.value

    def call(self, tx: Tx, args: Sequence[VariableTracker], kwargs: dict[str, VariableTracker]) -> VariableTracker:
        function = self.value
        if dispatches(tx, args, kwargs) and (_is_operator(function) or function in _overridable()):
            return dispatch(tx, self, args, kwargs)
        if skips.is_constant_fold(function) and _all_constant(args, kwargs):
            return self._fold(tx, args, kwargs)
        if _is_tensor_method(function) and args:
            return self._call_method(tx, args, kwargs)
        state = skips.tracing_state(function)
        if state is not None:
            if skips.asks_whether_compiling(function):
                tx.journal.set_item(tx.states, ASKED_WHETHER_COMPILING, True)
            return tx.constant(state[0])
        model = model_of(function)
        if model is not None:
            result = call_model(tx, model, name_of(function), args, kwargs)
            if result is not NotImplemented:
                return result
        return in_graph(tx, function, args, kwargs)

    def _fold(self, tx: Tx, args: Sequence[VariableTracker], kwargs: dict[str, VariableTracker]) -> VariableTracker:
        model = model_of(self.value)
        if model is not None:
            result = call_model(tx, model, name_of(self.value), args, kwargs)
            if result is not NotImplemented:
                return result
        values = [arg.as_constant() for arg in args]
        named = {name: arg.as_constant() for name, arg in kwargs.items()}
        try:
            return tx.wrap(self.value(*values, **named))
        except (OverflowError, TypeError, ValueError) as error:
            tx.raise_(type(error), *error.args)

    def _call_method(
        self, tx: Tx, args: Sequence[VariableTracker], kwargs: dict[str, VariableTracker]
    ) -> VariableTracker:
        return args[0].call_method(tx, self.value.__name__, args[1:], kwargs)


def in_graph(
    tx: Tx, function: Any, args: Sequence[VariableTracker], kwargs: dict[str, VariableTracker]
) -> VariableTracker:
    """A node that calls `function`."""
    target = _symbolic_target(tx, function, args)
    out = kwargs.get("out")
    shapes = _out_shapes(out)
    result = call_in_graph(tx, "call_function", target, args, kwargs)
    if isinstance(result, TensorBase) and "requires_grad" in kwargs and kwargs["requires_grad"].as_constant():
        tx.break_(operators.REQUIRES_GRAD, gb="GB0225")
    for tensor, before in shapes:
        _check_out(tx, tensor, before, many=not isinstance(out, TensorBase))
    return result


def _symbolic_target(tx: Tx, function: Any, args: Sequence[VariableTracker]) -> Any:
    """`math.sqrt` of a symbol is torch's symbolic square root; torch's own arithmetic takes no bare symbols."""
    if not any(isinstance(arg, SymNodeVariable) for arg in args):
        return function
    module, name = getattr(function, "__module__", ""), getattr(function, "__name__", "")
    numbers_only = all(isinstance(arg, SymNodeVariable) or arg.is_constant for arg in args)
    if module == "torch" and name in _SCALAR_FUNCTIONS and numbers_only:
        tx.break_(data.SYMBOL_UNSUPPORTED, gb="GB0224", detail=f"torch.{name} takes a tensor, not only symbols")
    return getattr(torch, f"_sym_{name}", function) if module == "math" else function


def _out_shapes(out: VariableTracker | None) -> list[tuple[TensorBase, torch.Size]]:
    if isinstance(out, TensorBase):
        return [(out, out.fake.shape)]
    if isinstance(out, TupleVariable | ListVariable):
        items = [item.realize() for item in out.items]
        return [(item, item.fake.shape) for item in items if isinstance(item, TensorBase)]
    return []


def _check_out(tx: Tx, tensor: TensorBase, before: torch.Size, *, many: bool) -> None:
    """`out=` may neither change the shape of its tensor nor be a strided view."""
    if tensor.fake.shape != before:
        tx.break_(operators.OUT_VARIANT, gb="GB0240" if many else "GB0247")
    if not tensor.fake.is_contiguous():
        tx.break_(operators.OUT_VARIANT, gb="GB0241" if many else "GB0242")


def _all_constant(args: Sequence[VariableTracker], kwargs: dict[str, VariableTracker]) -> bool:
    return all(arg.is_constant for arg in args) and all(arg.is_constant for arg in kwargs.values())


def _is_operator(function: Any) -> bool:
    return isinstance(function, torch._ops.OpOverload | torch._ops.OpOverloadPacket)  # noqa: SLF001 - torch's operators


def _is_tensor_method(function: Any) -> bool:
    if not isinstance(function, MethodDescriptorType | WrapperDescriptorType | BuiltinFunctionType | FunctionType):
        return False
    return function in _tensor_methods()


@functools.cache
def _tensor_methods() -> frozenset[Any]:
    hidden = {"__new__", "_make_wrapper_subclass", "_make_subclass"}
    kinds = (MethodDescriptorType, WrapperDescriptorType, BuiltinFunctionType)
    found = (getattr(torch.Tensor, name) for name in dir(torch.Tensor) if name not in hidden)
    methods = {method for method in found if isinstance(method, kinds)}
    return frozenset(methods | {torch.Tensor.__contains__, torch.Tensor.register_hook})


@functools.cache
def _overridable() -> frozenset[Any]:
    """The functions that ask `__torch_function__` of their arguments."""
    functions = {f for members in torch.overrides.get_overridable_functions().values() for f in members}
    functions.update(torch.utils._device._device_constructors())  # noqa: SLF001 - what a default device acts on
    functions.update((torch.ones_like, torch.zeros_like, torch.empty_like, torch.full_like))
    return frozenset(functions)


class TorchCtxManagerClassVariable(BaseTorchVariable):
    """A context-manager class of torch, such as `torch.no_grad`; its model makes the context manager."""

    def call(self, tx: Tx, args: Sequence[VariableTracker], kwargs: dict[str, VariableTracker]) -> VariableTracker:
        model = model_of(self.value)
        if model is None:
            tx.break_(exceptions.CONTEXT_MANAGER, type=name_of(self.value))
        return call_model(tx, model, name_of(self.value), args, kwargs)


class SkipFunctionVariable(RealCallable):
    """A function that is never traced: a call of it leaves the graph."""

    def call(self, tx: Tx, args: Sequence[VariableTracker], kwargs: dict[str, VariableTracker]) -> VariableTracker:
        model = model_of(self.value)
        if model is not None:
            result = call_model(tx, model, name_of(self.value), args, kwargs)
            if result is not NotImplemented:
                return result
        name = name_of(self.value)
        if skips.is_disabled(self.value):
            tx.break_(calls.DISABLED_CALL, name=name)
        requested = _REQUESTED.get(name)
        if requested is not None:
            tx.break_(control_flow.REQUESTED_BREAK, gb=requested, skip_frame=requested == "GB4297", name=name)
        tx.break_(calls.SKIPPED_CALL, name=name)

    def call_bound(
        self, tx: Tx, args: Sequence[VariableTracker], kwargs: dict[str, VariableTracker]
    ) -> VariableTracker:
        """Of a method, Dynamo says that it may not be inlined, since it would have been."""
        function = self.value
        if isinstance(function, FunctionType) and skips.is_disabled(function):
            tx.break_(calls.DISABLED_CALL, gb="GB0099", name=name_of(function))
        if isinstance(function, FunctionType) and model_of(function) is None:
            tx.break_(calls.SKIPPED_INLINE, name=name_of(function))
        return self.call(tx, args, kwargs)


_REQUESTED = {
    "torch._dynamo.decorators.graph_break": "GB0025",
    "torch._dynamo.decorators.skip_frame": "GB4297",
    "torch._dynamo.decorators.step_unsupported": "GB4636",
}


class SparseTensorCreationSkipVariable(SkipFunctionVariable):
    """A function that makes a sparse tensor."""

    def call(self, tx: Tx, args: Sequence[VariableTracker], kwargs: dict[str, VariableTracker]) -> VariableTracker:  # noqa: ARG002
        tx.break_(operators.SPARSE_TENSOR, gb="GB0374")

"""numpy arrays, carried through the graph as tensors: what they do is traced through `torch._numpy`."""

from __future__ import annotations

import functools
import operator
from typing import TYPE_CHECKING, Any

import numpy as np
import torch
from torch._numpy._ndarray import ndarray

from fullgraph_tracer.graph.fake import has_free_symbols
from fullgraph_tracer.protocol.compare import COMPARE
from fullgraph_tracer.variables.builtin_value import BuiltinMethodVariable
from fullgraph_tracer.variables.constant import ConstantVariable
from fullgraph_tracer.variables.lists import TupleVariable
from fullgraph_tracer.variables.tensor.base import GraphValue
from fullgraph_tracer.variables.tensor.calling import node_in_graph
from fullgraph_tracer.variables.tensor.tensor import TensorVariable
from fullgraph_vocab.breaks import data

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from fullgraph_tracer.emit.emitter import Emitter
    from fullgraph_tracer.ports import Tx
    from fullgraph_tracer.variables.base import VariableTracker

_NDARRAY: Any = ndarray
"""torch's own array class, which has no types."""

# ---- what the nodes call


def to_tensors(value: Any) -> Any:
    """Arrays as tensors, inside tuples and lists too; everything else as it is."""
    if isinstance(value, np.ndarray):
        return torch.as_tensor(value)
    if isinstance(value, _NDARRAY):
        return value.tensor
    if isinstance(value, tuple | list):
        return type(value)(to_tensors(item) for item in value)
    return value


def to_arrays(value: Any) -> Any:
    """Tensors as numpy arrays: what leaves the graph."""
    if isinstance(value, _NDARRAY):
        return to_arrays(value.tensor)
    if isinstance(value, torch.Tensor):
        return value.numpy(force=True)
    if isinstance(value, tuple | list):
        return type(value)(to_arrays(item) for item in value)
    return value


class WrappedFunction:
    """A function of `torch._numpy`, giving tensors."""

    def __init__(self, function: Callable[..., Any]) -> None:
        self.function = function
        self.__name__ = f"wrapped_{function.__name__}"

    def __call__(self, *args: Any, **kwargs: Any) -> Any:
        return to_tensors(self.function(*args, **kwargs))


class WrappedMethod:
    """A method of an array, called on a tensor."""

    def __init__(self, method: str) -> None:
        self.method = method
        self.__name__ = f"wrapped_{method}"

    def __call__(self, array: torch.Tensor, *args: Any, **kwargs: Any) -> Any:
        return to_tensors(getattr(_NDARRAY(array), self.method)(*args, **kwargs))


class WrappedOperator:
    """A Python operator, with numpy's rules, on tensors."""

    def __init__(self, function: Callable[..., Any]) -> None:
        self.function = function
        self.__name__ = f"wrapped_{function.__name__}"

    def __call__(self, *args: Any) -> Any:
        arrays = (_NDARRAY(arg) if isinstance(arg, torch.Tensor) else arg for arg in args)
        return to_tensors(self.function(*arrays))


def numpy_attr_wrapper(array: torch.Tensor, name: str) -> Any:
    """An attribute of an array, read from a tensor."""
    return to_tensors(getattr(_NDARRAY(array), name))


@functools.cache
def wrapped_operator(function: Callable[..., Any]) -> WrappedOperator:
    """One wrapper per operator, so that equal calls have equal targets."""
    return WrappedOperator(function)


@functools.cache
def wrapped_method(name: str) -> WrappedMethod:
    """One wrapper per method."""
    return WrappedMethod(name)


@functools.cache
def wrapped_function(function: Callable[..., Any]) -> WrappedFunction:
    """One wrapper per function."""
    return WrappedFunction(function)


def renamed_arguments(name: str, kwargs: dict[str, VariableTracker]) -> dict[str, VariableTracker]:
    """`np.clip` calls its bounds otherwise than `torch._numpy` does."""
    if name != "clip":
        return kwargs
    names = {"a_min": "min", "a_max": "max"}
    return {names.get(key, key): value for key, value in kwargs.items()}


# ---- the variable


class NumpyNdarrayVariable(TensorVariable):
    """A `numpy.ndarray`."""

    def python_type(self) -> type:
        return np.ndarray

    def reconstruct(self, emit: Emitter) -> Any:
        return to_arrays(emit.outputs[self.node])

    def hash_key(self, tx: Tx) -> Any:
        tx.raise_(TypeError, "unhashable type: 'numpy.ndarray'")

    def operator_call(self, tx: Tx, function: Any, args: Sequence[VariableTracker]) -> VariableTracker:
        """With a tensor on the other side torch's rules hold, else numpy's."""
        if any(type(arg) is TensorVariable for arg in args):
            return super().operator_call(tx, function, args)
        return array_call(tx, wrapped_operator(function), args)

    def richcompare(self, tx: Tx, op: str, other: VariableTracker) -> VariableTracker | Any:
        if not isinstance(other, GraphValue | ConstantVariable):
            return NotImplemented
        return array_call(tx, wrapped_operator(COMPARE[op]), (self, other))

    def getitem(self, tx: Tx, key: VariableTracker) -> VariableTracker:
        return array_call(tx, wrapped_operator(operator.getitem), (self, key))

    def setitem(self, tx: Tx, key: VariableTracker, value: VariableTracker) -> None:
        self.call_method(tx, "__setitem__", (key, value.realize()), {})

    def item_node(self, tx: Tx, index: Any) -> VariableTracker:
        node = super().item_node(tx, index).as_proxy(tx)
        return tx.wrap_fake(node, node.meta["example_value"], ndarray=True)

    def getattr(self, tx: Tx, name: str) -> VariableTracker:
        if name == "__class__":
            return tx.wrap(np.ndarray)
        if not hasattr(np.ndarray, name):
            tx.raise_(AttributeError, f"'numpy.ndarray' object has no attribute '{name}'")
        if name in ("T", "real", "imag", "flat"):
            return array_call(tx, numpy_attr_wrapper, (self, tx.constant(name)))
        if name in ("ndim", "itemsize"):
            return tx.constant(getattr(_NDARRAY(self.fake), name))
        if name in ("shape", "strides", "size"):
            return self._sizes_attribute(tx, name)
        if name in ("base", "flags", "dtype"):
            tx.break_(data.NUMPY_UNSUPPORTED, gb="GB0157", name=f"ndarray.{name}")
        return BuiltinMethodVariable(self, name)

    def _sizes_attribute(self, tx: Tx, name: str) -> VariableTracker:
        found = getattr(_NDARRAY(self.fake), name)
        if has_free_symbols(found):
            node = node_in_graph(tx, "call_function", numpy_attr_wrapper, (self, tx.constant(name)))
            return tx.wrap_fake(node, node.meta["example_value"])
        if name == "size":
            return tx.constant(int(found))
        return TupleVariable([tx.constant(int(size)) for size in found])

    def call_method(
        self, tx: Tx, name: str, args: Sequence[VariableTracker], kwargs: dict[str, VariableTracker]
    ) -> VariableTracker:
        kwargs = renamed_arguments(name, kwargs)
        if name == "astype" and _asks_for_objects((*args, *kwargs.values())):
            tx.break_(data.NUMPY_UNSUPPORTED, gb="GB0250", name="ndarray.astype(object)")
        if name in ("__len__", "size", "tolist", "__iter__", "__int__", "__float__"):
            return super().call_method(tx, name, args, kwargs)
        if name in ("tostring", "tobytes", "__delattr__"):
            tx.break_(data.NUMPY_UNSUPPORTED, gb="GB0158", name=f"ndarray.{name}")
        return array_call(tx, wrapped_method(name), (self, *args), kwargs)


def _asks_for_objects(args: Sequence[VariableTracker]) -> bool:
    return any(arg.is_constant and arg.as_constant() in ("O", object) for arg in args[:1])


def array_call(
    tx: Tx, target: Any, args: Sequence[VariableTracker], kwargs: dict[str, VariableTracker] | None = None
) -> VariableTracker:
    """A node whose tensors are arrays."""
    node = node_in_graph(tx, "call_function", target, args, kwargs)
    return tx.wrap_fake(node, node.meta["example_value"], ndarray=True)

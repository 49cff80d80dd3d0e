"""Functions and types of numpy, traced through `torch._numpy`."""

from __future__ import annotations

import enum
import functools
from typing import TYPE_CHECKING, Any

import numpy as np
from torch import _numpy as tnp

from fullgraph_tracer.variables.constant import ConstantVariable
from fullgraph_tracer.variables.tensor.ndarray import array_call, renamed_arguments, wrapped_function
from fullgraph_tracer.variables.torch_functions import RealCallable
from fullgraph_vocab.breaks import data

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from types import ModuleType

    from fullgraph_tracer.ports import Tx
    from fullgraph_tracer.variables.base import VariableTracker

_MODULES: tuple[tuple[ModuleType, Any], ...] = (
    (np, tnp),
    (np.fft, tnp.fft),
    (np.linalg, tnp.linalg),
    (np.random, tnp.random),
)
_NOT_TRACED = frozenset({"seed", "ranf", "get_bit_generator", "RandomState", "set_bit_generator", "sample"})
_CONSTANT_TYPES = (np.dtype, np.finfo, np.iinfo)


@functools.cache
def traced_equivalents() -> dict[Any, Callable[..., Any]]:
    """Functions and types of numpy, and what does the same in `torch._numpy`."""
    found: dict[Any, Callable[..., Any]] = {}
    for module, torch_module in _MODULES:
        for name, function in vars(torch_module).items():
            original = getattr(module, name, None)
            if callable(function) and original:
                found[original] = function
    return found


@functools.cache
def _numpy_ids() -> frozenset[int]:
    return frozenset(
        id(value) for module, _ in _MODULES for name, value in vars(module).items() if _belongs(name, value, module)
    )


def _belongs(name: str, value: Any, module: ModuleType) -> bool:
    if not callable(value):
        return False
    owner = getattr(value, "__module__", None)
    if not owner or owner == module.__name__:
        return True
    return owner == "numpy.random.mtrand" and module is np.random and name not in _NOT_TRACED


def is_numpy_callable(value: Any) -> bool:
    """Whether it is a function or type of the numpy modules that can be traced."""
    return id(value) in _numpy_ids()


class NumpyVariable(RealCallable):
    """A function or type of numpy."""

    def as_proxy(self, tx: Tx) -> Any:
        """A type stands for the dtype of its name."""
        if tx.config.trace_numpy and isinstance(self.value, enum.EnumMeta):
            return self.value
        if tx.config.trace_numpy and isinstance(self.value, type):
            return self.value.__name__
        return super().as_proxy(tx)

    def call(self, tx: Tx, args: Sequence[VariableTracker], kwargs: dict[str, VariableTracker]) -> VariableTracker:
        name = f"numpy.{getattr(self.value, '__name__', self.value)}"
        if not tx.config.trace_numpy:
            tx.break_(data.NUMPY_OFF, gb="GB0293")
        function = traced_equivalents().get(self.value)
        if function is None:
            tx.break_(data.NUMPY_UNSUPPORTED, gb="GB0294", name=name)
        constant = all(arg.is_constant for arg in (*args, *kwargs.values()))
        if self.value in _CONSTANT_TYPES or (self.value is np.issubdtype and constant):
            if not constant:
                tx.break_(data.NUMPY_UNSUPPORTED, gb="GB0300", name=name)
            named = {key: arg.as_constant() for key, arg in kwargs.items()}
            return tx.wrap(self.value(*(arg.as_constant() for arg in args), **named))
        return array_call(tx, wrapped_function(function), args, renamed_arguments(function.__name__, kwargs))

    def call_method(
        self,
        tx: Tx,
        name: str,
        args: Sequence[VariableTracker],  # noqa: ARG002 - the base's signature
        kwargs: dict[str, VariableTracker],  # noqa: ARG002 - the same
    ) -> VariableTracker:
        tx.break_(data.NUMPY_UNSUPPORTED, gb="GB0290", name=f"{getattr(self.value, '__name__', '')}.{name}")


class NumpyDTypeVariable(ConstantVariable):
    """A `numpy.dtype`."""

    def as_proxy(self, tx: Tx) -> Any:  # noqa: ARG002 - `torch._numpy` takes dtypes by their names
        return self.value.type.__name__


class NumpyTypeInfoVariable(ConstantVariable):
    """A `numpy.finfo` or `numpy.iinfo`."""

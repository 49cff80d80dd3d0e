"""Queries on symbolic sizes, and torch's small helpers for tuples of sizes."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import torch
from torch.fx.experimental import symbolic_shapes
from torch.nn.modules import utils as module_utils

from fullgraph_tracer import protocol
from fullgraph_tracer.protocol.known import models
from fullgraph_tracer.variables.lists import BaseListVariable, SizeVariable, TupleVariable
from fullgraph_tracer.variables.tensor import SymNodeVariable
from fullgraph_tracer.variables.tensor.base import TensorBase
from fullgraph_vocab.breaks import operators

if TYPE_CHECKING:
    from collections.abc import Callable

    from fullgraph_tracer.ports import Tx
    from fullgraph_tracer.variables.base import VariableTracker

Answer = Any  # a variable, or NotImplemented: the call is treated as any other


def _query(function: Callable[[Any], Any], *, constant: Callable[[Any], Any]) -> None:
    def model(tx: Tx, expr: VariableTracker) -> Answer:
        if isinstance(expr, SymNodeVariable):
            return tx.constant(function(expr.symbol))
        return tx.constant(constant(expr.as_constant())) if expr.is_constant else NotImplemented

    models(function)(model)


for _function in (
    symbolic_shapes.guarding_hint_or_throw,
    symbolic_shapes.guard_or_true,
    symbolic_shapes.guard_or_false,
    symbolic_shapes.guard_scalar,
    symbolic_shapes.statically_known_true,
    symbolic_shapes.statically_known_false,
    symbolic_shapes.has_static_value,
):
    _query(_function, constant=_function)


@models(symbolic_shapes.has_free_unbacked_symbols)
def has_free_unbacked_symbols(tx: Tx, x: VariableTracker) -> Answer:
    if isinstance(x, TensorBase):
        return tx.constant(symbolic_shapes.has_free_unbacked_symbols(x.fake))
    if isinstance(x, SymNodeVariable):
        return tx.constant(symbolic_shapes.has_free_unbacked_symbols(x.symbol))
    return tx.constant(False) if x.is_constant else NotImplemented


@models(torch.ops.aten.sym_size, torch.ops.aten.sym_size.int)
def sym_size(tx: Tx, self: VariableTracker, dim: VariableTracker | None = None) -> Answer:
    return NotImplemented if dim is None else self.call_method(tx, "size", (dim,), {})


@models(torch.ops.aten.sym_stride, torch.ops.aten.sym_stride.int)
def sym_stride(tx: Tx, self: VariableTracker, dim: VariableTracker | None = None) -> Answer:
    return NotImplemented if dim is None else self.call_method(tx, "stride", (dim,), {})


@models(torch.Size)
def size(tx: Tx, iterable: VariableTracker | None = None) -> Answer:
    return SizeVariable([] if iterable is None else protocol.to_list(tx, iterable))


def _tuple_of(count: int) -> Callable[[Tx, VariableTracker], Answer]:
    def model(tx: Tx, x: VariableTracker) -> Answer:
        if isinstance(x, BaseListVariable):
            return TupleVariable(protocol.to_list(tx, x))
        if x.is_constant:
            return tx.wrap(module_utils._ntuple(count)(x.as_constant()))  # type: ignore[no-untyped-call]  # noqa: SLF001
        tx.break_(operators.TORCH_SETTING, gb="GB0243", detail="a size that is neither a number nor a sequence")

    return model


for _count, _converter in enumerate(
    (module_utils._single, module_utils._pair, module_utils._triple, module_utils._quadruple),  # noqa: SLF001
    start=1,
):
    models(_converter)(_tuple_of(_count))

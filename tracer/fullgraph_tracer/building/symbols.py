"""Numbers that are symbols, because they varied between captures of the same code, and the guard on all symbols."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import torch

from fullgraph_tracer.sources import AttrSource, Source
from fullgraph_tracer.sources.source import Derived
from fullgraph_tracer.variables.constant import ConstantVariable
from fullgraph_tracer.variables.tensor.symbolic import SymNodeVariable

if TYPE_CHECKING:
    from collections.abc import Sequence

    from fullgraph_tracer.graph.fake import FakeWorld
    from fullgraph_tracer.ports import Tx
    from fullgraph_tracer.sources import Scope
    from fullgraph_tracer.variables.base import VariableTracker


@dataclass(frozen=True, slots=True)
class DynamicInputsSource(Source):
    """All inputs with symbols, in order: what torch's guards on shapes speak of."""

    fakes: FakeWorld

    @property
    def name(self) -> str:
        return ", ".join(source.name for source in self.fakes.dynamic_sources)

    def fetch(self, scope: Scope) -> Any:
        return [source.fetch(scope) for source in self.fakes.dynamic_sources]


@dataclass(frozen=True, slots=True, repr=False)
class SizesHold:
    """Whether inputs satisfy what tracing found out about their symbols."""

    fakes: FakeWorld

    def __call__(self, inputs: Sequence[torch.Tensor | int]) -> bool:
        return self.fakes.sizes_hold(inputs)

    def __repr__(self) -> str:
        return " and ".join(self.fakes.conditions())


@dataclass(frozen=True, slots=True)
class FloatTensorSource(Derived):
    """A float as a 0-d tensor: how Dynamo passes a float that varies to the graph."""

    @property
    def name(self) -> str:
        return f"___as_tensor({self.base.name})"

    def fetch(self, scope: Scope) -> Any:
        return torch.tensor(self.base.fetch(scope), dtype=torch.float64)


def guard_symbols(tx: Tx) -> None:
    """Require of the inputs what tracing found out about their symbols."""
    fakes = tx.graph.fakes
    tx.guards.add(DynamicInputsSource(fakes), "SHAPE_ENV", SizesHold(fakes), tx.span)


def integer(tx: Tx, value: int, source: Source) -> VariableTracker:
    """An integer: a constant, or a symbol if it has varied."""
    varies = tx.memory.number_varies(source, value) and tx.config.automatic_dynamic_shapes
    if not varies or tx.config.specialize_int or not is_local(tx, source):
        tx.guards.add(source, "EQUALS_MATCH", value, tx.span)
        return ConstantVariable(value, source=source)
    tx.guards.add(source, "TYPE_MATCH", int, tx.span)
    guard_symbols(tx)
    symbol = tx.graph.fakes.of_int(value, source)
    return SymNodeVariable(tx.graph.symbol_input(value, source, symbol), symbol, source=source)


def floating(tx: Tx, value: float, source: Source) -> VariableTracker:
    """A float: a constant, or a symbol if it has varied."""
    varies = tx.memory.number_varies(source, value) and tx.config.automatic_dynamic_shapes
    if not varies or tx.config.specialize_float or not math.isfinite(value):
        tx.guards.add(source, "EQUALS_MATCH", value, tx.span)
        return ConstantVariable(value, source=source)
    tx.guards.add(source, "TYPE_MATCH", float, tx.span)
    tensor = torch.tensor(value, dtype=torch.float64)
    node = tx.graph.input(tensor, FloatTensorSource(source), tx.graph.fakes.of(tensor), str(source.name))
    guard_symbols(tx)
    symbol = tx.graph.fakes.of_float(value, source)
    return SymNodeVariable(tx.graph.add("call_method", "item", (node,), {}, symbol), symbol, source=source)


def is_local(tx: Tx, source: Source) -> bool:
    """Whether Dynamo lets an integer from here vary: not those of modules, defaults of functions, and globals."""
    link = source
    while isinstance(link, Derived):
        link_type = tx.guards.python_type(link.base)
        if link_type is not None and issubclass(link_type, torch.nn.Module):
            return False
        if isinstance(link, AttrSource) and link.attr in ("__defaults__", "__kwdefaults__"):
            return False
        link = link.base
    return link.is_local

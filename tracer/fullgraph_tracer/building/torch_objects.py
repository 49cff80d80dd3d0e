"""Objects of torch's own machinery that programs hold: the autograd engine, key sets, `comptime`, opaque objects."""

from __future__ import annotations

import enum
import sys
from typing import TYPE_CHECKING, Any

import torch
from torch._functorch import pyfunctorch
from torch._library import opaque_object
from torch.utils import _pytree

from fullgraph_tracer.building.registry import builds, builds_object, builds_where
from fullgraph_tracer.variables.dispatch import DispatchKeySetVariable, FuncTorchInterpreterVariable
from fullgraph_tracer.variables.functions.pytree import (
    PyTreeGetNodeTypeFunctionVariable,
    PyTreeTreeIsLeafFunctionVariable,
)
from fullgraph_tracer.variables.misc.engine import AutogradEngineVariable, ComptimeVariable
from fullgraph_tracer.variables.script_object import OpaqueObjectClassVariable, TorchScriptObjectVariable

if TYPE_CHECKING:
    from fullgraph_tracer.ports import Tx
    from fullgraph_tracer.sources import Source
    from fullgraph_tracer.variables.base import VariableTracker


@builds(type(torch.autograd.Variable._execution_engine))  # noqa: SLF001 - its only name
def engine(tx: Tx, value: Any, source: Source | None) -> VariableTracker:
    """`torch.autograd.Variable._execution_engine`."""
    tx.guards.add(source, "ID_MATCH", value, tx.span)
    return AutogradEngineVariable(type(value), value, source=source)


@builds(torch._C.DispatchKeySet)  # noqa: SLF001 - its only name
def dispatch_key_set(tx: Tx, value: Any, source: Source | None) -> VariableTracker:
    """A set of dispatch keys."""
    tx.guards.add(source, "EQUALS_MATCH", value, tx.span)
    return DispatchKeySetVariable(value, source=source)


@builds_where(lambda value: isinstance(value, pyfunctorch.FuncTorchInterpreter), rank=30)
def interpreter(tx: Tx, value: Any, source: Source | None) -> VariableTracker:
    """The interpreter of a level of torch.func."""
    tx.guards.add(source, "ID_MATCH", value, tx.span)
    return FuncTorchInterpreterVariable(value, source=source)


def _is_comptime(value: Any) -> bool:
    module = sys.modules.get("torch._dynamo.comptime")
    return module is not None and value is module.comptime


@builds_where(_is_comptime, rank=10)
def comptime(tx: Tx, value: Any, source: Source | None) -> VariableTracker:
    """`torch._dynamo.comptime.comptime`."""
    tx.guards.add(source, "ID_MATCH", value, tx.span)
    return ComptimeVariable(value, source=source)


def _is_opaque(cls: type) -> bool:
    """Whether torch tracks objects of the class as opaque: not generators and enumerations, registered or not."""
    return cls is not torch.Generator and not issubclass(cls, enum.Enum) and opaque_object.is_opaque_type(cls)


@builds_where(lambda value: isinstance(value, type) and _is_opaque(value), rank=26)
def opaque_class(tx: Tx, value: Any, source: Source | None) -> VariableTracker:
    """A class that was registered as opaque."""
    tx.guards.add(source, "ID_MATCH", value, tx.span)
    return OpaqueObjectClassVariable(value, source=source)


@builds_where(lambda value: _is_opaque(type(value)), rank=27)
def opaque_value(tx: Tx, value: Any, source: Source | None) -> VariableTracker:
    """An object of such a class."""
    tx.guards.add(source, "ID_MATCH", value, tx.span)
    return TorchScriptObjectVariable(value, source=source)


@builds_object(_pytree.tree_is_leaf)
def tree_is_leaf(tx: Tx, value: Any, source: Source | None) -> VariableTracker:
    """`torch.utils._pytree.tree_is_leaf`."""
    tx.guards.add(source, "CLOSURE_MATCH", value.__code__, tx.span)
    return PyTreeTreeIsLeafFunctionVariable(value, source=source)


@builds_object(_pytree._get_node_type)  # noqa: SLF001 - torch's own name
def get_node_type(tx: Tx, value: Any, source: Source | None) -> VariableTracker:
    """What tells a node of a pytree from a leaf."""
    tx.guards.add(source, "CLOSURE_MATCH", value.__code__, tx.span)
    return PyTreeGetNodeTypeFunctionVariable(value, source=source)

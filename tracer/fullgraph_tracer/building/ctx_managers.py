"""Context managers of torch that exist before the trace, and what torch's decorators make them anew with."""

from __future__ import annotations

import contextlib
import inspect
import sys
import types
from typing import TYPE_CHECKING, Any

import torch
from torch.overrides import TorchFunctionMode

from fullgraph_tracer.building.registry import builds, builds_first, builds_where
from fullgraph_tracer.models.torch.contexts import CLONE, clone_of
from fullgraph_tracer.variables.ctx_manager.fsdp import FSDPParamGroupUseTrainingStateVariable
from fullgraph_tracer.variables.ctx_manager.function_mode import TorchFunctionModeVariable
from fullgraph_tracer.variables.ctx_manager.generic import RecordFunctionVariable
from fullgraph_tracer.variables.ctx_manager.ignored import (
    CompilerSettingVariable,
    CudagraphOverrideVariable,
    DynamoConfigPatchVariable,
    ErrorOnGraphBreakVariable,
    NullContextVariable,
)
from fullgraph_tracer.variables.ctx_manager.modes import AutocastModeVariable
from fullgraph_tracer.variables.functions.user import UserFunctionVariable
from fullgraph_tracer.variables.torch_functions import TorchCtxManagerClassVariable
from fullgraph_tracer.variables.user_defined.objects import UserDefinedObjectVariable

if TYPE_CHECKING:
    from collections.abc import Sequence

    from fullgraph_tracer.ports import Tx
    from fullgraph_tracer.sources import Source
    from fullgraph_tracer.variables.base import VariableTracker


@builds(torch.amp.autocast_mode.autocast, torch.cuda.amp.autocast, torch.cpu.amp.autocast)  # type: ignore[attr-defined]
def autocast(tx: Tx, value: Any, source: Source | None) -> VariableTracker:
    """An autocast made before the trace, such as the one that a decorated function holds."""
    tx.guards.add(source, "ID_MATCH", value, tx.span)
    return AutocastModeVariable(value.device, value.fast_dtype, value._enabled, value._cache_enabled, source=source)  # noqa: SLF001


def _plain_nullcontext(value: Any) -> bool:
    return type(value) is contextlib.nullcontext and inspect.getattr_static(value, "enter_result", None) is None


@builds_where(_plain_nullcontext, rank=20)
def nullcontext(tx: Tx, value: Any, source: Source | None) -> VariableTracker:
    """A `nullcontext()` that binds nothing."""
    tx.guards.add(source, "TYPE_MATCH", type(value), tx.span)
    return NullContextVariable(source=source)


@builds_where(lambda value: isinstance(value, TorchFunctionMode), rank=20)
def torch_function_mode(tx: Tx, value: Any, source: Source | None) -> VariableTracker:
    """A `TorchFunctionMode` made before the trace: torch enters any of them by pushing it alone."""
    tx.guards.add(source, "TYPE_MATCH", type(value), tx.span)
    made = TorchFunctionModeVariable(type(value), value, source=source)
    tx.effects.track(value, made)
    return made


@builds_where(lambda value: isinstance(value, torch.autograd.profiler.record_function), rank=20)
def record_function(tx: Tx, value: Any, source: Source | None) -> VariableTracker:
    """A `record_function` made before the trace."""
    tx.guards.add(source, "ID_MATCH", value, tx.span)
    return RecordFunctionVariable(type(value), value, source=source)


class TrainingStateFunction(TorchCtxManagerClassVariable):
    """`FSDPParamGroup.use_training_state`, whose module is imported only where FSDP is used."""

    @property
    def kind(self) -> str:
        return "TorchCtxManagerClassVariable"

    def call(self, tx: Tx, args: Sequence[VariableTracker], kwargs: dict[str, VariableTracker]) -> VariableTracker:
        named = dict(zip(("self", "training_state"), args, strict=False)) | kwargs
        if set(named) != {"self", "training_state"}:
            tx.raise_(TypeError, "use_training_state() takes one training state")
        return FSDPParamGroupUseTrainingStateVariable(named["self"].realize(), named["training_state"].realize())


def _is_use_training_state(value: Any) -> bool:
    module = sys.modules.get("torch.distributed.fsdp._fully_shard._fsdp_param_group")
    return module is not None and value is module.FSDPParamGroup.use_training_state


@builds_first(_is_use_training_state)
def use_training_state(tx: Tx, value: Any, source: Source | None) -> VariableTracker:
    """The method of FSDP's parameter groups, not bound."""
    tx.guards.add(source, "CLOSURE_MATCH", value.__code__, tx.span)
    return TrainingStateFunction(value, source=source)


# ---- the compiler's own settings

_SETTINGS: dict[str, type[CompilerSettingVariable]] = {
    "DynamoConfigPatchProxy": DynamoConfigPatchVariable,
    "ErrorOnGraphBreakDecoratorContextManager": ErrorOnGraphBreakVariable,
    "CudagraphOverrideContextManager": CudagraphOverrideVariable,
}


def _setting(value: Any) -> type[CompilerSettingVariable] | None:
    """Torch's classes for these are in a module that the tracer does not import by itself."""
    decorators = sys.modules.get("torch._dynamo.decorators")
    if decorators is None or type(value).__module__ != decorators.__name__:
        return None
    return _SETTINGS.get(type(value).__name__)


@builds_where(lambda value: _setting(value) is not None, rank=20)
def compiler_setting(tx: Tx, value: Any, source: Source | None) -> VariableTracker:
    """`torch._dynamo.error_on_graph_break(...)` and its like."""
    tx.guards.add(source, "TYPE_MATCH", type(value), tx.span)
    kind = _setting(value)
    assert kind is not None
    return kind(value, source=source)


class CompilerSettingFunction(UserFunctionVariable):
    """A function of torch's that makes such a manager: computed, not interpreted."""

    @property
    def kind(self) -> str:
        return "UserFunctionVariable"

    def call(self, tx: Tx, args: Sequence[VariableTracker], kwargs: dict[str, VariableTracker]) -> VariableTracker:
        given = [arg.realize().as_constant() for arg in args]
        made = self.fn(*given, **{name: value.realize().as_constant() for name, value in kwargs.items()})
        return tx.wrap(made)


_MAKERS = ("patch_dynamo_config", "dont_skip_tracing", "error_on_graph_break", "override_cudagraphs")


@builds_first(
    lambda value: (
        type(value) is types.FunctionType
        and value.__module__ == "torch._dynamo.decorators"
        and value.__name__ in _MAKERS
    )
)
def setting_function(tx: Tx, value: Any, source: Source | None) -> VariableTracker:
    """`torch._dynamo.error_on_graph_break` itself."""
    tx.guards.add(source, "CLOSURE_MATCH", value.__code__, tx.span)
    return CompilerSettingFunction(value, source=source)


# ---- how torch's decorators enter their manager anew


class ManagerCloneVariable(UserDefinedObjectVariable):
    """The bound method `clone` of a grad mode: calling it makes the manager."""

    @property
    def kind(self) -> str:
        return "UserDefinedObjectVariable"

    def call(self, tx: Tx, args: Sequence[VariableTracker], kwargs: dict[str, VariableTracker]) -> VariableTracker:
        made = clone_of(self.value.__self__)
        if made is None or args or kwargs:
            tx.raise_(TypeError, "clone() takes no arguments")
        cls, given = made
        return TorchCtxManagerClassVariable(cls).call(tx, [tx.constant(value) for value in given], {})


def _is_clone(value: Any) -> bool:
    if type(value) is not types.MethodType:
        return False
    return value.__name__ == CLONE.__name__ and clone_of(value.__self__) is not None


@builds_first(_is_clone)
def manager_clone(tx: Tx, value: Any, source: Source | None) -> VariableTracker:
    """What `decorate_context` calls for each call of the function that it wraps."""
    tx.guards.add(source, "TYPE_MATCH", type(value), tx.span)
    return ManagerCloneVariable(type(value), value, source=source)

"""Managers that put nothing in the graph: null contexts, profilers, annotations, settings of the compiler, warnings."""

from __future__ import annotations

import contextlib
import sys
import warnings
from contextlib import ExitStack
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

import torch
from torch.fx import traceback as fx_traceback

from fullgraph_tracer.errors import GraphBreak
from fullgraph_tracer.variables.ctx_manager.base import ContextWrappingVariable
from fullgraph_tracer.variables.tensor.calling import raw_call
from fullgraph_vocab.breaks import exceptions, side_effects

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping

    from fullgraph_tracer.emit.emitter import Emitter
    from fullgraph_tracer.ports import Tx
    from fullgraph_tracer.variables.base import VariableTracker


class NullContextVariable(ContextWrappingVariable):
    """`contextlib.nullcontext(enter_result)`."""

    def __init__(self, given: VariableTracker | None = None, **options: Any) -> None:
        super().__init__(**options)
        self.given = given

    def python_type(self) -> type:
        return contextlib.nullcontext

    def parts(self) -> Iterable[VariableTracker]:
        return () if self.given is None else (self.given,)

    def enter(self, tx: Tx) -> VariableTracker:
        return tx.constant(None) if self.given is None else self.given

    def leave(self, tx: Tx) -> VariableTracker:
        return tx.constant(None)

    def fresh(self) -> ContextWrappingVariable:
        return NullContextVariable()  # what `as` bound is a local by now

    def recreate(self, emit: Emitter) -> Callable[[], Any]:
        given = None if self.given is None else emit(self.given)
        return lambda: contextlib.nullcontext(given)


class ProfilerContextVariable(ContextWrappingVariable):
    """`torch.profiler.profile()`: does nothing while tracing, and `as` binds the profiler itself."""

    def __init__(self, cls: type = torch.profiler.profile, **options: Any) -> None:
        super().__init__(**options)
        self.cls = cls

    def python_type(self) -> type:
        return torch.profiler.profile

    def enter(self, tx: Tx) -> VariableTracker:  # noqa: ARG002 - nothing is done
        return self

    def leave(self, tx: Tx) -> VariableTracker:
        return tx.constant(None)

    def fresh(self) -> ContextWrappingVariable:
        return NullContextVariable()

    def can_reconstruct(self) -> bool:
        raise GraphBreak(exceptions.CONTEXT_ESCAPES, gb="GB0212", type="torch.profiler.profile")

    def recreate(self, emit: Emitter) -> Callable[[], Any]:  # noqa: ARG002 - needs no part
        return contextlib.nullcontext


class ProfilerRecordFunctionContextVariable(ContextWrappingVariable):
    """`torch.profiler.record_function(name)`: by Dynamo's defaults it does nothing."""

    def __init__(self, name: str, args: str | None = None, **options: Any) -> None:
        super().__init__(**options)
        self.name = name
        self.args = args

    def describe(self) -> str:
        return self.name

    def python_type(self) -> type:
        return torch.autograd.profiler.record_function

    def enter(self, tx: Tx) -> VariableTracker:  # noqa: ARG002 - nothing is done
        return self

    def leave(self, tx: Tx) -> VariableTracker:
        return tx.constant(None)

    def fresh(self) -> ContextWrappingVariable:
        return NullContextVariable()

    def recreate(self, emit: Emitter) -> Callable[[], Any]:  # noqa: ARG002 - needs no part
        return contextlib.nullcontext


class FxTracebackAnnotateVariable(ContextWrappingVariable):
    """`torch.fx.traceback.annotate(...)`: what it says goes to the meta data of the nodes made in the block."""

    def __init__(self, annotation: dict[str, Any], **options: Any) -> None:
        super().__init__(**options)
        self.annotation = annotation

    def describe(self) -> str:
        return repr(self.annotation)

    def python_type(self) -> type:
        return contextlib._GeneratorContextManager  # noqa: SLF001 - the type that the user's program sees

    def begin(self) -> Any:
        stack = ExitStack()
        stack.enter_context(fx_traceback.annotate(self.annotation))
        stack.enter_context(fx_traceback.preserve_node_meta())
        return stack

    def end(self, state: Any) -> None:
        state.close()

    def fresh(self) -> ContextWrappingVariable:
        return FxTracebackAnnotateVariable(self.annotation)

    def can_reconstruct(self) -> bool:
        self.check_reopen()
        return False

    def check_reopen(self) -> None:
        raise GraphBreak(exceptions.CONTEXT_ESCAPES, gb="GB0370", type="torch.fx.traceback.annotate")

    def recreate(self, emit: Emitter) -> Callable[[], Any]:  # noqa: ARG002 - needs no part
        return lambda: fx_traceback.annotate(self.annotation)


class PreserveVersionContextVariable(ContextWrappingVariable):
    """`torch.autograd._unsafe_preserve_version_counter(tensors)`: a node on the way out puts the counters back."""

    def __init__(
        self, tensors: tuple[VariableTracker, ...], versions: tuple[VariableTracker, ...], **options: Any
    ) -> None:
        super().__init__(**options)
        self.tensors = tensors
        self.versions = versions

    def python_type(self) -> type:
        return torch.autograd.grad_mode._unsafe_preserve_version_counter  # noqa: SLF001 - a class that programs use

    def parts(self) -> Iterable[VariableTracker]:
        return (*self.tensors, *self.versions)

    def enter(self, tx: Tx) -> VariableTracker:
        return tx.constant(None)

    def leave(self, tx: Tx) -> VariableTracker:
        target = torch._C._autograd._unsafe_set_version_counter  # noqa: SLF001
        tensors = tuple(tensor.as_proxy(tx) for tensor in self.tensors)
        versions = tuple(version.as_proxy(tx) for version in self.versions)
        raw_call(tx, "call_function", target, (tensors, versions), {})
        return tx.constant(None)

    def can_reconstruct(self) -> bool:
        raise GraphBreak(exceptions.CONTEXT_ESCAPES, gb="GB0209", type=self.type_name())

    def check_reopen(self) -> None:
        raise GraphBreak(side_effects.ESCAPES, type=self.type_name())

    def fresh(self) -> ContextWrappingVariable:
        return NullContextVariable()

    def recreate(self, emit: Emitter) -> Callable[[], Any]:
        tensors = tuple(emit(tensor) for tensor in self.tensors)
        return lambda: torch.autograd.grad_mode._unsafe_preserve_version_counter(tensors)  # noqa: SLF001


class CatchWarningsCtxManagerVariable(ContextWrappingVariable):
    """`warnings.catch_warnings(...)`: filters that the block sets are forgotten after it."""

    def __init__(self, settings: dict[str, Any], **options: Any) -> None:
        super().__init__(**options)
        self.settings = settings

    def python_type(self) -> type:
        return warnings.catch_warnings

    def check_reopen(self) -> None:
        raise GraphBreak(side_effects.ESCAPES, type="catch_warnings")

    def begin(self) -> Any:
        manager = warnings.catch_warnings(**self.settings)
        return manager, manager.__enter__()

    def end(self, state: Any) -> None:
        state[0].__exit__(*sys.exc_info())

    def entered(self, tx: Tx) -> VariableTracker:
        return tx.wrap(None if self.change is None else self.change.state[1])

    def fresh(self) -> ContextWrappingVariable:
        return CatchWarningsCtxManagerVariable(self.settings)

    def recreate(self, emit: Emitter) -> Callable[[], Any]:  # noqa: ARG002 - needs no part
        return lambda: warnings.catch_warnings(**self.settings)


class CompilerSettingVariable(ContextWrappingVariable):
    """Base of torch's blocks that set something of the compiler: the tracer has settings of its own (`TraceConfig`)."""

    def __init__(self, real: Any, **options: Any) -> None:
        super().__init__(**options)
        self.real = real

    def python_type(self) -> type:
        return type(self.real)

    def enter(self, tx: Tx) -> VariableTracker:
        return tx.constant(None)

    def leave(self, tx: Tx) -> VariableTracker:
        return tx.constant(None)

    def fresh(self) -> ContextWrappingVariable:
        return type(self)(self.real)

    def recreate(self, emit: Emitter) -> Callable[[], Any]:  # noqa: ARG002 - needs no part
        return lambda: self.real


class DynamoConfigPatchVariable(CompilerSettingVariable):
    """`torch._dynamo.patch_dynamo_config(...)`: those that `TraceConfig` has hold for the tracer too, in the block."""

    before: Mapping[str, Any] = MappingProxyType({})

    def enter(self, tx: Tx) -> VariableTracker:
        tx.journal.set(self, "before", tx.configure(self.real.changes))
        return tx.constant(None)

    def leave(self, tx: Tx) -> VariableTracker:
        tx.configure(self.before)
        return tx.constant(None)


class ErrorOnGraphBreakVariable(CompilerSettingVariable):
    """`torch._dynamo.error_on_graph_break(...)`."""


class CudagraphOverrideVariable(CompilerSettingVariable):
    """`torch._dynamo.override_cudagraphs(...)`."""

"""Calling torch's context-manager classes, and those of the standard library that Dynamo treats alike."""

from __future__ import annotations

import contextlib
import warnings
from typing import TYPE_CHECKING, Any

import torch
from torch._functorch import eager_transforms, pyfunctorch, vmap
from torch.autograd import forward_ad, grad_mode, graph, profiler
from torch.fx import traceback as fx_traceback
from torch.utils import _contextlib

from fullgraph_tracer import protocol
from fullgraph_tracer.protocol.known import models
from fullgraph_tracer.variables.ctx_manager.functorch import (
    DualLevelContextManager,
    GradIncrementNestingCtxManagerVariable,
    GradInplaceRequiresGradCtxManagerVariable,
    JvpIncrementNestingCtxManagerVariable,
    SetFwdGradEnabledContextManager,
    TemporarilyPopInterpreterStackCtxManagerVariable,
    VmapIncrementNestingCtxManagerVariable,
)
from fullgraph_tracer.variables.ctx_manager.grad_mode import GradModeVariable, InferenceModeVariable
from fullgraph_tracer.variables.ctx_manager.ignored import (
    CatchWarningsCtxManagerVariable,
    FxTracebackAnnotateVariable,
    NullContextVariable,
    PreserveVersionContextVariable,
    ProfilerContextVariable,
    ProfilerRecordFunctionContextVariable,
)
from fullgraph_tracer.variables.ctx_manager.modes import (
    DEVICE_CONTEXTS,
    AutocastModeVariable,
    DeterministicAlgorithmsVariable,
    DisabledSavedTensorsHooksVariable,
    GenericDeviceVariable,
    SDPAKernelVariable,
    TorchFunctionDisableVariable,
)
from fullgraph_tracer.variables.functions.contextmanagers import FunctionDecoratedByContextlibContextManagerVariable
from fullgraph_tracer.variables.functions.user import BaseUserFunctionVariable
from fullgraph_tracer.variables.tensor import SymNodeVariable, TensorBase
from fullgraph_tracer.variables.torch_functions import TorchCtxManagerClassVariable
from fullgraph_tracer.variables.user_defined.classes import UserDefinedClassVariable
from fullgraph_vocab.breaks import exceptions

if TYPE_CHECKING:
    from collections.abc import Callable

    from fullgraph_tracer.ports import Tx
    from fullgraph_tracer.variables.base import VariableTracker


# ---- grad modes


def _grad_mode(cls: type, *, enabled: bool) -> None:
    def model(tx: Tx, function: VariableTracker | None = None) -> VariableTracker:
        made = GradModeVariable(enabled, cls)
        return made if function is None else made.call(tx, [function], {})

    models(cls)(model)


_grad_mode(torch.no_grad, enabled=False)
_grad_mode(torch.enable_grad, enabled=True)


@models(torch.set_grad_enabled)
def set_grad_enabled(tx: Tx, mode: VariableTracker) -> VariableTracker:
    """Switches at once; as a manager it switches back."""
    return GradModeVariable.switched(tx, bool(mode.as_constant()))


@models(torch.inference_mode)
def inference_mode(tx: Tx, mode: VariableTracker | None = None) -> VariableTracker:
    if mode is not None and isinstance(mode, BaseUserFunctionVariable):
        return InferenceModeVariable(True).call(tx, [mode], {})
    return InferenceModeVariable(True if mode is None else bool(mode.as_constant()))


@models(grad_mode._unsafe_preserve_version_counter)  # noqa: SLF001 - a class that programs use
def preserve_version_counter(tx: Tx, tensors: VariableTracker) -> VariableTracker:
    held = (tensors,) if isinstance(tensors, TensorBase) else tuple(t.realize() for t in protocol.to_list(tx, tensors))
    return PreserveVersionContextVariable(held, tuple(t.getattr(tx, "_version") for t in held))


# ---- modes


def _constant(value: VariableTracker | None, default: Any = None) -> Any:
    return default if value is None else value.as_constant()


def _autocast(fixed: str | None) -> Callable[..., VariableTracker]:
    def model(
        tx: Tx,  # noqa: ARG001 - the signature of a model
        device_type: VariableTracker,
        dtype: VariableTracker | None = None,
        enabled: VariableTracker | None = None,
        cache_enabled: VariableTracker | None = None,
    ) -> VariableTracker:
        return AutocastModeVariable(
            device_type.as_constant(), _constant(dtype), bool(_constant(enabled, True)), _constant(cache_enabled)
        )

    def old_model(
        tx: Tx,  # noqa: ARG001
        enabled: VariableTracker | None = None,
        dtype: VariableTracker | None = None,
        cache_enabled: VariableTracker | None = None,
    ) -> VariableTracker:
        default = torch.float16 if fixed == "cuda" else torch.bfloat16
        assert fixed is not None
        return AutocastModeVariable(
            fixed, _constant(dtype, default), bool(_constant(enabled, True)), _constant(cache_enabled, True)
        )

    return model if fixed is None else old_model


models(torch.amp.autocast_mode.autocast)(_autocast(None))
models(torch.cuda.amp.autocast)(_autocast("cuda"))
models(torch.cpu.amp.autocast)(_autocast("cpu"))  # type: ignore[attr-defined]


@models(graph.disable_saved_tensors_hooks)
def disable_saved_tensors_hooks(tx: Tx, error_message: VariableTracker) -> VariableTracker:
    return DisabledSavedTensorsHooksVariable(error_message.as_constant()).make(tx)


@models(torch.nn.attention.sdpa_kernel.__wrapped__)  # type: ignore[attr-defined]
def sdpa_kernel(tx: Tx, backends: VariableTracker, set_priority: VariableTracker | None = None) -> VariableTracker:
    """One back end, or several in an order that may count."""
    if backends.is_constant:
        chosen = backends.as_constant()
        chosen = list(chosen) if isinstance(chosen, list | tuple) else [chosen]
    else:
        chosen = [_enum_member(item.realize()) for item in protocol.to_list(tx, backends)]
    return SDPAKernelVariable(chosen, bool(_constant(set_priority, False)))


def _enum_member(value: VariableTracker) -> Any:
    return value.as_constant()


@models(torch.use_deterministic_algorithms)
def use_deterministic_algorithms(
    tx: Tx, mode: VariableTracker, *, warn_only: VariableTracker | None = None
) -> VariableTracker:
    """Switches the process, in the graph and for the rest of the trace."""
    return DeterministicAlgorithmsVariable.switch(
        tx, bool(mode.as_constant()), warn_only=bool(_constant(warn_only, False))
    )


@models(torch._C.DisableTorchFunctionSubclass)  # noqa: SLF001 - torch's own names
def disable_torch_function_subclass(tx: Tx) -> VariableTracker:  # noqa: ARG001 - the signature of a model
    return TorchFunctionDisableVariable(only_subclass=True)


@models(torch._C.DisableTorchFunction)  # noqa: SLF001
def disable_torch_function(tx: Tx) -> VariableTracker:  # noqa: ARG001
    return TorchFunctionDisableVariable(only_subclass=False)


def _device_context(kind: type[GenericDeviceVariable]) -> None:
    def model(tx: Tx, device: VariableTracker) -> VariableTracker:
        if not device.is_constant:
            tx.raise_(TypeError, f"{kind.cls.__module__}.{kind.cls.__qualname__} requires a constant argument")
        return kind(kind.index_of(device.as_constant()))

    models(kind.cls)(model)


for _kind in DEVICE_CONTEXTS:
    _device_context(_kind)


# ---- what tracing ignores


@models(contextlib.nullcontext)
def nullcontext(tx: Tx, enter_result: VariableTracker | None = None) -> VariableTracker:  # noqa: ARG001
    return NullContextVariable(enter_result)


@models(torch.profiler.profile, profiler.profile)
def profile(tx: Tx, *_args: VariableTracker, **_kwargs: VariableTracker) -> VariableTracker:  # noqa: ARG001
    return ProfilerContextVariable()


@models(profiler.record_function)
def record_function(
    tx: Tx,  # noqa: ARG001
    name: VariableTracker,
    args: VariableTracker | None = None,
) -> VariableTracker:
    return ProfilerRecordFunctionContextVariable(_constant(name), _constant(args))


@models(fx_traceback.annotate, fx_traceback.annotate.__wrapped__)  # type: ignore[attr-defined]
def annotate(tx: Tx, annotation_dict: VariableTracker) -> VariableTracker:
    pairs = {key: value.realize().as_constant() for key, value in annotation_dict.realize().string_items(tx).items()}
    return FxTracebackAnnotateVariable(pairs)


@models(warnings.catch_warnings)
def catch_warnings(tx: Tx, **settings: VariableTracker) -> VariableTracker:  # noqa: ARG001
    return CatchWarningsCtxManagerVariable({name: value.as_constant() for name, value in settings.items()})


# ---- levels of torch.func


@models(vmap.vmap_increment_nesting)
def vmap_increment_nesting(tx: Tx, batch_size: VariableTracker, randomness: VariableTracker) -> VariableTracker:
    size = batch_size.symbol if isinstance(batch_size, SymNodeVariable) else batch_size.as_constant()
    return VmapIncrementNestingCtxManagerVariable(size, batch_size.as_proxy(tx), randomness.as_constant())


@models(eager_transforms.jvp_increment_nesting)
def jvp_increment_nesting(tx: Tx) -> VariableTracker:  # noqa: ARG001
    return JvpIncrementNestingCtxManagerVariable()


@models(eager_transforms.grad_increment_nesting)
def grad_increment_nesting(tx: Tx) -> VariableTracker:  # noqa: ARG001
    return GradIncrementNestingCtxManagerVariable()


@models(forward_ad._set_fwd_grad_enabled)  # noqa: SLF001 - a class that jvp uses
def set_fwd_grad_enabled(tx: Tx, mode: VariableTracker) -> VariableTracker:  # noqa: ARG001
    return SetFwdGradEnabledContextManager(mode.as_constant())


@models(forward_ad.dual_level)
def dual_level(tx: Tx) -> VariableTracker:  # noqa: ARG001
    return DualLevelContextManager()


@models(eager_transforms.enable_inplace_requires_grad)
def enable_inplace_requires_grad(tx: Tx, enabled: VariableTracker) -> VariableTracker:  # noqa: ARG001
    return GradInplaceRequiresGradCtxManagerVariable(enabled.as_constant())


@models(pyfunctorch.temporarily_pop_interpreter_stack)
def temporarily_pop_interpreter_stack(tx: Tx) -> VariableTracker:  # noqa: ARG001
    return TemporarilyPopInterpreterStackCtxManagerVariable()


# ---- how a manager's class is reached


@models(contextlib._GeneratorContextManager)  # noqa: SLF001 - what `contextmanager` calls
def generator_context_manager(tx: Tx, *args: VariableTracker, **kwargs: VariableTracker) -> VariableTracker:
    """`contextlib.contextmanager` around a generator of torch's that is a manager of ours."""
    if args and isinstance(args[0], TorchCtxManagerClassVariable):
        given = protocol.to_list(tx, args[1])
        return protocol.call(tx, args[0], given, protocol.keyword_items(tx, args[2]))
    cls = tx.wrap(contextlib._GeneratorContextManager)  # noqa: SLF001
    assert isinstance(cls, UserDefinedClassVariable)
    if args and isinstance(args[0], BaseUserFunctionVariable):
        args = (FunctionDecoratedByContextlibContextManagerVariable(args[0]), *args[1:])
    return cls.instantiate(tx, args, kwargs)


@models(
    contextlib._AsyncGeneratorContextManager,  # noqa: SLF001 - what `asynccontextmanager` makes
    contextlib.closing,
    contextlib.redirect_stdout,
    contextlib.redirect_stderr,
    contextlib.AsyncExitStack,
)
def refused(tx: Tx, *args: VariableTracker, **kwargs: VariableTracker) -> VariableTracker:  # noqa: ARG001
    """Context managers of `contextlib` that torch leaves to Python."""
    tx.break_(exceptions.CONTEXTLIB, gb="GB0262", detail="this class of `contextlib` is not traced")


def clone_of(manager: Any) -> tuple[type, tuple[Any, ...]] | None:
    """What `manager.clone` makes anew: the class of a manager of torch and its arguments; None for others."""
    if isinstance(manager, grad_mode.inference_mode):
        return type(manager), (manager.mode,)
    if isinstance(manager, torch.no_grad | torch.enable_grad):
        return type(manager), ()
    return None


CLONE = _contextlib._DecoratorContextManager.clone  # noqa: SLF001 - how torch's decorators enter their manager anew

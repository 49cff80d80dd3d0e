"""Autocast, saved-tensor hooks, attention back ends, devices, `__torch_function__`: modes that a block switches."""

from __future__ import annotations

import contextlib
from typing import TYPE_CHECKING, Any, ClassVar

import torch
from torch.nn import attention

from fullgraph_tracer.variables.constant import ConstantVariable
from fullgraph_tracer.variables.ctx_manager.base import ContextWrappingVariable
from fullgraph_tracer.variables.ctx_manager.nodes import NodeCall, NodeContextVariable

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from torch.fx import Node

    from fullgraph_tracer.emit.emitter import Emitter
    from fullgraph_tracer.ports import Tx
    from fullgraph_tracer.variables.base import VariableTracker

_SAVED = torch._C._autograd  # noqa: SLF001 - where torch itself switches saved-tensor hooks


class AutocastModeVariable(NodeContextVariable):
    """`torch.autocast(...)` and its older spellings."""

    def __init__(
        self, device_type: str, dtype: torch.dtype | None, enabled: bool, cache_enabled: bool | None, **options: Any
    ) -> None:
        super().__init__(**options)
        self.settings = (device_type, dtype, enabled, cache_enabled)

    def describe(self) -> str:
        device_type, dtype, enabled, _ = self.settings
        return f"{device_type} {dtype or 'default'}" if enabled else f"{device_type} off"

    def python_type(self) -> type:
        return torch.autocast

    def begin(self) -> Any:
        return torch.amp.autocast_mode._enter_autocast(*self.settings)  # type: ignore[no-untyped-call]  # noqa: SLF001

    def end(self, state: Any) -> None:
        torch.amp.autocast_mode._exit_autocast(state)  # type: ignore[no-untyped-call]  # noqa: SLF001

    def entry(self) -> NodeCall:
        return NodeCall(torch.amp.autocast_mode._enter_autocast, self.settings)  # noqa: SLF001

    def exit(self, node: Node, state: Any) -> NodeCall:  # noqa: ARG002 - the node's value is the state
        return NodeCall(torch.amp.autocast_mode._exit_autocast, (node,))  # noqa: SLF001

    def fresh(self) -> ContextWrappingVariable:
        return AutocastModeVariable(*self.settings)

    def recreate(self, emit: Emitter) -> Callable[[], Any]:  # noqa: ARG002 - needs no part
        return lambda: torch.autocast(*self.settings)


class DisabledSavedTensorsHooksVariable(ContextWrappingVariable):
    """`torch.autograd.graph.disable_saved_tensors_hooks(message)`: switches when made, as Dynamo has it."""

    def __init__(self, message: str, **options: Any) -> None:
        super().__init__(**options)
        self.message = message
        self.before: str | None = None

    def python_type(self) -> type:
        return contextlib._GeneratorContextManager  # noqa: SLF001 - the type that the user's program sees

    @staticmethod
    def _switch(message: str | None) -> None:
        if message is None:
            _SAVED._saved_tensors_hooks_enable()  # noqa: SLF001
        else:
            _SAVED._saved_tensors_hooks_disable(message)  # noqa: SLF001

    def begin(self) -> Any:
        before = _SAVED._saved_tensors_hooks_get_disabled_error_message()  # noqa: SLF001
        self._switch(self.message)
        return before

    def end(self, state: Any) -> None:
        self._switch(state)

    def make(self, tx: Tx) -> DisabledSavedTensorsHooksVariable:
        """Switch now."""
        tx.journal.set(self, "change", tx.process.enter(self.begin, self.end))
        tx.graph.add("call_function", _SAVED._saved_tensors_hooks_disable, (self.message,), {}, None)  # noqa: SLF001
        return self

    def enter(self, tx: Tx) -> VariableTracker:
        if self.change is None:
            self.make(tx)
        return tx.constant(None)

    def leave(self, tx: Tx) -> VariableTracker:
        before = None if self.change is None else self.change.state
        result = super().leave(tx)
        if before is None:
            tx.graph.add("call_function", _SAVED._saved_tensors_hooks_enable, (), {}, None)  # noqa: SLF001
        else:
            tx.graph.add("call_function", _SAVED._saved_tensors_hooks_disable, (before,), {}, None)  # noqa: SLF001
        return result

    def fresh(self) -> ContextWrappingVariable:
        return DisabledSavedTensorsHooksVariable(self.message)

    def recreate(self, emit: Emitter) -> Callable[[], Any]:  # noqa: ARG002 - needs no part
        return lambda: torch.autograd.graph.disable_saved_tensors_hooks(self.message)


class SDPAKernelVariable(ContextWrappingVariable):
    """`torch.nn.attention.sdpa_kernel(backends)`."""

    def __init__(self, backends: Sequence[attention.SDPBackend], set_priority: bool = False, **options: Any) -> None:
        super().__init__(**options)
        self.backends = list(backends)
        self.set_priority = set_priority

    def describe(self) -> str:
        return ", ".join(backend.name for backend in self.backends)

    def python_type(self) -> type:
        return contextlib._GeneratorContextManager  # noqa: SLF001 - the type that the user's program sees

    def begin(self) -> Any:
        before = attention._cur_sdpa_kernel_backends(with_priority=self.set_priority)  # noqa: SLF001
        attention._sdpa_kernel(self.backends, set_priority=self.set_priority)  # noqa: SLF001
        return before

    def end(self, state: Any) -> None:
        attention._sdpa_kernel(state, set_priority=self.set_priority)  # noqa: SLF001

    def _nodes(self, tx: Tx, backends: Sequence[Any]) -> None:
        """The backends by name, so that they are plain constants of the graph, and the switch."""
        found = [
            tx.graph.add("call_function", attention._backend_from_string, (backend.name,), {}, None)  # noqa: SLF001
            for backend in backends
        ]
        tx.graph.add("call_function", attention._sdpa_kernel, (found, bool(self.set_priority)), {}, None)  # noqa: SLF001

    def entered(self, tx: Tx) -> VariableTracker:
        self._nodes(tx, self.backends)
        return tx.constant(None)

    def leave(self, tx: Tx) -> VariableTracker:
        before = [] if self.change is None else self.change.state
        result = super().leave(tx)
        self._nodes(tx, before)
        return result

    def fresh(self) -> ContextWrappingVariable:
        return SDPAKernelVariable(self.backends, self.set_priority)

    def recreate(self, emit: Emitter) -> Callable[[], Any]:  # noqa: ARG002 - needs no part
        return lambda: attention.sdpa_kernel(self.backends, set_priority=self.set_priority)


class TorchFunctionDisableVariable(ContextWrappingVariable):
    """`torch._C.DisableTorchFunctionSubclass` and `DisableTorchFunction`: `tx.states["torch_function"]` says it."""

    def __init__(self, *, only_subclass: bool, **options: Any) -> None:
        super().__init__(**options)
        self.only_subclass = only_subclass
        self.before: str | None = None

    def python_type(self) -> type:
        found: type = torch._C.DisableTorchFunctionSubclass if self.only_subclass else torch._C.DisableTorchFunction  # type: ignore[assignment]  # noqa: SLF001
        return found

    def enter(self, tx: Tx) -> VariableTracker:
        tx.journal.set(self, "before", tx.states.get("torch_function"))
        tx.journal.set_item(tx.states, "torch_function", "no subclasses" if self.only_subclass else "off")
        return tx.constant(None)

    def leave(self, tx: Tx) -> VariableTracker:
        tx.journal.set_item(tx.states, "torch_function", self.before)
        return tx.constant(None)

    def fresh(self) -> ContextWrappingVariable:
        return TorchFunctionDisableVariable(only_subclass=self.only_subclass)

    def recreate(self, emit: Emitter) -> Callable[[], Any]:  # noqa: ARG002 - needs no part
        return self.python_type()


class DeterministicAlgorithmsVariable(ConstantVariable):
    """What `torch.use_deterministic_algorithms(mode)` gives: None, with the mode that it switched to."""

    def __init__(self, mode: bool, **options: Any) -> None:
        super().__init__(None, **options)
        self.mode = mode

    def describe(self) -> str:
        return "deterministic" if self.mode else "not deterministic"

    @classmethod
    def switch(cls, tx: Tx, mode: bool, *, warn_only: bool) -> DeterministicAlgorithmsVariable:
        """Switch in the graph and for the rest of the trace."""
        switch = torch._C._set_deterministic_algorithms  # noqa: SLF001 - what the public function calls
        before = torch.are_deterministic_algorithms_enabled(), torch.is_deterministic_algorithms_warn_only_enabled()
        tx.graph.add("call_function", switch, (mode,), {"warn_only": warn_only}, None)
        tx.process.enter(lambda: switch(mode, warn_only=warn_only), lambda _: switch(before[0], warn_only=before[1]))
        return cls(mode)


class GenericDeviceVariable(NodeContextVariable):
    """Base of the blocks that switch the current device of a back end."""

    cls: ClassVar[Any]
    exchange: ClassVar[Any]
    maybe_exchange: ClassVar[Any]
    index_of: ClassVar[Any]

    def __init__(self, index: int, **options: Any) -> None:
        super().__init__(**options)
        self.index_ = index

    def describe(self) -> str:
        return str(self.index_)

    def python_type(self) -> type:
        found: type = self.cls
        return found

    def begin(self) -> Any:
        return type(self).exchange(self.index_)

    def end(self, state: Any) -> None:
        type(self).maybe_exchange(state)

    def entry(self) -> NodeCall:
        return NodeCall(type(self).exchange, (self.index_,))

    def exit(self, node: Node, state: Any) -> NodeCall:  # noqa: ARG002 - the node's value is the state
        return NodeCall(type(self).maybe_exchange, (node,))

    def leave(self, tx: Tx) -> VariableTracker:
        super().leave(tx)
        return tx.constant(False)

    def fresh(self) -> ContextWrappingVariable:
        return type(self)(self.index_)

    def recreate(self, emit: Emitter) -> Callable[[], Any]:  # noqa: ARG002 - needs no part
        return lambda: self.cls(self.index_)


class CUDADeviceVariable(GenericDeviceVariable):
    """`torch.cuda.device(index)`."""

    cls = torch.cuda.device
    exchange = staticmethod(torch.cuda._exchange_device)  # noqa: SLF001 - what torch.cuda.device itself calls
    maybe_exchange = staticmethod(torch.cuda._maybe_exchange_device)  # noqa: SLF001
    index_of = staticmethod(lambda device: torch.cuda._utils._get_device_index(device, optional=True))  # noqa: SLF001


class XPUDeviceVariable(GenericDeviceVariable):
    """`torch.xpu.device(index)`."""

    cls = torch.xpu.device
    exchange = staticmethod(torch.xpu._exchange_device)  # noqa: SLF001
    maybe_exchange = staticmethod(torch.xpu._maybe_exchange_device)  # noqa: SLF001
    index_of = staticmethod(lambda device: torch.xpu._get_device_index(device, optional=True))  # type: ignore[attr-defined]  # noqa: SLF001


class AcceleratorDeviceIndexVariable(GenericDeviceVariable):
    """`torch.accelerator.device_index(index)`."""

    cls = torch.accelerator.device_index
    exchange = staticmethod(torch._C._accelerator_exchangeDevice)  # noqa: SLF001
    maybe_exchange = staticmethod(torch._C._accelerator_maybeExchangeDevice)  # noqa: SLF001
    index_of = staticmethod(lambda device: device)


DEVICE_CONTEXTS: tuple[type[GenericDeviceVariable], ...] = (
    CUDADeviceVariable,
    XPUDeviceVariable,
    AcceleratorDeviceIndexVariable,
)

"""Instances of `torch.nn.Module`.

A module is an object whose parameters, buffers and submodules are in three dictionaries. Its `__getattr__` looks there,
which is done here directly, since every access to a layer goes through it.
"""

from __future__ import annotations

import types
from typing import TYPE_CHECKING, Any

from torch import fx, nn
from torch.nn.modules.lazy import LazyModuleMixin

from fullgraph_tracer import protocol
from fullgraph_tracer.effects import is_deleted
from fullgraph_tracer.protocol.lookup import type_lookup
from fullgraph_tracer.sources import AttrSource, DictItemSource, DictValueSource, ItemSource, TypeSource
from fullgraph_tracer.variables.dicts import ConstDictVariable, NNModuleHooksDictVariable, OrderedDictVariable
from fullgraph_tracer.variables.functions.user import UserFunctionVariable
from fullgraph_tracer.variables.user_defined.objects import OBJECT_KINDS, UserDefinedObjectVariable

if TYPE_CHECKING:
    from collections.abc import Sequence

    from fullgraph_tracer.ports import Tx
    from fullgraph_tracer.variables.base import VariableTracker
    from fullgraph_tracer.variables.functions.body import FunctionBody


def _fake_of(node: fx.Node) -> Any:
    return node.meta["example_value"]


_CALL = nn.Module.__call__
_CALL_IMPL = nn.Module._call_impl  # noqa: SLF001 - the function that __call__ leads to
_MEMBERS = ("_parameters", "_modules", "_buffers")
_HOOKS = (
    "_backward_hooks",
    "_backward_pre_hooks",
    "_forward_hooks",
    "_forward_hooks_with_kwargs",
    "_forward_pre_hooks",
    "_forward_pre_hooks_with_kwargs",
)
_BACKWARD_HOOKS = ("_backward_hooks", "_backward_pre_hooks")
_GLOBAL_HOOKS = (
    nn.modules.module._global_backward_pre_hooks,  # noqa: SLF001 - what __call__ itself asks
    nn.modules.module._global_backward_hooks,  # noqa: SLF001
    nn.modules.module._global_forward_hooks,  # noqa: SLF001
    nn.modules.module._global_forward_pre_hooks,  # noqa: SLF001
)


class UnspecializedNNModuleVariable(UserDefinedObjectVariable):
    """A module of the user's own class."""

    value: nn.Module | None
    """None for a module that is made while tracing."""

    def call(self, tx: Tx, args: Sequence[VariableTracker], kwargs: dict[str, VariableTracker]) -> VariableTracker:
        """`__call__`; straight to `forward` where no hook asks for more and nobody patched either."""
        if self.value is not None and isinstance(self.value, LazyModuleMixin):
            self._materialize(tx, args, kwargs)
        cls = self.cls
        if isinstance(self.value, fx.GraphModule):  # its `__call__` only words errors anew
            impl: Any = nn.Module._call_impl  # noqa: SLF001 - what that calls
            return self._method(tx, impl, "_call_impl").call(tx, args, kwargs)
        forward, _ = type_lookup(cls, "forward")
        if isinstance(forward, types.FunctionType) and self._calls_forward(tx):
            source = None if self.source is None else AttrSource(TypeSource(self.source), "forward")
            return tx.inline(ModuleMethod(forward, self.path(), source=source), [self, *args], kwargs)
        return super().call(tx, args, kwargs)

    lazy_args = True

    def _materialize(self, tx: Tx, args: Sequence[VariableTracker], kwargs: dict[str, VariableTracker]) -> None:
        """A lazy module gets its parameters, for real, and becomes one of its plain class before it is traced."""
        module: Any = self.value
        if module.cls_to_become is not None:
            tx.journal.set(self, "cls", module.cls_to_become)
            tx.journal.set(self, "cls_variable", None)
        if hasattr(module, "_initialize_hook"):
            fakes = [fx.node.map_arg(arg.realize().as_proxy(tx), _fake_of) for arg in args]
            named = {name: fx.node.map_arg(arg.realize().as_proxy(tx), _fake_of) for name, arg in kwargs.items()}
            module._infer_parameters(module, fakes, named)  # noqa: SLF001 - what the first call of a lazy module does

    def path(self) -> str:
        """Where the module stands in the user's module tree, such as `layers.0.attention`."""
        names: list[str] = []
        source = self.source
        while source is not None:
            if isinstance(source, ItemSource):
                base = source.base
                if isinstance(base, DictItemSource) and base.attr == "_modules":
                    names.append(str(source.index))
                    source = base.base
                    continue
            source = getattr(source, "base", None)
        return ".".join(reversed(names))

    def _calls_forward(self, tx: Tx) -> bool:
        if (
            type_lookup(self.cls, "__call__")[0] is not _CALL
            or type_lookup(self.cls, "_call_impl")[0] is not _CALL_IMPL
        ):
            return False
        if tx.effects.load_attr(self, "forward") is not None or "forward" in self.instance_dict():
            return False
        if any(_GLOBAL_HOOKS):
            return False
        own = self.instance_dict()
        for name in _HOOKS:
            if tx.effects.load_attr(self, name) is not None or own.get(name):
                return False
            known = tx.effects.known(own[name]) if name in own else None
            if isinstance(known, ConstDictVariable) and known.entries:  # registered by the traced code
                return False
        return True

    def call_fallback(self, tx: Tx, fallback: Any, name: str) -> VariableTracker:
        if fallback is not nn.Module.__getattr__:
            return super().call_fallback(tx, fallback, name)
        key = tx.constant(name)
        for members in _MEMBERS:
            held = self.own_attr(tx, members)
            if held is not None and protocol.truth(tx, protocol.contains(tx, key, held)):
                return protocol.get_item(tx, held, key)
        tx.raise_(AttributeError, f"'{self.cls.__name__}' object has no attribute '{name}'")

    def own_attr(self, tx: Tx, name: str) -> VariableTracker | None:
        if name in _HOOKS and tx.effects.load_attr(self, name) is None:
            return self._hooks(tx, name)
        stored = tx.effects.load_attr(self, name)
        if (
            stored is None
            and name not in self.instance_dict()
            and any(name in self.instance_dict().get(members, ()) for members in _MEMBERS)
        ):
            return None
        return None if is_deleted(stored) else super().own_attr(tx, name)

    def _hooks(self, tx: Tx, name: str) -> VariableTracker | None:
        """A dictionary of hooks: its keys are numbers that every hook gets anew, so that nothing is guarded on them."""
        held = self.instance_dict().get(name)
        if held is None:
            return super().own_attr(tx, name)
        source = None if self.source is None else DictItemSource(self.source, name)
        tx.guards.add(source, "SEQUENCE_LENGTH", len(held), tx.span)
        known = tx.effects.known(held)
        if known is not None:
            return known
        made: ConstDictVariable
        if not held:
            made = EmptyHooksDictVariable(source=source)
        elif name in _BACKWARD_HOOKS:
            return super().own_attr(tx, name)
        else:
            made = NNModuleHooksDictVariable(source=source)
            made.py_type = type(held)
            for at, (key, hook) in enumerate(held.items()):
                variable = tx.wrap(hook) if source is None else tx.wrap_lazy(hook, DictValueSource(source, at))
                made.entries[key] = (tx.constant(key), variable)
        tx.effects.track(held, made)
        return made


class EmptyHooksDictVariable(OrderedDictVariable):
    """A module's dictionary of hooks in which there is none."""

    @property
    def kind(self) -> str:
        return "ConstDictVariable"


class UnspecializedBuiltinNNModuleVariable(UnspecializedNNModuleVariable):
    """A module of torch's own, such as `nn.Linear`."""


class FSDPManagedNNModuleVariable(UnspecializedNNModuleVariable):
    """A module that FSDP manages: its structure is not guarded, since FSDP relies on it staying as it is."""


class NNModuleVariable(UnspecializedNNModuleVariable):
    """A module that the user marked as static (`torchdynamo_force_dynamic = False`). Its call is inlined too."""


def original_init(function: Any) -> Any:
    """`nn.Module.__init__` inside the wrapper that torch's own compiler puts around it when it is imported."""
    cells = zip(function.__code__.co_freevars, function.__closure__ or (), strict=True)
    return next((c.cell_contents for name, c in cells if isinstance(c.cell_contents, types.FunctionType)), function)


def _is_module(cls: type) -> bool:
    return issubclass(cls, nn.Module)


OBJECT_KINDS.insert(0, (_is_module, UnspecializedNNModuleVariable))


class ModuleMethod(UserFunctionVariable):
    """A method of a module about to be inlined, which knows where its module stands."""

    def __init__(self, fn: types.FunctionType, path: str, **options: Any) -> None:
        super().__init__(fn, **options)
        self.path = path

    def body(self, tx: Tx) -> FunctionBody:
        body = super().body(tx)
        body.module_path = self.path
        return body

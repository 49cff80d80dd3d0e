"""Instances of `torch.nn.Module`.

A module is an object whose parameters, buffers and submodules live in three dictionaries; its `__getattr__` looks there, and
is done here directly since every access to a layer goes through it.
"""

from __future__ import annotations

import types
from typing import TYPE_CHECKING, Any

from torch import nn

from fullgraph_tracer import protocol
from fullgraph_tracer.effects import DELETED
from fullgraph_tracer.protocol.lookup import type_lookup
from fullgraph_tracer.sources import AttrSource, DictItemSource, ItemSource, TypeSource
from fullgraph_tracer.variables.base import VariableTracker
from fullgraph_tracer.variables.functions.user import UserFunctionVariable
from fullgraph_tracer.variables.user_defined.objects import UserDefinedObjectVariable

if TYPE_CHECKING:
    from collections.abc import Sequence

    from fullgraph_tracer.ports import Tx
    from fullgraph_tracer.variables.functions.body import FunctionBody

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
_GLOBAL_HOOKS = (
    nn.modules.module._global_backward_pre_hooks,  # noqa: SLF001 - what __call__ itself asks
    nn.modules.module._global_backward_hooks,  # noqa: SLF001
    nn.modules.module._global_forward_hooks,  # noqa: SLF001
    nn.modules.module._global_forward_pre_hooks,  # noqa: SLF001
)


class UnspecializedNNModuleVariable(UserDefinedObjectVariable):
    """A module of the user's own class."""

    value: nn.Module

    def truth(self, tx: Tx) -> bool:
        return super().truth(tx)

    def call(self, tx: Tx, args: Sequence[VariableTracker], kwargs: dict[str, VariableTracker]) -> VariableTracker:
        """`__call__`; straight to `forward` where no hook asks for more and nobody patched either."""
        cls = self.cls
        forward, _ = type_lookup(cls, "forward")
        if isinstance(forward, types.FunctionType) and self._calls_forward(tx):
            source = None if self.source is None else AttrSource(TypeSource(self.source), "forward")
            return tx.inline(ModuleMethod(forward, self.path(), source=source), [self, *args], kwargs)
        return super().call(tx, args, kwargs)

    lazy_args = True

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
        if type_lookup(self.cls, "__call__")[0] is not _CALL or type_lookup(self.cls, "_call_impl")[0] is not _CALL_IMPL:
            return False
        if tx.effects.load_attr(self, "forward") is not None or "forward" in self.instance_dict():
            return False
        if any(_GLOBAL_HOOKS):
            return False
        own = self.instance_dict()
        for name in _HOOKS:
            if tx.effects.load_attr(self, name) is not None or own.get(name):
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
        stored = tx.effects.load_attr(self, name)
        if stored is None and name not in self.instance_dict() and any(
            name in self.instance_dict().get(members, ()) for members in _MEMBERS
        ):
            return None
        return None if stored is DELETED else super().own_attr(tx, name)


class UnspecializedBuiltinNNModuleVariable(UnspecializedNNModuleVariable):
    """A module of torch's own, such as `nn.Linear`."""


class ModuleMethod(UserFunctionVariable):
    """A method of a module about to be inlined, which knows where its module stands."""

    def __init__(self, fn: types.FunctionType, path: str, **options: Any) -> None:
        super().__init__(fn, **options)
        self.path = path

    def body(self, tx: Tx) -> FunctionBody:
        body = super().body(tx)
        body.module_path = self.path
        return body

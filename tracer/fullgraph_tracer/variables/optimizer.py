"""`torch.optim` optimizers: `step()` is interpreted, but what sets up their state runs for real, as in Dynamo."""

from __future__ import annotations

import types
from typing import TYPE_CHECKING, Any

import torch

from fullgraph_tracer.sources import AttrSource, DictValueSource, ItemSource
from fullgraph_tracer.variables.base import NotConstantError, VariableTracker
from fullgraph_tracer.variables.dicts import ConstDictVariable
from fullgraph_tracer.variables.lists import ListVariable
from fullgraph_tracer.variables.misc.lambdas import GetAttrVariable
from fullgraph_tracer.variables.user_defined.objects import UserDefinedObjectVariable
from fullgraph_vocab.breaks import side_effects

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from fullgraph_tracer.ports import Tx
    from fullgraph_tracer.sources import Source


class _CannotMap(Exception):
    """An argument of `_init_group` has no real counterpart."""


class OptimizerVariable(UserDefinedObjectVariable):
    """An optimizer that exists before the trace. Steps are counted in tensors (`capturable`), and stay in the graph."""

    value: torch.optim.Optimizer

    def getattr(self, tx: Tx, name: str) -> VariableTracker:
        if name == "_init_group" and hasattr(self.value, name) and self.source is not None:
            return GetAttrVariable(self, name, types.MethodType)
        found = super().getattr(tx, name)
        if name == "param_groups":
            self._set_capturable(tx, found)
        return found

    def _set_capturable(self, tx: Tx, groups: VariableTracker) -> None:
        """The traced program sees `capturable=True` in every group; the real groups stay as they are."""
        held = groups.realize()
        if not isinstance(held, ListVariable):
            return
        for item in held.items:
            group = item.realize()
            if isinstance(group, ConstDictVariable):
                entry = (tx.constant("capturable"), tx.constant(True))
                tx.journal.set_item(group.entries, "capturable", entry)

    def call_method(
        self, tx: Tx, name: str, args: Sequence[VariableTracker], kwargs: dict[str, VariableTracker]
    ) -> VariableTracker:
        if name != "_init_group" or self.source is None:
            return super().call_method(tx, name, args, kwargs)
        given = [arg.realize() for arg in args]
        named = {key: value.realize() for key, value in kwargs.items()}
        try:
            real = [self._real_argument(arg) for arg in given]
            real_named = {key: self._real_argument(value) for key, value in named.items()}
        except _CannotMap:
            return super().call_method(tx, name, args, kwargs)
        self._refuse_changed_parameters(tx)
        result = self.value._init_group(*real, **real_named)  # type: ignore[attr-defined]  # noqa: SLF001 - what every optimizer calls its set-up
        self._fill(tx, given, real)
        return tx.constant(result)

    def _real_argument(self, arg: VariableTracker) -> Any:
        if isinstance(arg, ListVariable) and not arg.items:
            return []
        if isinstance(arg, ConstDictVariable):
            source = arg.source
            if isinstance(source, ItemSource) and getattr(source.base, "attr", None) == "param_groups":
                return self.value.param_groups[source.index]
            raise _CannotMap
        try:
            return arg.as_constant()
        except NotConstantError:
            raise _CannotMap from None

    def _refuse_changed_parameters(self, tx: Tx) -> None:
        """The set-up looks at the real parameters, which must be what the traced program has."""
        for group in self.value.param_groups:
            for parameter in group["params"]:
                known = tx.effects.known(parameter)
                if known is not None and (tx.effects.stored_attrs(known) or tx.effects.is_modified(known)):
                    tx.break_(side_effects.PENDING_CHANGE, gb="GB0358")

    def _fill(self, tx: Tx, given: Sequence[VariableTracker], real: Sequence[Any]) -> None:
        """The lists that the set-up filled get the variables of what it put in."""
        sources = dict(self._sources())
        for variable, value in zip(given, real, strict=True):
            if isinstance(variable, ListVariable) and isinstance(value, list):
                items = [tx.wrap(item, sources[id(item)]) if id(item) in sources else tx.wrap(item) for item in value]
                tx.effects.modify(variable, tx.span)
                tx.journal.set(variable, "items", items)

    def _sources(self) -> Iterator[tuple[int, Source]]:
        """Where parameters, gradients and state are found."""
        assert self.source is not None
        state_source = AttrSource(self.source, "state")
        for at, state in enumerate(self.value.state.values()):
            for key, held in state.items():
                if isinstance(held, torch.Tensor):
                    yield id(held), ItemSource(DictValueSource(state_source, at), key)
        groups = AttrSource(self.source, "param_groups")
        for at, group in enumerate(self.value.param_groups):
            for index, parameter in enumerate(group["params"]):
                source = ItemSource(ItemSource(ItemSource(groups, at), "params"), index)
                yield id(parameter), source
                if parameter.grad is not None:
                    yield id(parameter.grad), AttrSource(source, "grad")

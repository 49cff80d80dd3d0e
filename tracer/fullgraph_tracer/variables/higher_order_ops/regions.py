"""Operators that mark a region for export or for a back end, and the operator that computes in another dtype."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar

import torch

from fullgraph_tracer import protocol
from fullgraph_tracer.variables.higher_order_ops.base import TorchHigherOrderOperatorVariable, operates
from fullgraph_tracer.variables.higher_order_ops.bodies import stand_in, trace_body
from fullgraph_tracer.variables.higher_order_ops.wrap import WrapHigherOrderVariable, call_wrapped
from fullgraph_tracer.variables.tensor.base import TensorBase
from fullgraph_vocab.breaks import higher_order

if TYPE_CHECKING:
    from collections.abc import Sequence

    from fullgraph_tracer.ports import Tx
    from fullgraph_tracer.variables.base import VariableTracker


class BaseHOPVariable(WrapHigherOrderVariable):
    """Any operator with one function and flat arguments, such as `foreach_map`'s."""

    def call(self, tx: Tx, args: Sequence[VariableTracker], kwargs: dict[str, VariableTracker]) -> VariableTracker:
        body = trace_body(tx, args[0], args[1:], name=self.name)
        named = {name: value.realize().as_proxy(tx) for name, value in kwargs.items()}
        return call_wrapped(tx, self.value, "subgraph", body, named)


class WrapInModeVariable(TorchHigherOrderOperatorVariable):
    """An operator that calls a function in a mode, as export leaves it in its graphs: settings, function, arguments."""

    settings: ClassVar[int]
    mode: ClassVar[Any]

    def call(self, tx: Tx, args: Sequence[VariableTracker], kwargs: dict[str, VariableTracker]) -> VariableTracker:
        if kwargs or len(args) <= self.settings:
            tx.break_(higher_order.HOP_ARGUMENT, detail=f"{self.name} takes its settings, a function and its arguments")
        given = [arg.realize() for arg in args]
        settings = tuple(setting.as_constant() for setting in given[: self.settings])
        function, rest = given[self.settings], given[self.settings + 1 :]
        inputs = [stand_in(tx, value) for value in rest]
        with self.mode(*settings):
            body = trace_body(tx, function, inputs, name=f"torch.ops.higher_order.{self.name}", inputs=inputs)
        if body.lifted:
            tx.break_(higher_order.HOP_ARGUMENT, detail=f"the function of {self.name} uses what is not given to it")
        proxies = tuple(value.as_proxy(tx) for value in rest)
        return call_wrapped(tx, self.value, "wrap_body", body, {}, pack=lambda _: proxies, before=settings)


@operates("wrap_with_set_grad_enabled")
class WrapWithSetGradEnabledHigherOrderVariable(WrapInModeVariable):
    """`wrap_with_set_grad_enabled(enabled, function, *args)`."""

    settings = 1
    mode = torch.set_grad_enabled


@operates("wrap_with_autocast")
class WrapWithAutocastHigherOrderVariable(WrapInModeVariable):
    """`wrap_with_autocast(device_type, dtype, enabled, cache_enabled, function, *args)`."""

    settings = 4
    mode = torch.autocast


@operates("strict_mode")
class StrictModeHigherOrderVariable(TorchHigherOrderOperatorVariable):
    """`strict_mode(function, args)`: the region is traced as export's strict mode does."""

    def call(self, tx: Tx, args: Sequence[VariableTracker], kwargs: dict[str, VariableTracker]) -> VariableTracker:
        if len(args) != 2 or kwargs:
            tx.break_(higher_order.HOP_ARGUMENT, detail="strict_mode takes a function and its arguments")
        body = trace_body(tx, args[0], protocol.to_list(tx, args[1]), name=f"torch.ops.higher_order.{self.name}")
        return call_wrapped(tx, self.value, "strict_mode_body", body, {}, pack=lambda lifted: (lifted,))


@operates("hints_wrapper")
class HintsWrapperHigherOrderVariable(TorchHigherOrderOperatorVariable):
    """`hints_wrapper(function, args, kwargs, hints=...)`: the region carries hints for the back end."""

    def call(self, tx: Tx, args: Sequence[VariableTracker], kwargs: dict[str, VariableTracker]) -> VariableTracker:
        if len(args) != 3 or list(kwargs) != ["hints"]:
            tx.break_(higher_order.HOP_ARGUMENT, detail="hints_wrapper takes a function, its arguments, and hints")
        named = args[2].realize().string_items(tx)
        body = trace_body(tx, args[0], protocol.to_list(tx, args[1]), named, name=f"torch.ops.higher_order.{self.name}")
        hints = {
            name: value.realize().as_constant() for name, value in kwargs["hints"].realize().string_items(tx).items()
        }
        return call_wrapped(
            tx, self.value, "hints_wrapper_body", body, {"hints": hints}, pack=lambda lifted: (lifted, {})
        )


@operates("out_dtype")
class OutDtypeHigherOrderVariable(TorchHigherOrderOperatorVariable):
    """`out_dtype(operator, dtype, *args)`: an operator with another result dtype."""

    def call(self, tx: Tx, args: Sequence[VariableTracker], kwargs: dict[str, VariableTracker]) -> VariableTracker:
        if len(args) < 2 or kwargs:
            tx.break_(higher_order.HOP_ARGUMENT, detail="out_dtype takes an operator, a dtype and arguments")
        given = [arg.realize() for arg in args]
        function, dtype = given[0].as_proxy(tx), given[1].as_constant()
        fakes: list[Any] = [arg.fake if isinstance(arg, TensorBase) else arg.as_constant() for arg in given[2:]]
        proxies = tuple(arg.as_proxy(tx) for arg in given)
        fake = function(*fakes).to(dtype=dtype)
        return tx.wrap_fake(tx.graph.add("call_function", self.value, proxies, {}, fake), fake)

"""Functions that make tensors, where Dynamo writes the call in another way."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import torch

from fullgraph_tracer.protocol.known import models
from fullgraph_tracer.sources.source import Derived
from fullgraph_tracer.variables.base import VariableTracker
from fullgraph_tracer.variables.lists import ListVariable, TupleVariable
from fullgraph_tracer.variables.tensor import GraphValue, TensorBase, TensorVariable, call_in_graph
from fullgraph_tracer.variables.torch_functions import in_graph
from fullgraph_vocab.breaks import data, operators

if TYPE_CHECKING:
    from collections.abc import Callable

    from fullgraph_tracer.ports import Tx
    from fullgraph_tracer.sources import Scope

Answer = Any  # a variable, or NotImplemented: the call is treated as any other


def _holds_graph_value(value: VariableTracker) -> bool:
    value = value.realize()
    if isinstance(value, GraphValue):
        return True
    return isinstance(value, ListVariable | TupleVariable) and any(_holds_graph_value(item) for item in value.items)


@models(torch.tensor)
def tensor(tx: Tx, *args: VariableTracker, **kwargs: VariableTracker) -> Answer:
    """`torch.tensor([x.item(), 1])` takes symbols through torch's own decomposition."""
    given = args[0] if args else kwargs.get("data")
    if given is None or isinstance(given, TensorBase) or not _holds_graph_value(given):
        return NotImplemented
    return in_graph(tx, torch._refs.tensor, args, kwargs)  # noqa: SLF001


_TYPED = {cls for cls in torch._tensor_classes if cls.__module__ == "torch"}  # noqa: SLF001 - `torch.FloatTensor` ...


def _constructor(cls: type) -> Callable[..., Answer]:
    def model(tx: Tx, *args: VariableTracker, **kwargs: VariableTracker) -> Answer:
        """`torch.Tensor(...)` is a node; a typed one takes a list of tensors stacked."""
        if cls is not torch.Tensor and len(args) == 1 and isinstance(args[0], ListVariable):
            items = [item.realize() for item in args[0].items]
            if len(items) > 1 and all(isinstance(item, TensorBase) for item in items):
                args = (call_in_graph(tx, "call_function", torch.stack, args),)
        return in_graph(tx, cls, args, kwargs)

    return model


_CLASSES: list[type] = [torch.Tensor, *_TYPED]
for _cls in _CLASSES:
    models(_cls)(_constructor(_cls))


@models(torch.from_numpy)
def from_numpy(tx: Tx, ndarray: VariableTracker) -> Answer:
    if not tx.config.trace_numpy:
        tx.break_(data.NUMPY_OFF, gb="GB0231")
    return call_in_graph(tx, "call_function", torch.as_tensor, (ndarray,))


@models(torch.full)
def full(tx: Tx, size: VariableTracker, fill_value: VariableTracker, **kwargs: VariableTracker) -> Answer:
    """Filling with a tensor needs no item."""
    if not isinstance(fill_value, TensorBase) or issubclass(fill_value.python_type(), torch.nn.Parameter):
        return NotImplemented
    empty = in_graph(tx, torch.empty, (size,), kwargs)
    return empty.call_method(tx, "fill_", (fill_value,), {})


@models(torch.addcdiv)
def addcdiv(tx: Tx, *args: VariableTracker, **kwargs: VariableTracker) -> Answer:
    """With a `value` it is written out, since that may be a tensor."""
    if len(args) != 3 or set(kwargs) != {"value"}:
        return NotImplemented
    quotient = in_graph(tx, torch.div, args[1:], {})
    scaled = in_graph(tx, torch.mul, (quotient, kwargs["value"]), {})
    return in_graph(tx, torch.add, (args[0], scaled), {})


@models(torch.nn.functional.one_hot)
def one_hot(tx: Tx, *args: VariableTracker, **kwargs: VariableTracker) -> Answer:
    """Without a number of classes the data decides the shape."""
    counted = len(args) == 2 and not (args[1].is_constant and args[1].as_constant() == -1)
    if len(args) + len(kwargs) == 1 or (len(args) == 2 and not counted):
        tx.break_(data.DYNAMIC_SHAPE_OP, gb="GB0246", name="torch.nn.functional.one_hot")
    return NotImplemented


@models(torch.nested.nested_tensor)
def nested_tensor(
    tx: Tx,
    tensor_list: VariableTracker,
    *_args: VariableTracker,
    layout: VariableTracker | None = None,
    **_kwargs: VariableTracker,
) -> Answer:
    if layout is not None and layout.as_constant() is torch.strided:
        tx.break_(operators.NESTED_TENSOR, gb="GB0233")
    if not isinstance(tensor_list, ListVariable | TupleVariable):
        tx.break_(operators.NESTED_TENSOR, gb="GB0245")
    return NotImplemented


@dataclass(frozen=True, slots=True)
class ParameterSource(Derived):
    """A parameter made of the tensor at `base`, before the graph runs."""

    requires_grad: bool

    @property
    def name(self) -> str:
        return f"torch.nn.Parameter({self.base.name})"

    def fetch(self, scope: Scope) -> Any:
        return torch.nn.Parameter(self.base.fetch(scope), self.requires_grad)


@models(torch.nn.Parameter)
def parameter(tx: Tx, data: VariableTracker | None = None, requires_grad: VariableTracker | None = None) -> Answer:
    """A parameter made of an input is an input too; of anything else, Dynamo makes none."""
    if not isinstance(data, TensorVariable):
        tx.break_(operators.PARAMETER, gb="GB0226")
    wanted = True if requires_grad is None else requires_grad
    if isinstance(wanted, VariableTracker):
        if not wanted.is_constant:
            tx.break_(operators.PARAMETER, gb="GB0237")
        wanted = bool(wanted.as_constant())
    if data.source is None or data.real_value is None:
        tx.break_(operators.PARAMETER, gb="GB0264")
    if data.node.op not in ("placeholder", "get_attr"):
        tx.break_(operators.PARAMETER, gb="GB0229")
    return tx.wrap(torch.nn.Parameter(data.real_value, wanted), ParameterSource(data.source, wanted))


@models(torch.autograd.grad)
def grad(tx: Tx, *_args: VariableTracker, **_kwargs: VariableTracker) -> Answer:
    tx.break_(
        operators.AUTOGRAD_GRAD, gb="GB9186", detail="torch.autograd.grad() is traced only with trace_autograd_ops on"
    )


@models(torch._C._autograd._unsafe_set_version_counter)  # noqa: SLF001
def unsafe_set_version_counter(tx: Tx, *args: VariableTracker, **kwargs: VariableTracker) -> Answer:
    function = torch._C._autograd._unsafe_set_version_counter  # noqa: SLF001
    call_in_graph(tx, "call_function", function, args, kwargs)
    return tx.constant(None)

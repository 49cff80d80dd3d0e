"""From what a node yields to variables: tensors, symbols, tuples of these, constants."""

from __future__ import annotations

import operator
from typing import TYPE_CHECKING, Any

import torch
from torch.utils._python_dispatch import is_traceable_wrapper_subclass

from fullgraph_tracer.variables.lists import ListVariable, SizeVariable, TupleVariable
from fullgraph_tracer.variables.tensor.ndarray import NumpyNdarrayVariable
from fullgraph_tracer.variables.tensor.structseq import StructSequenceVariable
from fullgraph_tracer.variables.tensor.symbolic import SymNodeVariable
from fullgraph_tracer.variables.tensor.tensor import TensorVariable
from fullgraph_vocab.breaks import data, operators

if TYPE_CHECKING:
    from collections.abc import Callable

    from torch.fx import Node

    from fullgraph_tracer.ports import Tx
    from fullgraph_tracer.variables.base import VariableTracker
    from fullgraph_tracer.variables.tensor.base import TensorBase

_SYMBOLS = (torch.SymInt, torch.SymFloat, torch.SymBool)

_INT_RESULTS: tuple[Any, ...] = (
    torch.sym_int,
    torch.sym_max,
    torch.sym_min,
    getattr,
    operator.getitem,
    torch._utils._element_size,  # noqa: SLF001 - the functions whose integers Dynamo takes as constants
    torch.seed,
    operator.mod,
)
_BOOL_RESULTS: tuple[Any, ...] = (
    torch._C._are_functorch_transforms_active,  # noqa: SLF001 - the same for booleans
    torch._C._functorch.is_batchedtensor,  # noqa: SLF001
    torch.backends.cuda.is_flash_attention_available,
    torch.backends.cuda.can_use_flash_attention,
    torch.backends.cuda.can_use_efficient_attention,
    "is_integer",
    operator.is_,
    operator.is_not,
    operator.eq,
    operator.ne,
    operator.not_,
    operator.and_,
)
WRAPPERS: list[Callable[[Tx, Node, Any, dict[str, Any]], VariableTracker | None]] = []
"""Further kinds of results (streams, events, SDPA parameters ...): each gives a variable, or None for others."""


def wrap_fake(tx: Tx, node: Node, value: Any, **options: Any) -> VariableTracker:
    """The variable for what `node` yields; `value` is its fake value. Items of a tuple become nodes of their own.

    Options: `variable`, a subclass of TensorBase for tensors, or `ndarray=True`; others go to the variable.
    """
    if isinstance(value, torch.Tensor):
        return _tensor(tx, node, value, options)
    for wrapper in WRAPPERS:
        made = wrapper(tx, node, value, options)
        if made is not None:
            return made
    if isinstance(value, _SYMBOLS):
        return _symbol(tx, node, value, options)
    if type(value) is torch.Size and all(isinstance(size, int) for size in value):
        return SizeVariable([tx.constant(size) for size in value])
    if isinstance(value, tuple | list):
        return _sequence(tx, node, value, options)
    if value is None or node.target is torch.manual_seed:
        return tx.constant(None)
    if _is_constant_result(node, value):
        return tx.constant(value)
    name = node.target if isinstance(node.target, str) else getattr(node.target, "__name__", str(node.target))
    tx.break_(data.NON_TENSOR_RESULT, name=name)


def _tensor(tx: Tx, node: Node, value: torch.Tensor, options: dict[str, Any]) -> VariableTracker:
    if value.layout is not torch.strided and not value.is_nested and value.layout is not torch._mkldnn:  # type: ignore[attr-defined]  # noqa: SLF001
        tx.break_(operators.SPARSE_TENSOR, gb="GB0277")
    cls: type[TensorBase] = NumpyNdarrayVariable if options.get("ndarray") else options.get("variable", TensorVariable)
    rest = {name: given for name, given in options.items() if name not in ("variable", "ndarray")}
    if isinstance(value, torch.nn.Parameter):  # an operator that gives its argument back
        rest.setdefault("cls", torch.nn.Parameter)
    elif is_traceable_wrapper_subclass(value):
        rest.setdefault("cls", type(value))
    return cls(node, value, **rest)


def _symbol(
    tx: Tx, node: Node, value: torch.SymInt | torch.SymFloat | torch.SymBool, options: dict[str, Any]
) -> VariableTracker:
    constant = value.node.maybe_as_int() if isinstance(value, torch.SymInt) else None
    if constant is not None:
        return tx.constant(constant)
    return SymNodeVariable(node, value, source=options.get("source"))


def _sequence(tx: Tx, node: Node, value: tuple[Any, ...] | list[Any], options: dict[str, Any]) -> VariableTracker:
    items: list[VariableTracker] = []
    for index, item in enumerate(value):
        if item is None:
            items.append(tx.constant(None))
            continue
        item_node = tx.graph.add("call_function", operator.getitem, (node, index), {}, item)
        items.append(tx.wrap_fake(item_node, item, **options))
    if isinstance(value, torch.Size):
        return SizeVariable(items, node=node)
    if type(value) is tuple:
        return TupleVariable(items)
    if isinstance(value, list):
        return ListVariable(items)
    return StructSequenceVariable(items, type(value))


def _is_constant_result(node: Node, value: Any) -> bool:
    """Plain numbers that Dynamo takes as constants; from any other function a plain number is a break."""
    target = node.target
    if isinstance(value, bool) and target in _BOOL_RESULTS:
        return True
    if isinstance(value, int) and (target in _INT_RESULTS or target == "bit_length"):
        return True
    if isinstance(value, int | float) and node.op == "call_method" and target == "item":
        return True
    return isinstance(value, float) or target in ("hex", "__round__")

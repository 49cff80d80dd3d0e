"""Functions of torch that ask: answered while tracing, without a node."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import torch

from fullgraph_tracer.protocol.known import models
from fullgraph_tracer.variables.lists import TupleVariable
from fullgraph_tracer.variables.tensor import TensorBase
from fullgraph_tracer.variables.tensor.overrides import STATE, overriding
from fullgraph_vocab.breaks import calls, modules, operators

if TYPE_CHECKING:
    from fullgraph_tracer.ports import Tx
    from fullgraph_tracer.variables.base import VariableTracker

Answer = Any  # a variable, or NotImplemented: the call is treated as any other


@models(torch.is_tensor)
def is_tensor(tx: Tx, obj: VariableTracker) -> Answer:
    return tx.constant(isinstance(obj, TensorBase))


@models(torch.overrides.is_tensor_like)
def is_tensor_like(tx: Tx, inp: VariableTracker) -> Answer:
    return tx.constant(isinstance(inp, TensorBase) or hasattr(inp.python_type(), "__torch_function__"))


@models(torch.is_floating_point)
def is_floating_point(tx: Tx, input: VariableTracker) -> Answer:  # noqa: A002 - torch's own name
    return tx.constant(input.fake.dtype.is_floating_point) if isinstance(input, TensorBase) else NotImplemented


@models(torch.is_complex)
def is_complex(tx: Tx, input: VariableTracker) -> Answer:  # noqa: A002 - torch's own name
    return tx.constant(input.fake.dtype.is_complex) if isinstance(input, TensorBase) else NotImplemented


@models(torch.numel)
def numel(tx: Tx, input: VariableTracker) -> Answer:  # noqa: A002 - torch's own name
    return input.call_method(tx, "numel", (), {}) if isinstance(input, TensorBase) else NotImplemented


@models(torch._shape_as_tensor)  # noqa: SLF001 - a function of torch that programs call
def shape_as_tensor(tx: Tx, input: VariableTracker) -> Answer:  # noqa: A002 - torch's own name
    return input.call_method(tx, "size", (), {})


@models(torch._C._nn._parse_to)  # noqa: SLF001 - what `Module.to` reads its arguments with
def parse_to(tx: Tx, *args: VariableTracker, **kwargs: VariableTracker) -> Answer:
    """Device, dtype, `non_blocking` and memory format; a tensor stands for its own device and dtype."""
    given: list[Any] = []
    for arg in args:
        given += [arg.fake.device, arg.fake.dtype] if isinstance(arg, TensorBase) else [arg.as_constant()]
    named = {name: value.as_constant() for name, value in kwargs.items()}
    if (other := kwargs.get("tensor")) is not None and isinstance(other, TensorBase):
        named |= {"tensor": torch.empty(0, dtype=other.fake.dtype, device=other.fake.device)}
    try:
        return tx.wrap(torch._C._nn._parse_to(*given, **named))  # noqa: SLF001
    except (TypeError, RuntimeError) as error:
        tx.raise_(type(error), *error.args)


@models(torch.__future__.get_swap_module_params_on_conversion)
def swaps_parameters(tx: Tx) -> Answer:
    return tx.constant(torch.__future__.get_swap_module_params_on_conversion())


@models(torch._has_compatible_shallow_copy_type)  # noqa: SLF001 - what `Module.to` asks before it sets `.data`
def can_share_data(tx: Tx, input: VariableTracker, from_: VariableTracker) -> Answer:  # noqa: A002 - torch's own name
    return tx.constant(input.python_type() is from_.python_type())


@models(torch.is_grad_enabled)
def is_grad_enabled(tx: Tx) -> Answer:
    return tx.constant(torch.is_grad_enabled())


@models(torch.is_inference_mode_enabled)
def is_inference_mode_enabled(tx: Tx) -> Answer:
    tx.break_(operators.INFERENCE_QUERY, gb="GB0046")


@models(torch.are_deterministic_algorithms_enabled)
def are_deterministic_algorithms_enabled(tx: Tx) -> Answer:
    return tx.constant(torch.are_deterministic_algorithms_enabled())


@models(torch.jit.annotate)
def annotate(_tx: Tx, the_type: VariableTracker, the_value: VariableTracker) -> Answer:  # noqa: ARG001 - its signature
    return the_value


@models(torch.compile)
def compile_(tx: Tx, *args: VariableTracker, **kwargs: VariableTracker) -> Answer:
    """Inside compiled code, compiling a function is nothing."""
    if len(args) == 1:
        return args[0]
    tx.break_(calls.COMPILER_CALL, detail=f"torch.compile with {len(args)} arguments and {len(kwargs)} options")


@models(torch.backends.cudnn.is_acceptable)
def is_acceptable(tx: Tx, tensor: VariableTracker) -> Answer:
    if not isinstance(tensor, TensorBase):
        return NotImplemented
    probe = torch.tensor(0, dtype=tensor.fake.dtype, device=tensor.fake.device)
    return tx.constant(torch.backends.cudnn.is_acceptable(probe))  # type: ignore[no-untyped-call]


@models(
    torch.overrides.has_torch_function,
    torch.overrides.has_torch_function_variadic,
    torch.overrides.has_torch_function_unary,
)
def has_torch_function(tx: Tx, *args: VariableTracker) -> Answer:
    given = args[0].items if len(args) == 1 and isinstance(args[0], TupleVariable) else args
    enabled = tx.states.get(STATE) is None
    return tx.constant(enabled and bool(overriding([item.realize() for item in given])))


@models(torch._C._is_torch_function_all_disabled)  # noqa: SLF001
def torch_function_disabled(tx: Tx) -> Answer:
    return tx.constant(tx.states.get(STATE) == "off")


@models(torch._C._is_torch_function_enabled)  # noqa: SLF001 - the same
def torch_function_enabled(tx: Tx) -> Answer:
    return tx.constant(tx.states.get(STATE) is None)


@models(torch.overrides.get_default_nowrap_functions.__wrapped__)
def get_default_nowrap_functions(tx: Tx) -> Answer:
    return tx.wrap(torch.overrides.get_default_nowrap_functions())


def _fold(tx: Tx, cls: Any, args: tuple[VariableTracker, ...], kwargs: dict[str, VariableTracker]) -> Answer:
    values = [arg.as_constant() for arg in args]
    named = {name: arg.as_constant() for name, arg in kwargs.items()}
    try:
        return tx.wrap(cls(*values, **named))
    except (TypeError, ValueError, RuntimeError) as error:
        tx.raise_(type(error), *error.args)


@models(torch.device)
def device(tx: Tx, *args: VariableTracker, **kwargs: VariableTracker) -> Answer:
    return _fold(tx, torch.device, args, kwargs)


@models(torch.finfo)
def finfo(tx: Tx, *args: VariableTracker, **kwargs: VariableTracker) -> Answer:
    return _fold(tx, torch.finfo, args, kwargs)


@models(torch.iinfo)
def iinfo(tx: Tx, *args: VariableTracker, **kwargs: VariableTracker) -> Answer:
    return _fold(tx, torch.iinfo, args, kwargs)


@models(torch.autograd.Variable)
def variable(tx: Tx, *_args: VariableTracker, **_kwargs: VariableTracker) -> Answer:
    """What is left of the class of old is a C function that Dynamo does not know."""
    tx.break_(calls.SKIPPED_CALL, name="torch.autograd.Variable")


@models(torch.Generator)
def generator(tx: Tx, *_args: VariableTracker, **_kwargs: VariableTracker) -> Answer:
    tx.break_(modules.OPAQUE_OBJECT, gb="GB0363", detail="torch.Generator() is made while tracing")


@models(torch.get_default_device)
def get_default_device(tx: Tx) -> Answer:
    return tx.wrap(torch.get_default_device())

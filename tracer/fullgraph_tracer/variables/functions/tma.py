"""Triton's descriptors for the tensor memory accelerator: made on the host, arguments of a kernel's node."""

from __future__ import annotations

import importlib
import types
from typing import TYPE_CHECKING, Any

from fullgraph_tracer.variables.base import VariableTracker
from fullgraph_tracer.variables.tensor.base import TensorBase
from fullgraph_tracer.variables.tensor.storage import DataPtrVariable
from fullgraph_vocab.breaks import calls, operators

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from fullgraph_tracer.emit.emitter import Emitter
    from fullgraph_tracer.ports import Tx

STABLE = "triton.tools.tensor_descriptor"
EXPERIMENTAL = "triton.tools.experimental_descriptor"


class _DescriptorVariable(VariableTracker):
    """What a kernel needs to know of a tensor; nothing of it is looked at while tracing."""

    def truth(self, tx: Tx) -> bool:  # noqa: ARG002 - an object without `__bool__`
        return True

    def hash_key(self, tx: Tx) -> Any:  # noqa: ARG002 - compared by identity
        return self


class TMADescriptorStableVariable(_DescriptorVariable):
    """`TensorDescriptor.from_tensor(tensor, block_shape)`."""

    def __init__(self, tensor: TensorBase, block_shape: VariableTracker, **options: Any) -> None:
        super().__init__(**options)
        self.tensor = tensor
        self.block_shape = block_shape

    def describe(self) -> str:
        return self.tensor.describe()

    def python_type(self) -> type:
        found: type = importlib.import_module(STABLE).TensorDescriptor
        return found

    def parts(self) -> Iterable[VariableTracker]:
        return (self.tensor, self.block_shape)

    def reconstruct(self, emit: Emitter) -> Any:
        return importlib.import_module(STABLE).TensorDescriptor.from_tensor(emit(self.tensor), emit(self.block_shape))


class TMADescriptorExperimentalVariable(_DescriptorVariable):
    """`create_1d_tma_descriptor(x.data_ptr(), size, block, element_size)`, and the same in two dimensions."""

    def __init__(self, pointer: DataPtrVariable, sizes: Sequence[VariableTracker], **options: Any) -> None:
        super().__init__(**options)
        self.pointer = pointer
        self.sizes = tuple(sizes)
        """Sizes, block sizes and the size of an element, in the order of the function's parameters."""

    @property
    def rank(self) -> int:
        """How many dimensions it has."""
        return len(self.sizes) // 2

    def describe(self) -> str:
        return self.pointer.tensor.describe()

    def python_type(self) -> type:
        return object  # triton gives an object of a class of its own back end

    def parts(self) -> Iterable[VariableTracker]:
        return (self.pointer, *self.sizes)

    def reconstruct(self, emit: Emitter) -> Any:
        create = getattr(importlib.import_module(EXPERIMENTAL), f"create_{self.rank}d_tma_descriptor")
        return create(emit(self.pointer), *(emit(size) for size in self.sizes))


class _CreateVariable(VariableTracker):
    """A function of triton's that makes descriptors."""

    def __init__(self, value: Any, **options: Any) -> None:
        super().__init__(**options)
        self.value = value

    def describe(self) -> str:
        return str(self.value.__name__)

    def python_type(self) -> type:
        return types.FunctionType

    def truth(self, tx: Tx) -> bool:  # noqa: ARG002 - a function is true
        return True

    def hash_key(self, tx: Tx) -> Any:  # noqa: ARG002 - hashed as Python does
        return self.value

    def reconstruct(self, emit: Emitter) -> Any:  # noqa: ARG002 - the function itself
        return self.value


class CreateTMADescriptorStableVariable(_CreateVariable):
    """`triton.tools.tensor_descriptor.TensorDescriptor.from_tensor`."""

    def call(self, tx: Tx, args: Sequence[VariableTracker], kwargs: dict[str, VariableTracker]) -> VariableTracker:
        named = dict(zip(("tensor", "block_shape"), args, strict=False)) | kwargs
        tensor = named["tensor"].realize() if "tensor" in named else None
        if not isinstance(tensor, TensorBase) or "block_shape" not in named:
            tx.break_(calls.UNSUPPORTED_CALL, name="TensorDescriptor.from_tensor")
        return TMADescriptorStableVariable(tensor, named["block_shape"].realize())


class CreateTMADescriptorExperimentalVariable(_CreateVariable):
    """`create_1d_tma_descriptor` or `create_2d_tma_descriptor` of `triton.tools.experimental_descriptor`."""

    parameters: dict[int, tuple[str, ...]] = {  # noqa: RUF012 - a constant of the class
        1: ("ptr", "dim", "block_dim", "element_size"),
        2: ("ptr", "dim1", "dim0", "block_dim1", "block_dim0", "element_size"),
    }

    def __init__(self, value: Any, rank: int, **options: Any) -> None:
        super().__init__(value, **options)
        self.rank = rank

    def call(self, tx: Tx, args: Sequence[VariableTracker], kwargs: dict[str, VariableTracker]) -> VariableTracker:
        names = self.parameters[self.rank]
        named = dict(zip(names, args, strict=False)) | kwargs
        pointer = named["ptr"].realize() if "ptr" in named else None
        if not isinstance(pointer, DataPtrVariable):
            tx.break_(operators.TRITON, gb="GB3326", detail="the pointer of a descriptor comes from `data_ptr()`")
        if len(args) + len(kwargs) != len(names):
            count = len(args) + len(kwargs)
            tx.raise_(TypeError, f"TMA metadata rank={self.rank} requires exactly {len(names)} arguments, got {count}")
        return TMADescriptorExperimentalVariable(pointer, [named[name].realize() for name in names[1:]])

"""Methods of tensors that are not simply a node of their name."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NoReturn

import torch

from fullgraph_tracer.graph.fake import has_free_symbols
from fullgraph_tracer.variables.lists import SizeVariable, TupleVariable
from fullgraph_tracer.variables.tensor.arithmetic import TensorArithmetic
from fullgraph_tracer.variables.tensor.attributes import TensorAttributes, is_inplace_view
from fullgraph_tracer.variables.tensor.calling import call_in_graph
from fullgraph_tracer.variables.tensor.conversion import TensorConversion
from fullgraph_tracer.variables.tensor.fused import FusedUpdates
from fullgraph_tracer.variables.tensor.indexing import TensorIndexing
from fullgraph_tracer.variables.tensor.overrides import dispatch, dispatches
from fullgraph_tracer.variables.tensor.storage import DataPtrVariable, UntypedStorageVariable
from fullgraph_vocab.breaks import calls, operators, side_effects

if TYPE_CHECKING:
    from collections.abc import Sequence

    from fullgraph_tracer.ports import Tx
    from fullgraph_tracer.variables.base import VariableTracker

Answer = Any  # a variable, or NotImplemented: put the call in the graph


class TensorMethods(FusedUpdates, TensorArithmetic, TensorIndexing, TensorConversion, TensorAttributes):
    """`py_<name>` answers, or gives NotImplemented: then the call is a node."""

    def call_method(
        self, tx: Tx, name: str, args: Sequence[VariableTracker], kwargs: dict[str, VariableTracker]
    ) -> VariableTracker:
        if dispatches(tx, (self, *args), kwargs) and hasattr(torch.Tensor, name):
            return dispatch(tx, tx.wrap(getattr(torch.Tensor, name)), (self, *args), kwargs)
        if self.source is not None and is_inplace_view(name):
            tx.break_(side_effects.STORAGE_CHANGE, gb="GB0072", name=name)  # called as a function: torch.Tensor.t_(x)
        if getattr(self, f"py_{name}", None) is not None:
            result = super().call_method(tx, name, args, kwargs)
            if result is not NotImplemented:
                return result
        elif not hasattr(type(self.fake), name):
            tx.break_(operators.TENSOR_METHOD, gb="GB6270", name=name)
        return call_in_graph(tx, "call_method", name, (self, *args), kwargs)

    def misfit(self, tx: Tx, name: str) -> NoReturn:
        """The old signatures with a number first, such as `x.add_(0.5, y)`, are among these: torch still takes them."""
        tx.break_(calls.UNSUPPORTED_METHOD, gb="GB0117", name=name, type="Tensor")

    # ---- sizes

    def py_size(self, tx: Tx, dim: VariableTracker | None = None) -> Answer:
        return self._sizes(tx, self.fake.shape, dim)

    def py_stride(self, tx: Tx, dim: VariableTracker | None = None) -> Answer:
        strides = self.fake.stride()
        if dim is None and not has_free_symbols(strides):
            return TupleVariable([tx.constant(int(stride)) for stride in strides])
        return self._sizes(tx, strides, dim)

    @staticmethod
    def _sizes(tx: Tx, sizes: Sequence[Any], dim: VariableTracker | None) -> Answer:
        if dim is None or (dim.is_constant and dim.as_constant() is None):
            if has_free_symbols(sizes):
                return NotImplemented
            return SizeVariable([tx.constant(int(size)) for size in sizes])
        index = dim.as_constant() if dim.is_constant else dim.index(tx).as_constant()
        try:
            size = sizes[index]
        except IndexError:
            bounds = f"(expected to be in range of [{-len(sizes)}, {len(sizes) - 1}], but got {index})"
            tx.raise_(IndexError, f"Dimension out of range {bounds}")
        return NotImplemented if has_free_symbols(size) else tx.constant(int(size))

    def py_numel(self, tx: Tx) -> Answer:
        count = self.fake.numel()
        return NotImplemented if has_free_symbols(count) else tx.constant(int(count))

    py_nelement = py_numel

    def py_dim(self, tx: Tx) -> Answer:
        return tx.constant(self.fake.dim())

    py_ndimension = py_dim

    # ---- facts

    def py_is_floating_point(self, tx: Tx) -> Answer:
        return tx.constant(self.fake.dtype.is_floating_point)

    def py_is_complex(self, tx: Tx) -> Answer:
        return tx.constant(self.fake.dtype.is_complex)

    def py_is_inference(self, tx: Tx) -> Answer:
        tx.break_(operators.INFERENCE_QUERY, gb="GB0045")

    def py_is_contiguous(self, tx: Tx, memory_format: VariableTracker | None = None) -> Answer:
        wanted = torch.contiguous_format if memory_format is None else memory_format.as_constant()
        return tx.constant(self.fake.is_contiguous(memory_format=wanted))

    def py_get_device(self, tx: Tx) -> Answer:
        device = self.fake.device
        return tx.constant(-1 if device.type == "cpu" else device.index)

    def py_element_size(self, tx: Tx) -> Answer:
        return tx.constant(self.fake.dtype.itemsize)

    def py_type(
        self,
        tx: Tx,
        dtype: VariableTracker | None = None,
        non_blocking: VariableTracker | None = None,
        **kwargs: VariableTracker,
    ) -> Answer:
        """`x.type()` is a name; with a tensor type such as `torch.FloatTensor` the node takes that type's name."""
        if dtype is None:
            return tx.constant(self.fake.type())
        wanted: Any = dtype.as_constant() if dtype.is_constant else None
        if not _is_tensor_type(wanted):
            return NotImplemented
        name = tx.constant(f"{wanted.__module__}.{wanted.__qualname__}")
        if non_blocking is not None:
            kwargs = {"non_blocking": non_blocking, **kwargs}
        return call_in_graph(tx, "call_method", "type", (self, name), kwargs)

    def py_untyped_storage(self, _tx: Tx) -> Answer:
        return UntypedStorageVariable(self)

    def py_data_ptr(self, _tx: Tx) -> Answer:
        return DataPtrVariable(self)

    def py_const_data_ptr(self, _tx: Tx) -> Answer:
        return DataPtrVariable(self, "const_data_ptr")

    # ---- making tensors

    def py_new(self, tx: Tx, *args: VariableTracker, **kwargs: VariableTracker) -> Answer:
        sizes = len(args) == 1 and isinstance(args[0], SizeVariable)
        numbers = bool(args) and all(arg.is_constant and isinstance(arg.as_constant(), int) for arg in args)
        return self.call_method(tx, "new_empty", args, kwargs) if sizes or numbers else NotImplemented

    def py_new_tensor(self, tx: Tx, *args: VariableTracker, **kwargs: VariableTracker) -> Answer:
        if len(args) != 1:
            return NotImplemented
        layout = kwargs.pop("layout", None)
        if layout is not None and layout.as_constant() is not torch.strided:
            return NotImplemented
        kwargs.setdefault("dtype", self.getattr(tx, "dtype"))
        kwargs.setdefault("device", self.getattr(tx, "device"))
        return tx.wrap(torch.tensor).call(tx, args, kwargs)

    # ---- gradients

    def py_requires_grad_(self, tx: Tx, requires_grad: VariableTracker | None = None) -> Answer:
        wanted = True if requires_grad is None else bool(requires_grad.as_constant())
        if self.fake.requires_grad == wanted:
            return self
        if self.source is not None:
            tx.break_(operators.REQUIRES_GRAD, gb="GB0125")
        if wanted:  # functionalization drops the change where the tensor is a result of the graph
            tx.break_if_escapes(self.as_proxy(tx), operators.REQUIRES_GRAD, gb="GB8985")
        self._change_requires_grad(tx, wanted)
        return self

    def _change_requires_grad(self, tx: Tx, wanted: bool) -> None:
        """Three nodes, as functorch refuses the change unless it is told that it may happen."""
        allow = torch._C._functorch.set_inplace_requires_grad_allowed  # noqa: SLF001
        before = torch._C._functorch.get_inplace_requires_grad_allowed()  # noqa: SLF001
        fake = self.fake
        allow(True)
        try:
            tx.graph.add("call_function", allow, (True,), {}, None)
            tx.graph.add("call_method", "requires_grad_", (self.as_proxy(tx),), {}, fake)
            tx.graph.add("call_function", allow, (before,), {}, None)
            fake.requires_grad_(wanted)
        finally:
            allow(before)
        tx.journal.note(lambda: fake.requires_grad_(not wanted))

    def py_detach_(self, tx: Tx) -> Answer:
        call_in_graph(tx, "call_method", "detach_", (self,))
        return self

    def py_backward(
        self,
        tx: Tx,
        gradient: VariableTracker | None = None,  # noqa: ARG002 - Tensor.backward's signature
        retain_graph: VariableTracker | None = None,  # noqa: ARG002 - the same
        create_graph: VariableTracker | None = None,  # noqa: ARG002 - the same
        inputs: VariableTracker | None = None,  # noqa: ARG002 - the same
    ) -> Answer:
        tx.break_(operators.BACKWARD, detail="Tensor.backward() is traced only with trace_autograd_ops on")

    def py_as_subclass(self, tx: Tx, cls: VariableTracker) -> Answer:
        """Made by the subclass's own variable, which knows how (`TensorSubclassVariable.of_tensor`)."""
        of_tensor = getattr(cls, "of_tensor", None)
        if of_tensor is None:
            tx.break_(
                operators.TENSOR_SUBCLASS,
                gb="GB0001",
                detail="as_subclass() takes a subclass without __torch_dispatch__",
            )
        return of_tensor(self)

    # ---- refused

    def py___deepcopy__(self, tx: Tx, *_args: VariableTracker) -> Answer:
        tx.break_(calls.DEEPCOPY, gb="GB4198")

    def py_random_(self, tx: Tx, *_args: VariableTracker, **_kwargs: VariableTracker) -> Answer:
        tx.break_(side_effects.RANDOM_STATE, gb="GB0107", name="Tensor.random_")

    def py_uniform_(self, tx: Tx, *_args: VariableTracker, **kwargs: VariableTracker) -> Answer:
        if "from" in kwargs:
            tx.break_(side_effects.RANDOM_STATE, gb="GB0110", name="Tensor.uniform_")
        return NotImplemented

    def py_resize_(self, tx: Tx, *_args: VariableTracker, **_kwargs: VariableTracker) -> Answer:
        tx.break_(side_effects.STORAGE_CHANGE, gb="GB0126", name="resize_")

    def py_resize_as_(self, tx: Tx, *_args: VariableTracker, **_kwargs: VariableTracker) -> Answer:
        tx.break_(side_effects.STORAGE_CHANGE, gb="GB0127", name="resize_as_")

    def py_sparse_resize_(self, tx: Tx, *_args: VariableTracker, **_kwargs: VariableTracker) -> Answer:
        tx.break_(operators.SPARSE_TENSOR, gb="GB0129")

    def py_sparse_resize_and_clear_(self, tx: Tx, *_args: VariableTracker, **_kwargs: VariableTracker) -> Answer:
        tx.break_(operators.SPARSE_TENSOR, gb="GB0130")

    def py_set_(self, tx: Tx, *args: VariableTracker, **_kwargs: VariableTracker) -> Answer:
        if len(args) > 1:
            tx.break_(side_effects.STORAGE_CHANGE, gb="GB0128", name="set_")
        return NotImplemented

    def py_share_memory_(self, tx: Tx) -> Answer:
        tx.break_(side_effects.STORAGE_CHANGE, gb="GB4197", name="share_memory_")

    # ---- special methods called by their names

    def py___len__(self, tx: Tx) -> Answer:
        return self.length(tx)

    def py___iter__(self, tx: Tx) -> Answer:
        return self.iter(tx)

    def py___contains__(self, tx: Tx, item: VariableTracker) -> Answer:
        return self.contains(tx, item)

    def py___getitem__(self, tx: Tx, key: VariableTracker) -> Answer:
        return self.getitem(tx, key)

    def py___setitem__(self, tx: Tx, key: VariableTracker, value: VariableTracker) -> None:
        self.setitem(tx, key, value)

    def py___neg__(self, tx: Tx) -> Answer:
        return self.unary(tx, "-")

    def py___pos__(self, tx: Tx) -> Answer:
        return self.unary(tx, "+")

    def py___abs__(self, tx: Tx) -> Answer:
        return self.unary(tx, "abs")


def _is_tensor_type(value: object) -> bool:
    """Whether it is `torch.FloatTensor` or one of its kin, which are neither dtypes nor ordinary classes."""
    return type(value).__name__ == "tensortype"

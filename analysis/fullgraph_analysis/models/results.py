"""Results of torch functions and tensor methods whose shape and dtype are worth knowing, by name.

Functions and methods share these models: a method's tensor is the first argument.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from fullgraph_analysis.eval.joins import elements, options
from fullgraph_analysis.eval.values import (
    UNKNOWN,
    Const,
    External,
    ListObj,
    Opaque,
    Scalar,
    Tensor,
    Tuple,
    Unknown,
    Value,
)
from fullgraph_analysis.models.arguments import dimension, dtype_of, like, sizes_argument, spread
from fullgraph_analysis.models.factories import FACTORIES
from fullgraph_analysis.models.groups import GROUPS
from fullgraph_analysis.models.shapes import Shape, broadcast, promote, shape_of, size_of, size_value
from fullgraph_analysis.models.views import VIEWS

if TYPE_CHECKING:
    from collections.abc import Callable

    from fullgraph_analysis.eval.functions import Args


_DTYPES = {
    "float": "float32",
    "double": "float64",
    "half": "float16",
    "long": "int64",
    "int": "int32",
    "bool": "bool",
    "byte": "uint8",
    "short": "int16",
    "bfloat16": "bfloat16",
}


def tensor_result(name: str, args: Args, *, function: bool) -> Value | None:
    """The result of `torch.name(*args)` or `args[0].name(*args[1:])`; None if there is no model for it."""
    if function and name in FACTORIES:
        return FACTORIES[name](args)
    first = args.get(0, "input")
    if first is None:
        return None
    tensors = [option for option in options(first) if isinstance(option, Tensor)]
    if name in ("cat", "concat", "concatenate", "stack", "hstack", "vstack"):
        return _joined(name, args)
    if not tensors:
        return None
    tensor = tensors[0]
    rest = type(args)(args.positional[1:] if args.positional else [], args.keywords, args.open)
    model = _MODELS.get(name)
    if model is not None:
        return model(tensor, rest)
    return _by_group(name, tensor, rest)


def _by_group(name: str, tensor: Tensor, args: Args) -> Value | None:
    if name in GROUPS["comparisons"]:
        return like(tensor, dtype="bool", shape=spread(tensor, args))
    if name in GROUPS["binary"] or (name.endswith("_") and name[:-1] in GROUPS["binary"]):
        other = args.get(0, "other")
        dtype = tensor.dtype if other is None or name.endswith("_") else promote(tensor, other, divide=name == "div")
        return like(tensor, dtype=dtype, shape=spread(tensor, args))
    if name in GROUPS["reductions"]:
        return _reduced(name, tensor, args)
    if name in GROUPS["mixed"]:
        return _mixed(name, tensor, args)
    if name in _DTYPES:
        return like(tensor, dtype=_DTYPES[name])
    return None


def _reduce_shape(tensor: Tensor, dim: Value | None, keep: Value | None) -> Shape | None:
    if dim is None or dim == Const(None):
        return ()
    if tensor.shape is None:
        return None
    dims = shape_of(dim) or ((size_of(dim),) if size_of(dim) is not None else None)
    if dims is None or None in dims or (keep is not None and not isinstance(keep, Const)):
        return None
    rank = len(tensor.shape)
    taken = {d % rank for d in dims if d is not None} if rank else set()
    if isinstance(keep, Const) and keep.value:
        return tuple(1 if i in taken else size for i, size in enumerate(tensor.shape))
    return tuple(size for i, size in enumerate(tensor.shape) if i not in taken)


def _reduced(name: str, tensor: Tensor, args: Args) -> Value:
    position = 1 if name == "norm" else 0
    dim = dimension(args, position)
    keep = args.get(position + 1, "keepdim")
    dtype = tensor.dtype
    if name in ("all", "any"):
        dtype = "bool"
    elif name in ("argmax", "argmin", "count_nonzero") or (name in ("sum", "prod") and dtype in ("bool", "int32")):
        dtype = "int64"
    said = dtype_of(args.keywords.get("dtype"))
    return like(tensor, dtype=said or dtype, shape=_reduce_shape(tensor, dim, keep))


def _mixed(name: str, tensor: Tensor, args: Args) -> Value:
    """`max` and its like: a tensor without a dimension, values and indices with one."""
    if name in ("std_mean", "var_mean", "aminmax"):
        part = like(tensor, shape=None)
        return Tuple((part, part))
    dim = dimension(args, 1 if name in ("topk", "kthvalue") else 0)
    if name in ("max", "min", "median", "nanmedian"):
        if dim is None:
            return like(tensor, shape=())
        if isinstance(dim, Tensor):
            return like(tensor, shape=broadcast(tensor, dim))
    shape: Shape | None = None
    if name == "sort":
        shape = tensor.shape
    elif name == "topk":
        k = size_of(args.get(0, "k") or UNKNOWN)
        at = size_of(dim) if dim is not None else -1
        if tensor.shape and at is not None and -len(tensor.shape) <= at < len(tensor.shape):
            new = list(tensor.shape)
            new[at] = k
            shape = tuple(new)
    elif dim is not None:
        shape = _reduce_shape(tensor, dim, args.get(1, "keepdim"))
    fields = ("values", "indices")
    return Tuple(
        (like(tensor, shape=shape), like(tensor, dtype="int64", shape=shape)), cls="torch.return_types", fields=fields
    )


def _to(tensor: Tensor, args: Args) -> Value:
    for value in (*args.positional, *args.keywords.values()):
        if isinstance(value, External):
            return like(tensor, dtype=dtype_of(value))
        if isinstance(value, Tensor):
            return like(tensor, dtype=value.dtype)
        if isinstance(value, Unknown) or (isinstance(value, Opaque) and value.type == "torch.dtype"):
            return like(tensor, dtype=None)
    return like(tensor)


def _type(tensor: Tensor, args: Args) -> Value:
    return Scalar("str") if args.get(0, "dtype") is None else like(tensor, dtype=dtype_of(args.get(0)))


def _gather(tensor: Tensor, args: Args) -> Value:
    index = args.get(1, "index")
    return like(tensor, shape=index.shape if isinstance(index, Tensor) else None)


def _new(tensor: Tensor, args: Args) -> Value:
    return like(tensor, dtype=dtype_of(args.keywords.get("dtype")) or tensor.dtype, shape=sizes_argument(args))


def _new_full(tensor: Tensor, args: Args) -> Value:
    return like(
        tensor,
        dtype=dtype_of(args.keywords.get("dtype")) or tensor.dtype,
        shape=shape_of(args.get(0, "size") or UNKNOWN),
    )


def _item(tensor: Tensor, args: Args) -> Value:
    if tensor.dtype is None:
        return Scalar("float")
    return Scalar("bool" if tensor.dtype == "bool" else "int" if "int" in tensor.dtype else "float")


def _tolist(tensor: Tensor, args: Args) -> Value:
    if tensor.shape is not None and len(tensor.shape) > 1:
        inner = _tolist(Tensor(tensor.dtype, tensor.shape[1:]), args)
    else:
        inner = _item(tensor, args)
    if tensor.shape == ():
        return _item(tensor, args)
    if tensor.shape and tensor.shape[0] is not None and tensor.shape[0] <= 64:
        return ListObj(Tuple((inner,) * tensor.shape[0]))
    return ListObj(Tuple(None, inner))


def _numpy(tensor: Tensor, args: Args) -> Value:
    return Tensor(tensor.dtype, tensor.shape, "ndarray", tensor.sure)


def _where(tensor: Tensor, args: Args) -> Value:
    one, other = args.get(0, "input"), args.get(1, "other")
    if one is None:
        return Tuple(None, Tensor("int64", (None,), sure=tensor.sure))
    if other is None:
        return like(tensor, dtype=None, shape=None)
    return like(
        tensor,
        dtype=promote(one, other) if isinstance(one, Tensor) or isinstance(other, Tensor) else None,
        shape=broadcast(tensor, one, other),
    )


def _matmul(tensor: Tensor, args: Args) -> Value:
    other = args.get(0, "other") or args.get(0, "mat2")
    if not isinstance(other, Tensor) or tensor.shape is None or other.shape is None:
        return like(tensor, shape=None)
    if len(tensor.shape) < 2 or len(other.shape) < 2:
        return like(tensor, shape=None)
    batch = broadcast(Tensor(shape=tensor.shape[:-2]), Tensor(shape=other.shape[:-2]))
    return like(tensor, shape=None if batch is None else (*batch, tensor.shape[-2], other.shape[-1]))


def _nonzero(tensor: Tensor, args: Args) -> Value:
    if args.keywords.get("as_tuple") == Const(True):
        return Tuple(None, Tensor("int64", (None,), sure=tensor.sure))
    return Tensor("int64", None if tensor.shape is None else (None, len(tensor.shape)), sure=tensor.sure)


def _one_hot(tensor: Tensor, args: Args) -> Value:
    classes = size_of(args.get(0, "num_classes") or UNKNOWN)
    return like(tensor, dtype="int64", shape=None if tensor.shape is None else (*tensor.shape, classes))


def _linear(tensor: Tensor, args: Args) -> Value:
    weight = args.get(0, "weight")
    last = weight.shape[0] if isinstance(weight, Tensor) and weight.shape else None
    return like(tensor, shape=None if not tensor.shape else (*tensor.shape[:-1], last))


def _same(tensor: Tensor, args: Args) -> Value:
    return like(tensor)


def _unshaped(tensor: Tensor, args: Args) -> Value:
    return like(tensor, shape=None)


def _flat(tensor: Tensor, args: Args) -> Value:
    return like(tensor, shape=(None,))


def _loss(tensor: Tensor, args: Args) -> Value:
    reduction = args.keywords.get("reduction")
    return like(tensor, shape=() if reduction in (None, Const("mean"), Const("sum")) else None)


def _bool(tensor: Tensor, args: Args) -> Value:
    return Scalar("bool")


def _integer(tensor: Tensor, args: Args) -> Value:
    return Scalar("int")


def _unique(tensor: Tensor, args: Args) -> Value:
    wanted = [args.keywords.get(name) for name in ("return_inverse", "return_counts")]
    flags = [value for value in wanted if value == Const(True)]
    result = like(tensor, shape=(None,) if "dim" not in args.keywords else None)
    return Tuple((result, *(Tensor("int64", None, sure=tensor.sure) for _ in flags))) if flags else result


_MODELS: dict[str, Callable[[Tensor, Args], Value]] = {
    **VIEWS,
    **dict.fromkeys(GROUPS["same"], _same),
    **dict.fromkeys(GROUPS["unshaped"], _unshaped),
    **dict.fromkeys(GROUPS["losses"], _loss),
    "to": _to,
    "type": _type,
    "gather": _gather,
    "new_zeros": _new,
    "new_ones": _new,
    "new_empty": _new,
    "new": _new,
    "new_full": _new_full,
    "new_tensor": _unshaped,
    "item": _item,
    "tolist": _tolist,
    "numpy": _numpy,
    "where": _where,
    "matmul": _matmul,
    "bmm": _matmul,
    "mm": _matmul,
    "nonzero": _nonzero,
    "argwhere": _nonzero,
    "one_hot": _one_hot,
    "linear": _linear,
    "masked_select": _flat,
    "unique": _unique,
    "unique_consecutive": _unique,
    "equal": _bool,
    "allclose": _bool,
    "is_nonzero": _bool,
    "view_as": lambda t, a: like(t, shape=getattr(a.get(0, "other"), "shape", None)),
    "expand_as": lambda t, a: like(t, shape=getattr(a.get(0, "other"), "shape", None)),
    "reshape_as": lambda t, a: like(t, shape=getattr(a.get(0, "other"), "shape", None)),
    "type_as": lambda t, a: like(t, dtype=getattr(a.get(0, "other"), "dtype", None)),
    "t": lambda t, a: like(t, shape=None if t.shape is None else tuple(reversed(t.shape))),
    "detach": lambda t, a: Tensor(t.dtype, t.shape, "tensor", t.sure, grad=False),
    "is_floating_point": lambda t, a: Scalar("bool") if t.dtype is None else Const("float" in t.dtype),
    "is_complex": lambda t, a: Scalar("bool") if t.dtype is None else Const("complex" in t.dtype),
    "is_contiguous": _bool,
    "is_set_to": _bool,
    "is_same_size": _bool,
    "is_pinned": _bool,
    "data_ptr": _integer,
    "get_device": _integer,
    "element_size": _integer,
    "storage_offset": _integer,
    "argsort": lambda t, a: like(t, dtype="int64"),
    "stride": lambda t, a: Tuple(None, Scalar("int")) if a.get(0, "dim") is None else Scalar("int"),
    "meshgrid": lambda t, a: Tuple(None, like(t, shape=None)),
    "svd": lambda t, a: Tuple((like(t, shape=None),) * 3),
    "qr": lambda t, a: Tuple((like(t, shape=None),) * 2),
    "slogdet": lambda t, a: Tuple((like(t, shape=None),) * 2),
    "eigh": lambda t, a: Tuple((like(t, shape=None),) * 2),
    "eig": lambda t, a: Tuple((like(t, shape=None),) * 2),
    "embedding": lambda t, a: Tensor("float32", _embedded(t, a), sure=t.sure),
    "backward": lambda t, a: Const(None),
    "register_hook": lambda t, a: UNKNOWN,
    "retain_grad": lambda t, a: Const(None),
    "storage": lambda t, a: UNKNOWN,
    "untyped_storage": lambda t, a: UNKNOWN,
    "__len__": lambda t, a: size_value(t.shape[0] if t.shape else None),
    "multi_head_attention_forward": lambda t, a: Tuple((like(t), like(t, shape=None))),
    "unravel_index": lambda t, a: Tuple(None, like(t)),
    "broadcast_tensors": lambda t, a: Tuple(None, like(t, shape=None)),
    "frexp": lambda t, a: Tuple((like(t), like(t, dtype="int32"))),
}


def _embedded(indices: Tensor, args: Args) -> Shape | None:
    weight = args.get(0, "weight")
    last = weight.shape[-1] if isinstance(weight, Tensor) and weight.shape else None
    return None if indices.shape is None else (*indices.shape, last)


def _joined(name: str, args: Args) -> Value | None:
    """`cat` and `stack`."""
    parts = args.get(0, "tensors")
    content = parts.content if isinstance(parts, ListObj) else parts
    if not isinstance(content, Tuple):
        return (
            Tensor(None, None) if parts is not None and not isinstance(parts, Unknown) else Tensor(None, None, sure=1)
        )
    tensors = [item for item in (content.items or ()) if isinstance(item, Tensor)]
    one = elements(content)
    sample = tensors[0] if tensors else one if isinstance(one, Tensor) else Tensor(None, None)
    result = like(sample, shape=None)
    if (
        content.items is None
        or len(tensors) != len(content.items)
        or sample.shape is None
        or name not in ("cat", "stack", "concat")
    ):
        return result
    dtypes = {tensor.dtype for tensor in tensors}
    dtype = sample.dtype if len(dtypes) == 1 else None
    dim = size_of(dimension(args, 1) or Const(0))
    if dim is None or any(t.shape is None or len(t.shape) != len(sample.shape) for t in tensors):
        return like(sample, dtype=dtype, shape=None)
    if name == "stack":
        shape = list(sample.shape)
        shape.insert(dim if dim >= 0 else len(shape) + 1 + dim, len(tensors))
        return like(sample, dtype=dtype, shape=tuple(shape))
    if not -len(sample.shape) <= dim < len(sample.shape):
        return like(sample, dtype=dtype, shape=None)
    along = [t.shape[dim] for t in tensors if t.shape is not None]
    shape = list(sample.shape)
    shape[dim] = None if None in along else sum(size for size in along if size is not None)
    return like(sample, dtype=dtype, shape=tuple(shape))

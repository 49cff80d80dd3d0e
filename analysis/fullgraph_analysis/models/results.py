"""Results of torch functions and tensor methods whose shape and dtype are worth knowing, by name.

Functions and methods share these models: a method's tensor is the first argument.
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from fullgraph_analysis.eval.joins import elements, options, scalar_type
from fullgraph_analysis.eval.values import (
    CERTAIN,
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
from fullgraph_analysis.models.shapes import Shape, broadcast, promote, shape_of, size_of, size_value, sizes

if TYPE_CHECKING:
    from collections.abc import Callable

    from fullgraph_analysis.eval.functions import Args

Model = "Callable[[Tensor, Args], Value]"
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
_COMPARISONS = frozenset(
    [
        "eq",
        "ne",
        "lt",
        "le",
        "gt",
        "ge",
        "equal_",
        "isnan",
        "isinf",
        "isfinite",
        "isclose",
        "isin",
        "isneginf",
        "isposinf",
        "isreal",
        "logical_and",
        "logical_or",
        "logical_not",
        "logical_xor",
        "greater",
        "greater_equal",
        "less",
        "less_equal",
        "not_equal",
        "signbit",
    ]
)
_BINARY = frozenset(["add", "sub", "mul", "div", "true_divide", "floor_divide", "remainder", "fmod", "pow", "maximum", "minimum", "multiply", "subtract", "divide", "where_", "atan2", "logaddexp", "bitwise_and", "bitwise_or", "bitwise_xor", "rsub", "hypot"])  # fmt: skip
_REDUCTIONS = frozenset(
    [
        "sum",
        "mean",
        "prod",
        "amax",
        "amin",
        "all",
        "any",
        "std",
        "var",
        "logsumexp",
        "norm",
        "nansum",
        "nanmean",
        "count_nonzero",
        "argmax",
        "argmin",
    ]
)
_MIXED = frozenset(
    [
        "max",
        "min",
        "median",
        "mode",
        "kthvalue",
        "sort",
        "topk",
        "cummax",
        "cummin",
        "nanmedian",
        "aminmax",
        "std_mean",
        "var_mean",
    ]
)
_CREATION = frozenset(["zeros", "ones", "rand", "randn", "empty"])
_LIKE = frozenset(["zeros_like", "ones_like", "rand_like", "randn_like", "empty_like", "full_like", "randint_like"])


def dtype_of(value: Value | None) -> str | None:
    """A dtype given as an argument."""
    if isinstance(value, External):
        name = value.name.rpartition(".")[2]
        return {"float": "float32", "double": "float64", "long": "int64", "int": "int32", "half": "float16"}.get(
            name, name
        )
    return None


def tensor_result(name: str, args: Args, *, function: bool) -> Value | None:
    """The result of `torch.name(*args)` or `args[0].name(*args[1:])`; None if there is no model for it."""
    if function and name in _FACTORIES:
        return _FACTORIES[name](args)
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
    if name in _COMPARISONS:
        return _like(tensor, dtype="bool", shape=_spread(tensor, args))
    if name in _BINARY or (name.endswith("_") and name[:-1] in _BINARY):
        other = args.get(0, "other")
        dtype = tensor.dtype if other is None or name.endswith("_") else promote(tensor, other, divide=name == "div")
        return _like(tensor, dtype=dtype, shape=_spread(tensor, args))
    if name in _REDUCTIONS:
        return _reduced(name, tensor, args)
    if name in _MIXED:
        return _mixed(name, tensor, args)
    if name in _DTYPES:
        return _like(tensor, dtype=_DTYPES[name])
    return None


def _like(tensor: Tensor, *, dtype: str | None = "same", shape: Shape | str | None = "same") -> Tensor:
    return Tensor(
        tensor.dtype if dtype == "same" else dtype,
        tensor.shape if shape == "same" else shape,  # type: ignore[arg-type]
        "ndarray" if tensor.cls == "ndarray" else "tensor",
        tensor.sure,
        tensor.grad,
    )


def _spread(tensor: Tensor, args: Args) -> Shape | None:
    other = args.get(0, "other")
    return tensor.shape if other is None else broadcast(tensor, other)


def _dim(args: Args, position: int = 0, name: str = "dim") -> Value | None:
    value = args.get(position, name)
    return value if value is not None else args.keywords.get("axis")


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
    dim = _dim(args, position)
    keep = args.get(position + 1, "keepdim")
    dtype = tensor.dtype
    if name in ("all", "any"):
        dtype = "bool"
    elif name in ("argmax", "argmin", "count_nonzero") or (name in ("sum", "prod") and dtype in ("bool", "int32")):
        dtype = "int64"
    said = dtype_of(args.keywords.get("dtype"))
    return _like(tensor, dtype=said or dtype, shape=_reduce_shape(tensor, dim, keep))


def _mixed(name: str, tensor: Tensor, args: Args) -> Value:
    """`max` and its like: a tensor without a dimension, values and indices with one."""
    if name in ("std_mean", "var_mean", "aminmax"):
        part = _like(tensor, shape=None)
        return Tuple((part, part))
    dim = _dim(args, 1 if name in ("topk", "kthvalue") else 0)
    if name in ("max", "min", "median", "nanmedian"):
        if dim is None:
            return _like(tensor, shape=())
        if isinstance(dim, Tensor):
            return _like(tensor, shape=broadcast(tensor, dim))
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
        (_like(tensor, shape=shape), _like(tensor, dtype="int64", shape=shape)), cls="torch.return_types", fields=fields
    )


def _sizes_argument(args: Args, name: str = "size") -> Shape | None:
    """Sizes given one by one or as a sequence."""
    first = args.get(0, name)
    if first is None or args.open:
        return None
    if isinstance(first, Tuple | ListObj):
        return shape_of(first)
    return tuple(size_of(value) for value in args.positional)


def _view(tensor: Tensor, args: Args) -> Value:
    first = args.get(0, "dtype")
    if isinstance(first, External):
        return _like(tensor, dtype=dtype_of(first), shape=None)
    shape = _sizes_argument(args, "shape")
    return _like(tensor, shape=_filled(tensor.shape, shape))


def _filled(old: Shape | None, new: Shape | None) -> Shape | None:
    """A new shape, with its -1 worked out where that is possible."""
    if new is None or -1 not in new:
        return new
    if old is None or None in old or None in new:
        return tuple(None if size == -1 else size for size in new)
    total = math.prod(size for size in old if size is not None)
    rest = math.prod(size for size in new if size is not None and size != -1)
    return tuple((total // rest if rest else None) if size == -1 else size for size in new)


def _permute(tensor: Tensor, args: Args) -> Value:
    order = _sizes_argument(args, "dims")
    if tensor.shape is None or order is None or None in order or len(order) != len(tensor.shape):
        return _like(tensor, shape=None if order is None else (None,) * len(order))
    return _like(tensor, shape=tuple(tensor.shape[i] for i in order if i is not None))


def _transpose(tensor: Tensor, args: Args) -> Value:
    one, other = args.get(0, "dim0"), args.get(1, "dim1")
    a, b = (size_of(d) if d is not None else None for d in (one, other))
    if tensor.shape is None or a is None or b is None:
        return _like(tensor, shape=None if tensor.shape is None else (None,) * len(tensor.shape))
    shape = list(tensor.shape)
    if not (-len(shape) <= a < len(shape) and -len(shape) <= b < len(shape)):
        return _like(tensor, shape=None)
    shape[a], shape[b] = shape[b], shape[a]
    return _like(tensor, shape=tuple(shape))


def _unsqueeze(tensor: Tensor, args: Args) -> Value:
    at = size_of(args.get(0, "dim") or UNKNOWN)
    if tensor.shape is None or at is None:
        return _like(tensor, shape=None)
    shape = list(tensor.shape)
    shape.insert(at if at >= 0 else len(shape) + 1 + at, 1)
    return _like(tensor, shape=tuple(shape))


def _squeeze(tensor: Tensor, args: Args) -> Value:
    dim = args.get(0, "dim")
    if tensor.shape is None:
        return _like(tensor, shape=None)
    if dim is None:
        return _like(tensor, shape=None if None in tensor.shape else tuple(s for s in tensor.shape if s != 1))
    at = size_of(dim)
    if at is None or not -len(tensor.shape) <= at < len(tensor.shape) or tensor.shape[at] is None:
        return _like(tensor, shape=None)
    shape = list(tensor.shape)
    if shape[at] == 1:
        del shape[at]
    return _like(tensor, shape=tuple(shape))


def _flatten(tensor: Tensor, args: Args) -> Value:
    start = size_of(args.get(0, "start_dim") or Const(0))
    end = size_of(args.get(1, "end_dim") or Const(-1))
    if tensor.shape is None or start is None or end is None or not tensor.shape:
        return _like(tensor, shape=None)
    rank = len(tensor.shape)
    start, end = start % rank, end % rank
    middle = tensor.shape[start : end + 1]
    product = None if None in middle else math.prod(size for size in middle if size is not None)
    return _like(tensor, shape=(*tensor.shape[:start], product, *tensor.shape[end + 1 :]))


def _expand(tensor: Tensor, args: Args) -> Value:
    shape = _sizes_argument(args)
    if shape is None:
        return _like(tensor, shape=None)
    if tensor.shape is None or len(shape) < len(tensor.shape):
        return _like(tensor, shape=tuple(None if size == -1 else size for size in shape))
    old = (None,) * (len(shape) - len(tensor.shape)) + tensor.shape
    return _like(tensor, shape=tuple(b if a == -1 else a for a, b in zip(shape, old, strict=True)))


def _repeat(tensor: Tensor, args: Args) -> Value:
    times = _sizes_argument(args, "repeats")
    if times is None:
        return _like(tensor, shape=None)
    if tensor.shape is None or len(times) < len(tensor.shape):
        return _like(tensor, shape=(None,) * len(times))
    old = (1,) * (len(times) - len(tensor.shape)) + tensor.shape
    return _like(
        tensor, shape=tuple(None if a is None or b is None else a * b for a, b in zip(times, old, strict=True))
    )


def _size(tensor: Tensor, args: Args) -> Value:
    dim = args.get(0, "dim")
    if dim is None or dim == Const(None):
        return sizes(tensor.shape)
    at = size_of(dim)
    if tensor.shape is None or at is None or not -len(tensor.shape) <= at < len(tensor.shape):
        return Scalar("int")
    return size_value(tensor.shape[at])


def _rank(tensor: Tensor, args: Args) -> Value:
    return Scalar("int") if tensor.shape is None else Const(len(tensor.shape))


def _count(tensor: Tensor, args: Args) -> Value:
    if tensor.shape is None or None in tensor.shape:
        return Scalar("int")
    return Const(math.prod(size for size in tensor.shape if size is not None))


def _to(tensor: Tensor, args: Args) -> Value:
    for value in (*args.positional, *args.keywords.values()):
        if isinstance(value, External):
            return _like(tensor, dtype=dtype_of(value))
        if isinstance(value, Tensor):
            return _like(tensor, dtype=value.dtype)
        if isinstance(value, Unknown) or (isinstance(value, Opaque) and value.type == "torch.dtype"):
            return _like(tensor, dtype=None)
    return _like(tensor)


def _type(tensor: Tensor, args: Args) -> Value:
    return Scalar("str") if args.get(0, "dtype") is None else _like(tensor, dtype=dtype_of(args.get(0)))


def _chunk(tensor: Tensor, args: Args) -> Value:
    count = size_of(args.get(0, "chunks") or UNKNOWN)
    dim = size_of(_dim(args, 1) or Const(0))
    shape: Shape | None = None
    if tensor.shape and count and dim is not None and -len(tensor.shape) <= dim < len(tensor.shape):
        new = list(tensor.shape)
        new[dim] = new[dim] // count if new[dim] is not None and new[dim] % count == 0 else None  # type: ignore[operator]
        shape = tuple(new)
    part = _like(tensor, shape=shape)
    return Tuple((part,) * count) if count is not None and count <= 64 else Tuple(None, part)


def _split(tensor: Tensor, args: Args) -> Value:
    part = _like(tensor, shape=None)
    given = args.get(0, "split_size_or_sections") or args.get(0, "split_size")
    lengths = shape_of(given) if given is not None else None
    if lengths is not None:
        return Tuple((part,) * len(lengths))
    size, dim = size_of(given) if given is not None else None, size_of(_dim(args, 1) or Const(0))
    if size and tensor.shape and dim is not None and -len(tensor.shape) <= dim < len(tensor.shape):
        total = tensor.shape[dim]
        if total is not None and math.ceil(total / size) <= 64:
            return Tuple((part,) * math.ceil(total / size))
    return Tuple(None, part)


def _unbind(tensor: Tensor, args: Args) -> Value:
    dim = size_of(args.get(0, "dim") or Const(0))
    if tensor.shape is None or dim is None or not -len(tensor.shape) <= dim < len(tensor.shape):
        return Tuple(None, _like(tensor, shape=None))
    size = tensor.shape[dim]
    part = _like(tensor, shape=tuple(s for i, s in enumerate(tensor.shape) if i != dim % len(tensor.shape)))
    return Tuple((part,) * size) if size is not None and size <= 64 else Tuple(None, part)


def _gather(tensor: Tensor, args: Args) -> Value:
    index = args.get(1, "index")
    return _like(tensor, shape=index.shape if isinstance(index, Tensor) else None)


def _new(tensor: Tensor, args: Args) -> Value:
    return _like(tensor, dtype=dtype_of(args.keywords.get("dtype")) or tensor.dtype, shape=_sizes_argument(args))


def _new_full(tensor: Tensor, args: Args) -> Value:
    return _like(
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
    if tensor.shape is not None and tensor.shape[0] is not None and tensor.shape[0] <= 64:
        return ListObj(Tuple((inner,) * tensor.shape[0]))
    return ListObj(Tuple(None, inner))


def _numpy(tensor: Tensor, args: Args) -> Value:
    return Tensor(tensor.dtype, tensor.shape, "ndarray", tensor.sure)


def _where(tensor: Tensor, args: Args) -> Value:
    one, other = args.get(0, "input"), args.get(1, "other")
    if one is None:
        return Tuple(None, Tensor("int64", (None,), sure=tensor.sure))
    if other is None:
        return _like(tensor, dtype=None, shape=None)
    return _like(tensor, dtype=promote(one, other) if isinstance(one, Tensor) or isinstance(other, Tensor) else None,
                 shape=broadcast(tensor, one, other))  # fmt: skip


def _matmul(tensor: Tensor, args: Args) -> Value:
    other = args.get(0, "other") or args.get(0, "mat2")
    if not isinstance(other, Tensor) or tensor.shape is None or other.shape is None:
        return _like(tensor, shape=None)
    if len(tensor.shape) < 2 or len(other.shape) < 2:
        return _like(tensor, shape=None)
    batch = broadcast(Tensor(shape=tensor.shape[:-2]), Tensor(shape=other.shape[:-2]))
    return _like(tensor, shape=None if batch is None else (*batch, tensor.shape[-2], other.shape[-1]))


def _nonzero(tensor: Tensor, args: Args) -> Value:
    if args.keywords.get("as_tuple") == Const(True):
        return Tuple(None, Tensor("int64", (None,), sure=tensor.sure))
    return Tensor("int64", None if tensor.shape is None else (None, len(tensor.shape)), sure=tensor.sure)


def _one_hot(tensor: Tensor, args: Args) -> Value:
    classes = size_of(args.get(0, "num_classes") or UNKNOWN)
    return _like(tensor, dtype="int64", shape=None if tensor.shape is None else (*tensor.shape, classes))


def _linear(tensor: Tensor, args: Args) -> Value:
    weight = args.get(0, "weight")
    last = weight.shape[0] if isinstance(weight, Tensor) and weight.shape else None
    return _like(tensor, shape=None if not tensor.shape else (*tensor.shape[:-1], last))


def _same(tensor: Tensor, args: Args) -> Value:
    return _like(tensor)


def _unshaped(tensor: Tensor, args: Args) -> Value:
    return _like(tensor, shape=None)


def _flat(tensor: Tensor, args: Args) -> Value:
    return _like(tensor, shape=(None,))


def _loss(tensor: Tensor, args: Args) -> Value:
    reduction = args.keywords.get("reduction")
    return _like(tensor, shape=() if reduction in (None, Const("mean"), Const("sum")) else None)


def _bool(tensor: Tensor, args: Args) -> Value:
    return Scalar("bool")


def _integer(tensor: Tensor, args: Args) -> Value:
    return Scalar("int")


def _unique(tensor: Tensor, args: Args) -> Value:
    wanted = [args.keywords.get(name) for name in ("return_inverse", "return_counts")]
    flags = [value for value in wanted if value == Const(True)]
    result = _like(tensor, shape=(None,) if "dim" not in args.keywords else None)
    return Tuple((result, *(Tensor("int64", None, sure=tensor.sure) for _ in flags))) if flags else result


_SAME = [
    "abs",
    "absolute",
    "acos",
    "asin",
    "atan",
    "cos",
    "sin",
    "tan",
    "cosh",
    "sinh",
    "tanh",
    "exp",
    "expm1",
    "log",
    "log2",
    "log10",
    "log1p",
    "sqrt",
    "rsqrt",
    "square",
    "sigmoid",
    "relu",
    "relu_",
    "relu6",
    "gelu",
    "silu",
    "mish",
    "elu",
    "selu",
    "celu",
    "leaky_relu",
    "leaky_relu_",
    "softplus",
    "softsign",
    "hardtanh",
    "hardswish",
    "hardsigmoid",
    "logsigmoid",
    "tanhshrink",
    "dropout",
    "dropout1d",
    "dropout2d",
    "dropout3d",
    "alpha_dropout",
    "feature_alpha_dropout",
    "softmax",
    "log_softmax",
    "softmin",
    "gumbel_softmax",
    "normalize",
    "layer_norm",
    "group_norm",
    "batch_norm",
    "instance_norm",
    "clamp",
    "clamp_",
    "clip",
    "clamp_min",
    "clamp_max",
    "neg",
    "negative",
    "sign",
    "ceil",
    "floor",
    "round",
    "trunc",
    "frac",
    "reciprocal",
    "erf",
    "erfc",
    "erfinv",
    "lgamma",
    "digamma",
    "nan_to_num",
    "contiguous",
    "clone",
    "detach_",
    "cpu",
    "cuda",
    "requires_grad_",
    "masked_fill",
    "masked_fill_",
    "fill_",
    "zero_",
    "copy_",
    "index_fill",
    "index_fill_",
    "index_add",
    "index_add_",
    "scatter",
    "scatter_",
    "scatter_add",
    "scatter_add_",
    "index_copy",
    "index_copy_",
    "index_put",
    "index_put_",
    "roll",
    "flip",
    "fliplr",
    "flipud",
    "tril",
    "triu",
    "cumsum",
    "cumprod",
    "renorm",
    "bernoulli",
    "normal_",
    "uniform_",
    "random_",
    "exponential_",
    "lerp",
    "addcmul",
    "addcdiv",
    "rot90_",
    "sub_",
    "add_",
    "mul_",
    "div_",
    "pow_",
    "sigmoid_",
    "tanh_",
    "exp_",
    "bernoulli_",
    "local_response_norm",
    "rms_norm",
    "pin_memory",
    "masked_scatter",
    "masked_scatter_",
    "logit",
    "xlogy",
    "positive",
    "resolve_conj",
    "conj",
    "type_as_",
    "sinc",
    "hardshrink",
    "softshrink",
    "threshold",
    "rrelu",
    "cauchy_",
    "geometric_",
    "trunc_normal_",
    "bitwise_not",
    "rrelu_",
    "elu_",
    "selu_",
]
_UNSHAPED = [
    "conv1d",
    "conv2d",
    "conv3d",
    "conv_transpose1d",
    "conv_transpose2d",
    "conv_transpose3d",
    "max_pool1d",
    "max_pool2d",
    "max_pool3d",
    "avg_pool1d",
    "avg_pool2d",
    "avg_pool3d",
    "adaptive_avg_pool1d",
    "adaptive_avg_pool2d",
    "adaptive_avg_pool3d",
    "adaptive_max_pool1d",
    "adaptive_max_pool2d",
    "adaptive_max_pool3d",
    "interpolate",
    "upsample",
    "grid_sample",
    "affine_grid",
    "pad",
    "fold",
    "unfold",
    "pixel_shuffle",
    "pixel_unshuffle",
    "embedding_bag",
    "bilinear",
    "cosine_similarity",
    "pairwise_distance",
    "cdist",
    "scaled_dot_product_attention",
    "index_select",
    "take",
    "take_along_dim",
    "diagonal",
    "diag",
    "diag_embed",
    "narrow",
    "movedim",
    "moveaxis",
    "swapaxes",
    "swapdims",
    "kron",
    "outer",
    "einsum",
    "repeat_interleave",
    "tensordot",
    "baddbmm",
    "addmm",
    "addmv",
    "addbmm",
    "addr",
    "mv",
    "dot",
    "inner",
    "cross",
    "trace",
    "det",
    "inverse",
    "inv",
    "pinverse",
    "cholesky",
    "matrix_power",
    "as_strided",
    "unflatten",
    "stft",
    "istft",
    "fft",
    "rfft",
    "irfft",
    "ifft",
    "glu",
    "channel_shuffle",
    "rot90",
    "cov",
    "corrcoef",
    "vander",
    "searchsorted",
    "bucketize",
    "heaviside",
    "quantile",
    "nanquantile",
    "histc",
    "multinomial",
    "bincount",
    "combinations",
    "cartesian_prod",
    "block_diag",
    "lp_pool1d",
    "lp_pool2d",
    "max_unpool1d",
    "max_unpool2d",
    "tile",
    "select",
    "broadcast_to",
    "native_layer_norm",
    "nms",
    "logcumsumexp",
    "diff",
    "resize_",
    "resize_as_",
    "embedding_renorm_",
    "ctc_loss",
    "gradient",
    "trapz",
    "expand_copy",
    "sum_to_size",
    "argsort_",
    "msort",
]
_LOSSES = [
    "cross_entropy",
    "nll_loss",
    "mse_loss",
    "l1_loss",
    "smooth_l1_loss",
    "binary_cross_entropy",
    "binary_cross_entropy_with_logits",
    "kl_div",
    "huber_loss",
    "hinge_embedding_loss",
    "margin_ranking_loss",
    "cosine_embedding_loss",
    "triplet_margin_loss",
    "poisson_nll_loss",
    "gaussian_nll_loss",
    "multi_margin_loss",
    "multilabel_margin_loss",
    "multilabel_soft_margin_loss",
    "soft_margin_loss",
    "triplet_margin_with_distance_loss",
]

_MODELS: dict[str, Callable[[Tensor, Args], Value]] = {
    **dict.fromkeys(_SAME, _same),
    **dict.fromkeys(_UNSHAPED, _unshaped),
    **dict.fromkeys(_LOSSES, _loss),
    "view": _view,
    "reshape": _view,
    "permute": _permute,
    "transpose": _transpose,
    "transpose_": _transpose,
    "unsqueeze": _unsqueeze,
    "unsqueeze_": _unsqueeze,
    "squeeze": _squeeze,
    "squeeze_": _squeeze,
    "flatten": _flatten,
    "ravel": lambda t, a: _flatten(t, type(a)()),
    "expand": _expand,
    "repeat": _repeat,
    "size": _size,
    "dim": _rank,
    "ndimension": _rank,
    "numel": _count,
    "nelement": _count,
    "to": _to,
    "type": _type,
    "chunk": _chunk,
    "split": _split,
    "tensor_split": _split,
    "split_with_sizes": _split,
    "unbind": _unbind,
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
    "view_as": lambda t, a: _like(t, shape=getattr(a.get(0, "other"), "shape", None)),
    "expand_as": lambda t, a: _like(t, shape=getattr(a.get(0, "other"), "shape", None)),
    "reshape_as": lambda t, a: _like(t, shape=getattr(a.get(0, "other"), "shape", None)),
    "type_as": lambda t, a: _like(t, dtype=getattr(a.get(0, "other"), "dtype", None)),
    "t": lambda t, a: _like(t, shape=None if t.shape is None else tuple(reversed(t.shape))),
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
    "argsort": lambda t, a: _like(t, dtype="int64"),
    "stride": lambda t, a: Tuple(None, Scalar("int")) if a.get(0, "dim") is None else Scalar("int"),
    "meshgrid": lambda t, a: Tuple(None, _like(t, shape=None)),
    "svd": lambda t, a: Tuple((_like(t, shape=None),) * 3),
    "qr": lambda t, a: Tuple((_like(t, shape=None),) * 2),
    "slogdet": lambda t, a: Tuple((_like(t, shape=None),) * 2),
    "eigh": lambda t, a: Tuple((_like(t, shape=None),) * 2),
    "eig": lambda t, a: Tuple((_like(t, shape=None),) * 2),
    "embedding": lambda t, a: Tensor("float32", _embedded(t, a), sure=t.sure),
    "backward": lambda t, a: Const(None),
    "register_hook": lambda t, a: UNKNOWN,
    "retain_grad": lambda t, a: Const(None),
    "storage": lambda t, a: UNKNOWN,
    "untyped_storage": lambda t, a: UNKNOWN,
    "__len__": lambda t, a: size_value(t.shape[0] if t.shape else None),
    "multi_head_attention_forward": lambda t, a: Tuple((_like(t), _like(t, shape=None))),
    "unravel_index": lambda t, a: Tuple(None, _like(t)),
    "broadcast_tensors": lambda t, a: Tuple(None, _like(t, shape=None)),
    "frexp": lambda t, a: Tuple((_like(t), _like(t, dtype="int32"))),
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
    result = _like(sample, shape=None)
    if (
        content.items is None
        or len(tensors) != len(content.items)
        or sample.shape is None
        or name not in ("cat", "stack", "concat")
    ):
        return result
    dtypes = {tensor.dtype for tensor in tensors}
    dtype = sample.dtype if len(dtypes) == 1 else None
    dim = size_of(_dim(args, 1) or Const(0))
    if dim is None or any(t.shape is None or len(t.shape) != len(sample.shape) for t in tensors):
        return _like(sample, dtype=dtype, shape=None)
    if name == "stack":
        shape = list(sample.shape)
        shape.insert(dim if dim >= 0 else len(shape) + 1 + dim, len(tensors))
        return _like(sample, dtype=dtype, shape=tuple(shape))
    if not -len(sample.shape) <= dim < len(sample.shape):
        return _like(sample, dtype=dtype, shape=None)
    along = [t.shape[dim] for t in tensors if t.shape is not None]
    shape = list(sample.shape)
    shape[dim] = None if None in along else sum(size for size in along if size is not None)
    return _like(sample, dtype=dtype, shape=tuple(shape))


def _factory(dtype: str | None) -> Callable[[Args], Value]:
    def make(args: Args) -> Value:
        said = args.keywords.get("dtype")
        known = dtype_of(said) if said is not None else dtype
        grad = args.keywords.get("requires_grad")
        return Tensor(known, _sizes_argument(args), grad=grad == Const(True))

    return make


def _arange(args: Args) -> Value:
    numbers = list(args.positional)
    said = args.keywords.get("dtype")
    types = {scalar_type(value) for value in numbers}
    dtype = (
        dtype_of(said) if said is not None else "int64" if types <= {"int"} else None if None in types else "float32"
    )
    bounds = [value.value for value in numbers if isinstance(value, Const) and isinstance(value.value, int)]
    shape: Shape = (None,)
    if numbers and len(bounds) == len(numbers) and len(numbers) <= 3 and not (len(bounds) == 3 and bounds[2] == 0):
        shape = (len(range(*bounds)),)
    return Tensor(dtype, shape)


def _made(args: Args) -> Value:
    """`torch.tensor(data)`."""
    data = args.get(0, "data")
    said = args.keywords.get("dtype")
    dtype = dtype_of(said) if said is not None else None
    if isinstance(data, Tensor):
        return Tensor(dtype or data.dtype, data.shape)
    kind = scalar_type(data) if data is not None else None
    if kind is not None:
        return Tensor(dtype or {"int": "int64", "float": "float32", "bool": "bool"}.get(kind), (), folded=True)
    content = data.content if isinstance(data, ListObj) else data
    if isinstance(content, Tuple):
        kind = scalar_type(elements(content)) if content.items != () else "float"
        shape = (len(content.items),) if content.items is not None and kind is not None else None
        guess = {"int": "int64", "float": "float32", "bool": "bool"}.get(kind or "")
        return Tensor(dtype or guess, shape)
    return Tensor(dtype, None)


def _like_factory(args: Args) -> Value:
    first = args.get(0, "input")
    said = args.keywords.get("dtype")
    if not isinstance(first, Tensor):
        return Tensor(dtype_of(said), None)
    return _like(first, dtype=dtype_of(said) if said is not None else first.dtype)


def _full(args: Args) -> Value:
    fill = args.get(1, "fill_value")
    said = args.keywords.get("dtype")
    kind = scalar_type(fill) if fill is not None else None
    dtype = dtype_of(said) if said is not None else {"int": "int64", "float": "float32", "bool": "bool"}.get(kind or "")
    return Tensor(dtype, shape_of(args.get(0, "size") or UNKNOWN))


def _randint(args: Args) -> Value:
    size = args.keywords.get("size") or (args.positional[-1] if args.positional else UNKNOWN)
    return Tensor(dtype_of(args.keywords.get("dtype")) or "int64", shape_of(size))


def _converted(args: Args) -> Value:
    first = args.get(0)
    if isinstance(first, Tensor):
        return Tensor(dtype_of(args.keywords.get("dtype")) or first.dtype, first.shape, sure=first.sure)
    return _made(args)


def _plain(args: Args) -> Value:
    return Tensor("float32", None)


def _where_function(args: Args) -> Value:
    condition, one, other = args.get(0, "condition"), args.get(1, "input"), args.get(2, "other")
    if one is None or other is None:
        sure = condition.sure if isinstance(condition, Tensor) else CERTAIN
        rank = len(condition.shape) if isinstance(condition, Tensor) and condition.shape is not None else None
        part = Tensor("int64", (None,), sure=sure)
        return Tuple((part,) * rank) if rank is not None else Tuple(None, part)
    sure = min([value.sure for value in (condition, one, other) if isinstance(value, Tensor)], default=CERTAIN)
    mixed = isinstance(one, Tensor) or isinstance(other, Tensor)
    shape = broadcast(*[value for value in (condition, one, other) if value is not None])
    return Tensor(promote(one, other) if mixed else None, shape, sure=sure)


def _is_tensor(args: Args) -> Value:
    answers = {
        None if isinstance(o, Unknown) else isinstance(o, Tensor) for o in options(args.get(0, "obj") or UNKNOWN)
    }
    answer = answers.pop() if len(answers) == 1 else None
    return Scalar("bool") if answer is None else Const(answer)


_FACTORIES: dict[str, Callable[[Args], Value]] = {
    **dict.fromkeys(_CREATION, _factory("float32")),
    **dict.fromkeys(_LIKE, _like_factory),
    "arange": _arange,
    "range": _arange,
    "tensor": _made,
    "as_tensor": _converted,
    "asarray": _converted,
    "from_numpy": _converted,
    "full": _full,
    "randint": _randint,
    "linspace": lambda a: Tensor("float32", (size_of(a.get(2, "steps") or UNKNOWN),)),
    "logspace": _plain,
    "eye": _plain,
    "normal": lambda a: (
        _like(a.positional[0], shape=a.positional[0].shape)
        if a.positional and isinstance(a.positional[0], Tensor)
        else _plain(a)
    ),
    "randperm": lambda a: Tensor("int64", (size_of(a.get(0, "n") or UNKNOWN),)),
    "scalar_tensor": lambda a: Tensor("float32", ()),
    "meshgrid": lambda a: Tuple(None, Tensor(None, None)),
    "einsum": lambda a: Tensor(None, None, sure=CERTAIN),
    "tril_indices": lambda a: Tensor("int64", (2, None)),
    "triu_indices": lambda a: Tensor("int64", (2, None)),
    "where": _where_function,
    "hann_window": _plain,
    "hamming_window": _plain,
    "bartlett_window": _plain,
    "blackman_window": _plain,
    "kaiser_window": _plain,
    "complex": lambda a: Tensor("complex64", None),
    "polar": lambda a: Tensor("complex64", None),
    "is_tensor": _is_tensor,
    "numel": lambda a: (
        _count(a.positional[0], a) if a.positional and isinstance(a.positional[0], Tensor) else Scalar("int")
    ),
    "sparse_coo_tensor": _plain,
    "zeros_": _plain,
    "block_diag": _plain,
    "cartesian_prod": _plain,
}

"""What torch's own modules return: shapes and dtypes from their constructor arguments."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from fullgraph_analysis.eval.joins import options
from fullgraph_analysis.eval.values import CERTAIN, NONE, UNKNOWN, Const, Instance, ListObj, Tensor, Tuple, Value
from fullgraph_analysis.models.facts import FACTS
from fullgraph_analysis.models.shapes import Shape, size_of

if TYPE_CHECKING:
    from fullgraph_analysis.eval.functions import Args

_SAME = frozenset(
    [
        "Dropout",
        "Dropout1d",
        "Dropout2d",
        "Dropout3d",
        "AlphaDropout",
        "FeatureAlphaDropout",
        "ReLU",
        "ReLU6",
        "LeakyReLU",
        "PReLU",
        "RReLU",
        "ELU",
        "SELU",
        "CELU",
        "GELU",
        "SiLU",
        "Mish",
        "Sigmoid",
        "Tanh",
        "Softmax",
        "LogSoftmax",
        "Softmax2d",
        "Softmin",
        "Softplus",
        "Softsign",
        "Softshrink",
        "Hardshrink",
        "Hardsigmoid",
        "Hardswish",
        "Hardtanh",
        "LogSigmoid",
        "Tanhshrink",
        "Threshold",
        "BatchNorm1d",
        "BatchNorm2d",
        "BatchNorm3d",
        "SyncBatchNorm",
        "LayerNorm",
        "GroupNorm",
        "InstanceNorm1d",
        "InstanceNorm2d",
        "InstanceNorm3d",
        "LocalResponseNorm",
        "RMSNorm",
        "Identity",
        "TransformerEncoder",
        "TransformerEncoderLayer",
        "TransformerDecoder",
        "TransformerDecoderLayer",
        "LazyBatchNorm1d",
        "LazyBatchNorm2d",
        "LazyBatchNorm3d",
    ]
)
_CELLS = {"LSTMCell": 2, "GRUCell": 1, "RNNCell": 1}


def layer_result(instance: Instance, name: str, args: Args) -> Value:
    """The result of `layer(*args)`; `args` begins with the layer."""
    short = name.rpartition(".")[2]
    given = args.get(1, "input")
    tensors = [option for option in options(given) if isinstance(option, Tensor)] if given is not None else []
    tensor = tensors[0] if tensors else None
    if short in ("Module", "ModuleList", "ModuleDict"):
        return UNKNOWN
    if short == "Identity":
        return given if given is not None else UNKNOWN
    result = _shaped(instance, name, short, tensor, args)
    if isinstance(result, Tensor):
        learned = short.startswith(
            ("Linear", "Conv", "Embedding", "BatchNorm", "LayerNorm", "GroupNorm", "PReLU", "Bilinear")
        )
        grad = True if learned else tensor.grad if tensor is not None else None
        return Tensor(result.dtype, result.shape, result.cls, result.sure, grad)
    return result


def _shaped(instance: Instance, name: str, short: str, tensor: Tensor | None, args: Args) -> Value:
    sure = tensor.sure if tensor is not None else CERTAIN
    dtype = tensor.dtype if tensor is not None else None
    shape = tensor.shape if tensor is not None else None
    if short in _SAME:
        return Tensor(dtype, shape, sure=sure)
    if short in ("Linear", "LazyLinear", "Bilinear"):
        last = size_of(instance.slots.get("out_features", UNKNOWN))
        return Tensor(dtype, None if not shape else (*shape[:-1], last), sure=sure)
    if short == "Embedding":
        last = size_of(instance.slots.get("embedding_dim", UNKNOWN))
        return Tensor("float32", None if shape is None else (*shape, last), sure=sure)
    if short == "Flatten":
        return Tensor(dtype, _flattened(instance, shape), sure=sure)
    if short in ("RNN", "LSTM", "GRU"):
        state = Tensor("float32", None, sure=sure)
        return Tuple((Tensor("float32", None, sure=sure), Tuple((state, state)) if short == "LSTM" else state))
    if short in _CELLS:
        state = Tensor("float32", None, sure=sure)
        return Tuple((state, state)) if _CELLS[short] == 2 else state
    if short == "MultiheadAttention":
        weights: Value = Tensor(dtype, None, sure=sure)
        if args.keywords.get("need_weights") == Const(False):
            weights = NONE
        return Tuple((Tensor(dtype, shape, sure=sure), weights))
    if short.startswith(
        ("Conv", "LazyConv", "MaxPool", "AvgPool", "AdaptiveAvgPool", "AdaptiveMaxPool", "Upsample", "LPPool")
    ):
        return _spatial(instance, short, dtype, shape, sure)
    if short.endswith("Loss"):
        plain = instance.slots.get("reduction", Const("mean")) in (Const("mean"), Const("sum"))
        return Tensor(dtype, () if plain else None, sure=sure)
    if FACTS.is_subclass(name, "torch.nn.Module"):
        return Tensor(dtype, None, sure=sure)
    return UNKNOWN


def _flattened(instance: Instance, shape: Shape | None) -> Shape | None:
    start = size_of(instance.slots.get("start_dim", Const(1)))
    end = size_of(instance.slots.get("end_dim", Const(-1)))
    if shape is None or start is None or end is None or not shape:
        return None
    start, end = start % len(shape), end % len(shape)
    middle = shape[start : end + 1]
    product = None if None in middle else math.prod(size for size in middle if size is not None)
    return (*shape[:start], product, *shape[end + 1 :])


def _spatial(instance: Instance, short: str, dtype: str | None, shape: Shape | None, sure: int) -> Value:
    """Convolutions and pools keep the batch; their sizes follow from kernel, stride, padding and dilation."""
    rank = next((int(c) for c in short if c.isdigit()), None)
    if shape is None or rank is None or len(shape) < rank + 1:
        return Tensor(dtype, None, sure=sure)
    channels = shape[-rank - 1]
    if "Conv" in short:
        channels = size_of(instance.slots.get("out_channels", UNKNOWN))
    if short.startswith("Adaptive"):
        spatial = _each(instance.slots.get("output_size", UNKNOWN), rank)
        spatial = [old if new is None else new for old, new in zip(shape[-rank:], spatial, strict=True)]
    elif "Transpose" in short or short.startswith("Upsample"):
        spatial = [None] * rank
    else:
        spatial = _windows(instance, short, list(shape[-rank:]))
    result = Tensor(dtype, (*shape[: -rank - 1], channels, *spatial), sure=sure)
    if short.startswith(("MaxPool", "AdaptiveMaxPool")) and instance.slots.get("return_indices") == Const(True):
        return Tuple((result, Tensor("int64", result.shape, sure=sure)))
    return result


def _each(value: Value, rank: int) -> list[int | None]:
    """A size for each dimension, given once or for each."""
    content = value.content if isinstance(value, ListObj) else value
    if isinstance(content, Tuple) and content.items is not None and len(content.items) == rank:
        return [size_of(item) for item in content.items]
    return [size_of(value)] * rank


def _windows(instance: Instance, short: str, sizes: list[int | None]) -> list[int | None]:
    rank = len(sizes)
    kernel = _each(instance.slots.get("kernel_size", UNKNOWN), rank)
    given = instance.slots.get("stride", Const(None))
    stride = kernel if given == NONE else _each(given, rank)
    if instance.slots.get("padding") == Const("same"):
        return sizes
    padding = _each(instance.slots.get("padding", Const(0)), rank)
    dilation = _each(instance.slots.get("dilation", Const(1)), rank)
    if instance.slots.get("ceil_mode") not in (None, Const(False)):
        return [None] * rank
    result: list[int | None] = []
    for size, k, s, p, d in zip(sizes, kernel, stride, padding, dilation, strict=True):
        if size is None or k is None or not s or p is None or d is None:
            result.append(None)
        else:
            result.append((size + 2 * p - d * (k - 1) - 1) // s + 1)
    return result

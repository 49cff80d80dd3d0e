"""Views: the same data in another shape, and questions about the shape."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from fullgraph_analysis.eval.values import (
    UNKNOWN,
    Const,
    External,
    Scalar,
    Tensor,
    Tuple,
    Value,
)
from fullgraph_analysis.models.arguments import dimension, dtype_of, like, sizes_argument
from fullgraph_analysis.models.shapes import Shape, shape_of, size_of, size_value, sizes

if TYPE_CHECKING:
    from collections.abc import Callable

    from fullgraph_analysis.eval.functions import Args


def _view(tensor: Tensor, args: Args) -> Value:
    first = args.get(0, "dtype")
    if isinstance(first, External):
        return like(tensor, dtype=dtype_of(first), shape=None)
    shape = sizes_argument(args, "shape")
    return like(tensor, shape=_filled(tensor.shape, shape))


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
    order = sizes_argument(args, "dims")
    if tensor.shape is None or order is None or None in order or len(order) != len(tensor.shape):
        return like(tensor, shape=None if order is None else (None,) * len(order))
    return like(tensor, shape=tuple(tensor.shape[i] for i in order if i is not None))


def _transpose(tensor: Tensor, args: Args) -> Value:
    one, other = args.get(0, "dim0"), args.get(1, "dim1")
    a, b = (size_of(d) if d is not None else None for d in (one, other))
    if tensor.shape is None or a is None or b is None:
        return like(tensor, shape=None if tensor.shape is None else (None,) * len(tensor.shape))
    shape = list(tensor.shape)
    if not (-len(shape) <= a < len(shape) and -len(shape) <= b < len(shape)):
        return like(tensor, shape=None)
    shape[a], shape[b] = shape[b], shape[a]
    return like(tensor, shape=tuple(shape))


def _unsqueeze(tensor: Tensor, args: Args) -> Value:
    at = size_of(args.get(0, "dim") or UNKNOWN)
    if tensor.shape is None or at is None:
        return like(tensor, shape=None)
    shape = list(tensor.shape)
    shape.insert(at if at >= 0 else len(shape) + 1 + at, 1)
    return like(tensor, shape=tuple(shape))


def _squeeze(tensor: Tensor, args: Args) -> Value:
    dim = args.get(0, "dim")
    if tensor.shape is None:
        return like(tensor, shape=None)
    if dim is None:
        return like(tensor, shape=None if None in tensor.shape else tuple(s for s in tensor.shape if s != 1))
    at = size_of(dim)
    if at is None or not -len(tensor.shape) <= at < len(tensor.shape) or tensor.shape[at] is None:
        return like(tensor, shape=None)
    shape = list(tensor.shape)
    if shape[at] == 1:
        del shape[at]
    return like(tensor, shape=tuple(shape))


def _flatten(tensor: Tensor, args: Args) -> Value:
    start = size_of(args.get(0, "start_dim") or Const(0))
    end = size_of(args.get(1, "end_dim") or Const(-1))
    if tensor.shape is None or start is None or end is None or not tensor.shape:
        return like(tensor, shape=None)
    rank = len(tensor.shape)
    start, end = start % rank, end % rank
    middle = tensor.shape[start : end + 1]
    product = None if None in middle else math.prod(size for size in middle if size is not None)
    return like(tensor, shape=(*tensor.shape[:start], product, *tensor.shape[end + 1 :]))


def _expand(tensor: Tensor, args: Args) -> Value:
    shape = sizes_argument(args)
    if shape is None:
        return like(tensor, shape=None)
    if tensor.shape is None or len(shape) < len(tensor.shape):
        return like(tensor, shape=tuple(None if size == -1 else size for size in shape))
    old = (None,) * (len(shape) - len(tensor.shape)) + tensor.shape
    return like(tensor, shape=tuple(b if a == -1 else a for a, b in zip(shape, old, strict=True)))


def _repeat(tensor: Tensor, args: Args) -> Value:
    times = sizes_argument(args, "repeats")
    if times is None:
        return like(tensor, shape=None)
    if tensor.shape is None or len(times) < len(tensor.shape):
        return like(tensor, shape=(None,) * len(times))
    old = (1,) * (len(times) - len(tensor.shape)) + tensor.shape
    return like(tensor, shape=tuple(None if a is None or b is None else a * b for a, b in zip(times, old, strict=True)))


def _size(tensor: Tensor, args: Args) -> Value:
    dim = args.get(0, "dim")
    if dim is None or dim == Const(None):
        return sizes(tensor.shape)
    at = size_of(dim)
    if tensor.shape is None or at is None or not -len(tensor.shape) <= at < len(tensor.shape):
        return Scalar("int")
    return size_value(tensor.shape[at])


def rank(tensor: Tensor, args: Args) -> Value:
    """`tensor.dim()`."""
    return Scalar("int") if tensor.shape is None else Const(len(tensor.shape))


def count(tensor: Tensor, args: Args) -> Value:
    """`tensor.numel()`."""
    if tensor.shape is None or None in tensor.shape:
        return Scalar("int")
    return Const(math.prod(size for size in tensor.shape if size is not None))


def _chunk(tensor: Tensor, args: Args) -> Value:
    count = size_of(args.get(0, "chunks") or UNKNOWN)
    dim = size_of(dimension(args, 1) or Const(0))
    shape: Shape | None = None
    if tensor.shape and count and dim is not None and -len(tensor.shape) <= dim < len(tensor.shape):
        new = list(tensor.shape)
        new[dim] = new[dim] // count if new[dim] is not None and new[dim] % count == 0 else None  # type: ignore[operator]
        shape = tuple(new)
    part = like(tensor, shape=shape)
    return Tuple((part,) * count) if count is not None and count <= 64 else Tuple(None, part)


def _split(tensor: Tensor, args: Args) -> Value:
    part = like(tensor, shape=None)
    given = args.get(0, "split_size_or_sections") or args.get(0, "split_size")
    lengths = shape_of(given) if given is not None else None
    if lengths is not None:
        return Tuple((part,) * len(lengths))
    size, dim = size_of(given) if given is not None else None, size_of(dimension(args, 1) or Const(0))
    if size and tensor.shape and dim is not None and -len(tensor.shape) <= dim < len(tensor.shape):
        total = tensor.shape[dim]
        if total is not None and math.ceil(total / size) <= 64:
            return Tuple((part,) * math.ceil(total / size))
    return Tuple(None, part)


def _unbind(tensor: Tensor, args: Args) -> Value:
    dim = size_of(args.get(0, "dim") or Const(0))
    if tensor.shape is None or dim is None or not -len(tensor.shape) <= dim < len(tensor.shape):
        return Tuple(None, like(tensor, shape=None))
    size = tensor.shape[dim]
    part = like(tensor, shape=tuple(s for i, s in enumerate(tensor.shape) if i != dim % len(tensor.shape)))
    return Tuple((part,) * size) if size is not None and size <= 64 else Tuple(None, part)


VIEWS: dict[str, Callable[[Tensor, Args], Value]] = {
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
    "expand": _expand,
    "repeat": _repeat,
    "size": _size,
    "dim": rank,
    "ndimension": rank,
    "numel": count,
    "nelement": count,
    "chunk": _chunk,
    "split": _split,
    "tensor_split": _split,
    "split_with_sizes": _split,
    "unbind": _unbind,
    "ravel": lambda t, a: _flatten(t, type(a)()),
}
"""Models by name."""

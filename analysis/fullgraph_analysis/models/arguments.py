"""Arguments of torch functions, and tensors like those given."""

from __future__ import annotations

from typing import TYPE_CHECKING

from fullgraph_analysis.eval.values import (
    External,
    ListObj,
    Tensor,
    Tuple,
    Value,
)
from fullgraph_analysis.models.shapes import Shape, broadcast, shape_of, size_of

if TYPE_CHECKING:
    from fullgraph_analysis.eval.functions import Args


def dtype_of(value: Value | None) -> str | None:
    """A dtype given as an argument."""
    if isinstance(value, External):
        name = value.name.rpartition(".")[2]
        return {"float": "float32", "double": "float64", "long": "int64", "int": "int32", "half": "float16"}.get(
            name, name
        )
    return None


def like(tensor: Tensor, *, dtype: str | None = "same", shape: Shape | str | None = "same") -> Tensor:
    """A tensor like another, with another dtype or shape."""
    return Tensor(
        tensor.dtype if dtype == "same" else dtype,
        tensor.shape if shape == "same" else shape,  # type: ignore[arg-type]
        "ndarray" if tensor.cls == "ndarray" else "tensor",
        tensor.sure,
        tensor.grad,
    )


def spread(tensor: Tensor, args: Args) -> Shape | None:
    """The shape of an elementwise operation with the first argument."""
    other = args.get(0, "other")
    return tensor.shape if other is None else broadcast(tensor, other)


def dimension(args: Args, position: int = 0, name: str = "dim") -> Value | None:
    """The dimension that is named, as `dim` or as `axis`."""
    value = args.get(position, name)
    return value if value is not None else args.keywords.get("axis")


def sizes_argument(args: Args, name: str = "size") -> Shape | None:
    """Sizes given one by one or as a sequence."""
    first = args.get(0, name)
    if first is None or args.open:
        return None
    if isinstance(first, Tuple | ListObj):
        return shape_of(first)
    return tuple(size_of(value) for value in args.positional)

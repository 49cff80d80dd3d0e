"""Shapes and dtypes of results, as torch works them out. None stands for a size or dtype that is not known."""

from __future__ import annotations

from fullgraph_analysis.eval.joins import scalar_type
from fullgraph_analysis.eval.values import Const, ListObj, Scalar, SliceValue, Tensor, Tuple, Value

Shape = tuple[int | None, ...]

FLOATS = ("float16", "bfloat16", "float32", "float64", "complex64", "complex128")
_INTS = ("bool", "uint8", "int8", "int16", "int32", "int64")
_ORDER = (*_INTS, *FLOATS)


def size_of(value: Value) -> int | None:
    """A size given as a value."""
    if isinstance(value, Const) and isinstance(value.value, int):
        return int(value.value)
    return None


def shape_of(value: Value) -> Shape | None:
    """A shape given as a tuple or list of sizes."""
    if isinstance(value, ListObj):
        value = value.content
    if isinstance(value, Tuple) and value.items is not None:
        return tuple(size_of(item) for item in value.items)
    return None


def size_value(size: int | None) -> Value:
    """A size as a value: static unless it is marked dynamic."""
    return Scalar("int") if size is None else Const(size)


def sizes(shape: Shape | None) -> Tuple:
    """A shape as `torch.Size`."""
    if shape is None:
        return Tuple(None, Scalar("int"), "torch.Size")
    return Tuple(tuple(size_value(size) for size in shape), cls="torch.Size")


def broadcast(*values: Value) -> Shape | None:
    """The shape of an elementwise operation's result."""
    result: list[int | None] = []
    for value in values:
        if not isinstance(value, Tensor):
            if scalar_type(value) is None:
                return None
            continue
        if value.shape is None:
            return None
        shape = value.shape
        longest = max(len(result), len(shape))
        result = [*(1 for _ in range(longest - len(result))), *result]
        shape = (*(1 for _ in range(longest - len(shape))), *shape)
        result = [_wider(a, b) for a, b in zip(result, shape, strict=True)]
    return tuple(result)


def _wider(one: int | None, other: int | None) -> int | None:
    if one == 1:
        return other
    if other == 1:
        return one
    return one if one is not None else other


def promote(left: Value, right: Value, *, divide: bool = False) -> str | None:
    """The dtype of an arithmetic operator's result.

    https://pytorch.org/docs/stable/tensor_attributes.html
    """
    dtypes = [side.dtype for side in (left, right) if isinstance(side, Tensor)]
    if None in dtypes:
        return None
    known = [dtype for dtype in dtypes if dtype in _ORDER]
    if len(known) != len(dtypes):
        return None
    result = max(known, key=_ORDER.index)
    scalars = {scalar_type(side) for side in (left, right) if not isinstance(side, Tensor)}
    if result in _INTS and ("float" in scalars or divide):
        return "float32"
    if scalars and scalars <= {"int"} and result == "bool":
        return "int64"
    return result


def index_shape(shape: Shape | None, index: Value) -> Shape | None:
    """The shape of `tensor[index]`, where the index's own kind decides it."""
    if shape is None:
        return None
    parts = index.items if isinstance(index, Tuple) and index.items is not None else (index,)
    taken = sum(1 for part in parts if not _keeps(part))
    if taken > len(shape):
        return None
    result: list[int | None] = []
    position = 0
    for part in parts:
        if isinstance(part, Const) and part.value is None:
            result.append(1)
        elif isinstance(part, Const) and part.value is ...:
            skipped = len(shape) - taken
            result.extend(shape[position : position + skipped])
            position += skipped
        elif isinstance(part, SliceValue):
            result.append(slice_size(shape[position], part))
            position += 1
        elif scalar_type(part) == "int":
            position += 1
        elif (
            isinstance(part, Tensor)
            and part.dtype not in (None, "bool", "uint8")
            and len(parts) == 1
            and part.shape is not None
        ):
            return (*part.shape, *shape[1:])
        else:
            return None
    return (*result, *shape[position:])


def _keeps(part: Value) -> bool:
    """Whether an index takes no dimension: None and Ellipsis."""
    return isinstance(part, Const) and (part.value is None or part.value is ...)


def slice_size(size: int | None, part: SliceValue) -> int | None:
    """How many items a slice takes from a dimension."""
    bounds = slice_bounds(part)
    if bounds == slice(None, None, None):
        return size
    return None if size is None or bounds is None else len(range(*bounds.indices(size)))


def slice_bounds(part: SliceValue) -> slice | None:
    """A slice whose bounds are all known; None if one is not, or the step is 0."""
    bounds: list[int | None] = []
    for bound in (part.lower, part.upper, part.step):
        if not isinstance(bound, Const) or not (bound.value is None or isinstance(bound.value, int)):
            return None
        bounds.append(bound.value)
    return None if bounds[2] == 0 else slice(*bounds)

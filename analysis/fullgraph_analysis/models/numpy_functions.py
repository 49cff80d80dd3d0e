"""numpy, which Dynamo traces as torch: arrays are tensors, and numpy's scalars are arrays of rank 0."""

from __future__ import annotations

from typing import TYPE_CHECKING

from fullgraph_analysis.eval.joins import elements, scalar_type
from fullgraph_analysis.eval.values import UNKNOWN, Const, ListObj, Scalar, Tensor, Tuple, Unknown, Value
from fullgraph_analysis.models.facts import FACTS
from fullgraph_analysis.models.results import tensor_result
from fullgraph_analysis.models.shapes import shape_of, size_of

if TYPE_CHECKING:
    from fullgraph_analysis.eval.functions import Args

_ELEMENTWISE = frozenset(
    [
        "ceil",
        "floor",
        "sqrt",
        "log",
        "log2",
        "log10",
        "log1p",
        "exp",
        "expm1",
        "sin",
        "cos",
        "tan",
        "tanh",
        "abs",
        "absolute",
        "round",
        "rint",
        "sign",
        "square",
        "power",
        "maximum",
        "minimum",
        "add",
        "subtract",
        "multiply",
        "divide",
        "mod",
        "arctan",
        "arctan2",
        "arcsin",
        "arccos",
        "deg2rad",
        "rad2deg",
        "clip",
        "float32",
        "float64",
        "int32",
        "int64",
        "float16",
        "isnan",
        "isinf",
        "isfinite",
        "nan_to_num",
    ]
)
_SHAPED = frozenset(["zeros", "ones", "empty", "full"])


def supported(name: str) -> bool:
    """Whether torch has a counterpart for a numpy function."""
    return name in _supported()


def _supported() -> frozenset[str]:
    global _names  # noqa: PLW0603 - filled once, when numpy is first met
    if _names is None:
        _names = frozenset(FACTS.data["numpy_names"]["supported"])
    return _names


_names: frozenset[str] | None = None


def known(name: str) -> bool:
    """Whether numpy has a function of that name."""
    return name in FACTS.data["numpy_names"]["all"]


def call_numpy(name: str, args: Args) -> Value:
    """The result of a numpy function."""
    short = name.rpartition(".")[2]
    first = args.get(0)
    if name.startswith("numpy.random."):
        return Tensor("float64", _random_shape(short, args), "ndarray")
    if short in ("array", "asarray", "ascontiguousarray"):
        return _array(first)
    if short in _SHAPED:
        return Tensor(
            "float64", shape_of(first) if first is not None and shape_of(first) is not None else _one(first), "ndarray"
        )
    if short in ("arange", "linspace"):
        return Tensor("float64" if short == "linspace" else None, (None,), "ndarray")
    if short in _ELEMENTWISE:
        if isinstance(first, Tensor):
            return Tensor(None, first.shape, "ndarray", first.sure)
        if first is not None and scalar_type(first) is not None:
            return Tensor("float64", (), "ndarray", folded=True)
        return UNKNOWN if isinstance(first, Unknown) or first is None else Tensor("float64", None, "ndarray")
    if short in ("prod", "sum", "mean", "max", "min", "std", "median", "argmax", "argmin", "any", "all"):
        scalar = "axis" not in args.keywords and len(args.positional) == 1
        if first is None or isinstance(first, Unknown):
            return UNKNOWN
        return Tensor(None, () if scalar else None, "ndarray")
    result = tensor_result(short, args, function=False) if isinstance(first, Tensor) else None
    if isinstance(result, Tensor):
        return Tensor(result.dtype, result.shape, "ndarray", result.sure)
    if supported(name) and any(isinstance(value, Tensor) for value in args.positional):
        return Tensor(None, None, "ndarray")
    return UNKNOWN


def _one(first: Value | None) -> tuple[int | None, ...] | None:
    return None if first is None or isinstance(first, Unknown) else (size_of(first),)


def _random_shape(short: str, args: Args) -> tuple[int | None, ...] | None:
    size = args.keywords.get("size")
    if size is not None:
        return shape_of(size) or (size_of(size),)
    if short in ("random", "random_sample") and args.positional:
        return shape_of(args.positional[0]) or (size_of(args.positional[0]),)
    if short in ("rand", "randn"):
        return tuple(size_of(value) for value in args.positional)
    return () if short in ("randint", "uniform", "normal", "choice", "random", "beta") else None


def _array(first: Value | None) -> Value:
    if isinstance(first, Tensor):
        return Tensor(first.dtype, first.shape, "ndarray", first.sure)
    content = first.content if isinstance(first, ListObj) else first
    if isinstance(content, Tuple):
        kind = scalar_type(elements(content))
        dtype = {"int": "int64", "float": "float64"}.get(kind or "")
        return Tensor(dtype, (len(content.items),) if content.items is not None and kind else None, "ndarray")
    if isinstance(first, Const | Scalar):
        return Tensor(None, (), "ndarray")
    return UNKNOWN

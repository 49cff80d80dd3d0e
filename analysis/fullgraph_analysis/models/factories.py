"""Functions of torch that make tensors."""

from __future__ import annotations

from typing import TYPE_CHECKING

from fullgraph_analysis.eval.joins import elements, options, scalar_type
from fullgraph_analysis.eval.values import (
    CERTAIN,
    UNKNOWN,
    Const,
    ListObj,
    Scalar,
    Tensor,
    Tuple,
    Unknown,
    Value,
)
from fullgraph_analysis.models.arguments import dtype_of, like, sizes_argument
from fullgraph_analysis.models.groups import GROUPS
from fullgraph_analysis.models.shapes import Shape, broadcast, promote, shape_of, size_of
from fullgraph_analysis.models.views import count

if TYPE_CHECKING:
    from collections.abc import Callable

    from fullgraph_analysis.eval.functions import Args


def _factory(dtype: str | None) -> Callable[[Args], Value]:
    def make(args: Args) -> Value:
        said = args.keywords.get("dtype")
        known = dtype_of(said) if said is not None else dtype
        grad = args.keywords.get("requires_grad")
        return Tensor(known, sizes_argument(args), grad=grad == Const(True))

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
    return like(first, dtype=dtype_of(said) if said is not None else first.dtype)


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


FACTORIES: dict[str, Callable[[Args], Value]] = {
    **dict.fromkeys(GROUPS["creation"], _factory("float32")),
    **dict.fromkeys(GROUPS["like"], _like_factory),
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
        like(a.positional[0], shape=a.positional[0].shape)
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
        count(a.positional[0], a) if a.positional and isinstance(a.positional[0], Tensor) else Scalar("int")
    ),
    "sparse_coo_tensor": _plain,
    "zeros_": _plain,
    "block_diag": _plain,
    "cartesian_prod": _plain,
}

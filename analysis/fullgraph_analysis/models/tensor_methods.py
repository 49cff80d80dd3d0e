"""Methods of tensors, and of ndarrays, which are traced as tensors."""

from __future__ import annotations

from typing import TYPE_CHECKING

from fullgraph_analysis.eval.registry import methods
from fullgraph_analysis.eval.values import UNKNOWN, Const, Tensor, Value
from fullgraph_analysis.models.arguments import dtype_of
from fullgraph_analysis.models.facts import FACTS
from fullgraph_analysis.models.outside import as_number, result_of_entry
from fullgraph_analysis.models.results import tensor_result

if TYPE_CHECKING:
    import libcst as cst

    from fullgraph_analysis.eval.evaluator import Evaluator
    from fullgraph_analysis.eval.frames import Frame
    from fullgraph_analysis.eval.functions import Args


@methods(Tensor)
def tensor_method(ev: Evaluator, f: Frame, node: cst.CSTNode, owner: Value, name: str, args: Args) -> Value | None:
    """`tensor.name(*args)`."""
    assert isinstance(owner, Tensor)
    if owner.cls == "ndarray":
        array = _array_method(owner, name, args)
        return as_number(array) if f.quiet else array
    if name == "requires_grad_":
        return Tensor(owner.dtype, owner.shape, owner.cls, owner.sure, grad=True, source=owner.source)
    full = args.with_self(owner)
    result = tensor_result(name, full, function=False)
    if result is not None:
        return result
    if name.endswith("_") and not name.startswith("__"):
        return owner
    entry = FACTS.method(name)
    return UNKNOWN if entry is None else result_of_entry(entry, full)


def _array_method(owner: Tensor, name: str, args: Args) -> Value:
    if name == "astype":
        given = args.get(0, "dtype")
        dtype = given.value if isinstance(given, Const) and isinstance(given.value, str) else dtype_of(given)
        dtype = {"int": "int64", "float": "float64", "builtins.int": "int64"}.get(
            str(dtype), dtype if isinstance(dtype, str) else None
        )
        return Tensor(dtype, owner.shape, "ndarray", owner.sure, folded=owner.folded)
    renamed = {"copy": "clone"}.get(name, name)
    result = tensor_result(renamed, args.with_self(owner), function=False)
    if isinstance(result, Tensor):
        return Tensor(result.dtype, result.shape, "ndarray", result.sure)
    return UNKNOWN if result is None else result

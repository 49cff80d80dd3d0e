"""FG206, FG205, FG603, FG609: calls on tensors for which there is no operator that a graph can hold."""

from __future__ import annotations

from fullgraph_analysis.eval.events import Call, Hit, MethodCall
from fullgraph_analysis.eval.joins import scalar_type
from fullgraph_analysis.eval.values import Tensor
from fullgraph_analysis.rules.base import rule
from fullgraph_vocab.breaks.calls import BUILTIN_CALL, UNSUPPORTED_METHOD
from fullgraph_vocab.breaks.operators import SPARSE_TENSOR, TENSOR_METHOD

VALID = (
    """def f(x):  # inputs: x=f32[4]
    return x.add_(x, alpha=0.5)
""",
)
INVALID = (
    (
        """def f(x):  # inputs: x=f32[4]
    return complex(x[0])
""",
        2,
    ),
    (
        """def f(x):  # inputs: x=f32[4]
    return x.to_sparse()
""",
        2,
    ),
    (
        """def f(x):  # inputs: x=f32[4]
    return x.add_(0.5, x)
""",
        2,
    ),
    (
        """def f(x):  # inputs: x=f32[4]
    return x.apply_(abs)
""",
        2,
    ),
)
_SCALED = frozenset({"add", "add_", "sub", "sub_", "addmm", "addmm_", "addcmul", "addcmul_", "addcdiv", "addcdiv_"})


@rule(Call)
def call(event: Call) -> Hit | None:
    """`complex(x)`."""
    first = event.args.get(0)
    if event.name == "builtins.complex" and isinstance(first, Tensor):
        return Hit(BUILTIN_CALL, {"name": "complex"}, sure=first.sure)
    return None


@rule(MethodCall)
def method(event: MethodCall) -> Hit | None:
    """`x.to_sparse()`, `x.apply_(f)`; `x.add_(0.5, y)`, with the factor in front, which torch has given up."""
    owner = event.owner
    if not isinstance(owner, Tensor):
        return None
    if event.name in ("apply_", "map_", "map2_"):
        return Hit(TENSOR_METHOD, {"name": event.name}, sure=owner.sure)
    if event.name.startswith("to_sparse"):
        return Hit(SPARSE_TENSOR, sure=owner.sure)
    factor = event.args.get(0) if event.name in _SCALED and isinstance(event.args.get(1), Tensor) else None
    if factor is not None and scalar_type(factor) in ("int", "float"):
        return Hit(UNSUPPORTED_METHOD, {"name": event.name, "type": "Tensor"}, sure=owner.sure, gb="GB0117")
    return None

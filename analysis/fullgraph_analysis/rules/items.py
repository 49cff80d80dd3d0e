"""FG301, FG303: a tensor is read as a Python number or list.

`int(t)`, `float(t)`, `bool(t)` and a tensor as a bound of a slice are `t.item()`. Where an operator needs the number,
torch's fake tensors cannot give it (FG302).
"""

from __future__ import annotations

from fullgraph_analysis.eval.events import Hit, MakeSlice, MethodCall, Operator, SetItem, Subscript, ToNumber
from fullgraph_analysis.eval.joins import options
from fullgraph_analysis.eval.values import ListObj, Tensor, Tuple
from fullgraph_analysis.rules.base import rule
from fullgraph_vocab.breaks.calls import BUILTIN_CALL
from fullgraph_vocab.breaks.control_flow import TENSOR_BRANCH
from fullgraph_vocab.breaks.data import DATA_DEPENDENT_OP, ITEM, NON_TENSOR_RESULT, TOLIST

VALID = (
    """def f(x):  # inputs: x=f32[4]
    return x * int(x.shape[0])
""",
    """def f(x):  # inputs: x=f32[4]
    return x[x.shape[0] // 2:]
""",
    """def f(x):  # inputs: x=f32[4]
    return max(x.sum(), 0)
""",
    """def f(x, i):  # inputs: x=f32[4], i=i64
    return x[i]
""",
)
INVALID = (
    (
        """def f(x):  # inputs: x=f32[4]
    return x * x.sum().item()
""",
        2,
    ),
    (
        """def f(x):  # inputs: x=f32[4]
    return x * int(x.sum())
""",
        2,
    ),
    (
        """def f(x):  # inputs: x=i64[4]
    return x[:x[0]]
""",
        2,
    ),
    (
        """def f(x):  # inputs: x=i64[4]
    return x.tolist()
""",
        2,
    ),
    (
        """def f(x):  # inputs: x=i64[4]
    return x[x[0]]
""",
        2,
    ),
    (
        """def f(x):  # inputs: x=i64[4]
    x[x.argmax()] = 0
    return x
""",
        2,
    ),
)


@rule(MethodCall)
def item_method(event: MethodCall) -> Hit | None:
    """`x.item()`, `x.tolist()`."""
    owner = event.owner
    if not isinstance(owner, Tensor):
        return None
    if event.name == "item":
        if owner.cls == "ndarray":
            if owner.folded:
                return Hit(NON_TENSOR_RESULT, {"name": "ndarray.item"}, sure=owner.sure)
            return Hit(DATA_DEPENDENT_OP, {"name": "ndarray.item"}, sure=owner.sure)
        return Hit(ITEM, sure=owner.sure)
    if event.name == "tolist":
        if owner.dtype is not None and "float" in owner.dtype:
            return Hit(TOLIST, sure=owner.sure)
        return Hit(DATA_DEPENDENT_OP, {"name": "tolist"}, sure=owner.sure)
    return None


@rule(ToNumber)
def number(event: ToNumber) -> Hit | None:
    """`int(x)`, `float(x)`, `bool(x)`, `range(x)`, `math.sqrt(x)`."""
    value = event.value
    if not isinstance(value, Tensor):
        return None
    if value.cls != "ndarray" and event.how in ("int", "float", "bool"):
        return Hit(ITEM, sure=value.sure)
    if event.how == "any":
        return Hit(TENSOR_BRANCH, sure=value.sure)
    if value.folded and event.how in ("int", "float"):
        return None
    if event.how == "range":
        return Hit(BUILTIN_CALL, {"name": "range"}, sure=value.sure)
    return Hit(DATA_DEPENDENT_OP, {"name": event.how}, sure=value.sure)


@rule(Operator)
def negation(event: Operator) -> Hit | None:
    """`not x` as a value."""
    if event.symbol == "not" and isinstance(event.operands[0], Tensor):
        return Hit(DATA_DEPENDENT_OP, {"name": "not"}, resumes=False, sure=event.operands[0].sure)
    return None


@rule(MakeSlice)
def slice_bound(event: MakeSlice) -> Hit | None:
    """`x[:n]` with a tensor `n`: the slice itself asks for the number, and there is no going on from there."""
    for bound in (event.value.lower, event.value.upper, event.value.step):
        for option in options(bound):
            if isinstance(option, Tensor):
                if option.cls == "ndarray":
                    return Hit(DATA_DEPENDENT_OP, {"name": "slice"}, resumes=False, sure=option.sure)
                return Hit(ITEM, resumes=False, sure=option.sure)
    return None


@rule(Subscript)
def position(event: Subscript) -> Hit | None:
    """`[1, 2][n]` with a tensor `n`."""
    for option in options(event.index):
        if isinstance(option, Tensor) and isinstance(event.owner, Tuple | ListObj):
            return Hit(ITEM, sure=option.sure)
    return None


@rule(Subscript, SetItem)
def select(event: Subscript | SetItem) -> Hit | None:
    """`x[i]`, `x[:, i] = 0` with an integer tensor `i` of rank 0 that was computed: torch selects by its number."""
    if not isinstance(event.owner, Tensor):
        return None
    index = event.index
    for part in index.items if isinstance(index, Tuple) and index.items is not None else (index,):
        for option in options(part):
            if isinstance(option, Tensor) and option.shape == () and _is_position(option):
                return Hit(DATA_DEPENDENT_OP, {"name": "indexing"}, sure=min(option.sure, event.owner.sure))
    return None


def _is_position(index: Tensor) -> bool:
    whole = index.dtype is not None and "int" in index.dtype and index.dtype != "uint8"
    return whole and not index.source and not index.folded and index.cls != "ndarray"

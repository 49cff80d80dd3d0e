"""FG301, FG303: a tensor is read as a Python number or list.

`int(t)`, `float(t)`, `bool(t)` and a tensor as a bound of a slice are `t.item()`. Where an operator needs the number,
torch's fake tensors cannot give it (FG302).
"""

from __future__ import annotations

from fullgraph_vocab.breaks.calls import BUILTIN_CALL
from fullgraph_vocab.breaks.control_flow import TENSOR_BRANCH
from fullgraph_vocab.breaks.data import DATA_DEPENDENT_OP, ITEM, NON_TENSOR_RESULT, TOLIST

from fullgraph_analysis.eval.events import Hit, MethodCall, Operator, Subscript, ToNumber
from fullgraph_analysis.eval.values import CERTAIN, ListObj, SliceValue, Tensor, Tuple, Value
from fullgraph_analysis.rules.base import rule

VALID = (
    "def f(x):  # inputs: x=f32[4]\n    return x * int(x.shape[0])\n",
    "def f(x):  # inputs: x=f32[4]\n    return x[x.shape[0] // 2:]\n",
    "def f(x):  # inputs: x=f32[4]\n    return max(x.sum(), 0)\n",
)
INVALID = (
    ("def f(x):  # inputs: x=f32[4]\n    return x * x.sum().item()\n", 2),
    ("def f(x):  # inputs: x=f32[4]\n    return x * int(x.sum())\n", 2),
    ("def f(x):  # inputs: x=i64[4]\n    return x[:x[0]]\n", 2),
    ("def f(x):  # inputs: x=i64[4]\n    return x.tolist()\n", 2),
)


@rule(MethodCall)
def item_method(event: MethodCall) -> Hit | None:
    """`x.item()`, `x.tolist()`."""
    owner = event.owner
    if not isinstance(owner, Tensor):
        return None
    if event.name == "item":
        if owner.cls == "ndarray":
            return Hit(NON_TENSOR_RESULT, {"name": "ndarray.item"}, sure=owner.sure)
        return Hit(ITEM, sure=owner.sure)
    if event.name == "tolist":
        if owner.cls != "ndarray" and owner.dtype is not None and "float" in owner.dtype:
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


@rule(Subscript)
def slice_bound(event: Subscript) -> Hit | None:
    """`x[:n]` with a tensor `n`."""
    if not isinstance(event.owner, Tensor | Tuple | ListObj):
        return None
    sure = event.owner.sure if isinstance(event.owner, Tensor) else CERTAIN
    if isinstance(event.index, Tensor) and not isinstance(event.owner, Tensor):
        return Hit(ITEM, sure=event.index.sure)
    for part in _parts(event.index):
        if isinstance(part, SliceValue):
            for bound in (part.lower, part.upper, part.step):
                if isinstance(bound, Tensor):
                    return Hit(ITEM, sure=min(bound.sure, sure))
    return None


def _parts(index: Value) -> tuple[Value, ...]:
    return index.items if isinstance(index, Tuple) and index.items is not None else (index,)

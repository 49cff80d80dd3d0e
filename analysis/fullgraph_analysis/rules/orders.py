"""FG206, FG314: the order of tensors among each other is not known while they are traced."""

from __future__ import annotations

from fullgraph_analysis.eval.events import Call, Hit, MethodCall, Order
from fullgraph_analysis.eval.joins import elements
from fullgraph_analysis.eval.values import ListObj, Tensor, Tuple, Value
from fullgraph_analysis.rules.base import rule
from fullgraph_vocab.breaks.calls import BUILTIN_CALL
from fullgraph_vocab.breaks.data import UNKNOWN_ORDER

VALID = (
    """def f(x):  # inputs: x=f32[4]
    return x * 2, sorted([x.shape[0], 3])
""",
)
INVALID = (
    (
        """def f(x):  # inputs: x=f32[4]
    return sorted([x[0], x[1]])
""",
        2,
    ),
    (
        """def f(x):  # inputs: x=f32[4]
    return sorted([3, 1], key=lambda n: x[n])
""",
        2,
    ),
)


@rule(Call)
def call(event: Call) -> Hit | None:
    """`sorted(tensors)`."""
    first = event.args.get(0)
    if first is None or event.name != "builtins.sorted":
        return None
    if isinstance(first, Tensor):
        return Hit(BUILTIN_CALL, {"name": "sorted"}, sure=first.sure)
    return None if "key" in event.args.keywords else _unordered(first)


@rule(MethodCall)
def method(event: MethodCall) -> Hit | None:
    """`tensors.sort()`."""
    sorts = isinstance(event.owner, ListObj) and event.name == "sort"
    return _unordered(event.owner) if sorts and "key" not in event.args.keywords else None


@rule(Order)
def order(event: Order) -> Hit | None:
    """`sorted(tensors, key=lambda t: -t)`."""
    if event.count in (0, 1) or not isinstance(event.key, Tensor):
        return None
    return Hit(UNKNOWN_ORDER, sure=event.key.sure)


def _unordered(value: Value) -> Hit | None:
    content = value.content if isinstance(value, ListObj) else value
    if not isinstance(content, Tuple) or (content.items is not None and len(content.items) < 2):
        return None
    one = elements(content)
    return Hit(UNKNOWN_ORDER, sure=one.sure) if isinstance(one, Tensor) else None

"""FG614: `torch._check` and its kin with a message that Dynamo cannot read: one made by a function with a closure."""

from __future__ import annotations

from fullgraph_analysis.eval.events import Call, Hit
from fullgraph_analysis.eval.values import Function
from fullgraph_analysis.rules.base import rule
from fullgraph_vocab.breaks.data import ITEM
from fullgraph_vocab.breaks.operators import CHECK_MESSAGE

VALID = (
    """import torch
def f(x):  # inputs: x=f32[4]
    torch._check(x.shape[0] > 2, lambda: 'small')
    return x
""",
)
INVALID = (
    (
        """import torch
def f(x):  # inputs: x=f32[4]
    text = f'{x.shape}'
    torch._check(x.shape[0] > 2, lambda: text)
    return x
""",
        4,
    ),
)
_CHECKS = frozenset(
    {"torch._check", "torch._check_with", "torch._check_value", "torch._check_type", "torch._check_index"}
)


@rule(Call)
def check(event: Call) -> Hit | None:
    """`torch._check(condition, lambda: text)`."""
    if event.name in ("torch._check_tensor_all", "torch._check_tensor_all_with"):
        return Hit(ITEM)
    if event.name not in _CHECKS:
        return None
    messages = [
        value for value in (*event.args.positional, *event.args.keywords.values()) if isinstance(value, Function)
    ]
    return Hit(CHECK_MESSAGE) if any(_has_closure(message) for message in messages) else None


def _has_closure(function: Function) -> bool:
    """Whether the function uses names of the functions around it."""
    scope = function.scope
    if scope is function.code.module.scope:
        return False
    return any(scope.find(name) is not None for name in function.code.names_read())

"""FG101: Python asks for the truth of a tensor, to branch on it. An `assert` on a plain tensor is traced instead."""

from __future__ import annotations

from fullgraph_analysis.eval.events import Hit, Test
from fullgraph_analysis.eval.values import Tensor
from fullgraph_analysis.rules.base import rule
from fullgraph_vocab.breaks.control_flow import TENSOR_BRANCH

VALID = (
    """def f(x):  # inputs: x=f32[4]
    return x if x.dim() > 1 else x + 1
""",
    """def f(x):  # inputs: x=f32[4]
    assert x.sum() > 0, 'empty'
    return x
""",
    """def f(x):  # inputs: x=f32[4]
    return x if x is not None else 1
""",
)
INVALID = (
    (
        """def f(x):  # inputs: x=f32[4]
    if x.sum() > 0:
        x = x + 1
    return x
""",
        2,
    ),
    (
        """def f(x):  # inputs: x=f32[4]
    while x.sum() > 0:
        x = x - 1
    return x
""",
        2,
    ),
    (
        """def f(x):  # inputs: x=f32[4]
    return x.sum() and x
""",
        2,
    ),
    (
        """def f(x):  # inputs: x=f32[4]
    assert x.sum() > 0 and x.max() > 0
    return x
""",
        2,
    ),
)


@rule(Test)
def tensor_branch(event: Test) -> Hit | None:
    """`if x.sum() > 0`."""
    if not isinstance(event.value, Tensor) or event.simple_assert:
        return None
    return Hit(TENSOR_BRANCH, sure=event.value.sure)

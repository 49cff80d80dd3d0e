"""FG206, FG313, FG314, FG311: the text of a tensor is not known while it is traced."""

from __future__ import annotations

from fullgraph_analysis.eval.events import Format, Hit
from fullgraph_analysis.eval.values import Tensor
from fullgraph_analysis.rules.base import rule
from fullgraph_vocab.breaks.calls import BUILTIN_CALL
from fullgraph_vocab.breaks.data import DATA_DEPENDENT_OP, NON_TENSOR_RESULT, TENSOR_TEXT

VALID = (
    """def f(x):  # inputs: x=f32[4]
    return x * 2, f"{x}", str(x.dtype)
""",
)
INVALID = (
    (
        """def f(x):  # inputs: x=f32[4]
    return "%.3f" % x.sum()
""",
        2,
    ),
    (
        """def f(x):  # inputs: x=f32[4]
    return repr(x)
""",
        2,
    ),
    (
        """def f(x):  # inputs: x=f32[4]
    return str(x)
""",
        2,
    ),
)


@rule(Format)
def text(event: Format) -> Hit | None:
    """`str(x)`, `repr(x)`, `"%s" % x`, `"%d" % x`."""
    value = event.value
    if not isinstance(value, Tensor):
        return None
    if event.how == "str":
        return Hit(BUILTIN_CALL, {"name": "str"}, sure=value.sure)
    if event.how == "repr":
        return Hit(TENSOR_TEXT, sure=value.sure)
    if event.how == "%s":
        return Hit(NON_TENSOR_RESULT, {"name": "%"}, sure=value.sure)
    return Hit(DATA_DEPENDENT_OP, {"name": "%"}, sure=value.sure) if event.how.startswith("%") else None

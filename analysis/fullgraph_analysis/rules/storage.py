"""FG414: changes of a tensor's storage or size in place."""

from __future__ import annotations

from fullgraph_analysis.eval.events import Hit, MethodCall
from fullgraph_analysis.eval.values import Tensor
from fullgraph_analysis.rules.base import rule
from fullgraph_vocab.breaks.data import NON_TENSOR_RESULT
from fullgraph_vocab.breaks.side_effects import STORAGE_CHANGE

VALID = (
    """def f(x):  # inputs: x=f32[4]
    return x.add_(1)
""",
)
INVALID = (
    (
        """def f(x):  # inputs: x=f32[4]
    return x.resize_(2, 2)
""",
        2,
    ),
    (
        """def f(x):  # inputs: x=f32[4]
    return x.storage()
""",
        2,
    ),
)


@rule(MethodCall)
def method(event: MethodCall) -> Hit | None:
    """`x.resize_(...)`, `x.set_(...)`."""
    owner = event.owner
    if not isinstance(owner, Tensor) or owner.cls == "ndarray":
        return None
    if event.name in ("resize_", "resize_as_", "set_"):
        return Hit(STORAGE_CHANGE, {"name": event.name}, sure=owner.sure)
    if event.name in ("storage", "storage_offset", "element_size"):
        return Hit(NON_TENSOR_RESULT, {"name": event.name}, sure=owner.sure)
    return None

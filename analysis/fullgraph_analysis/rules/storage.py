"""FG414, FG204: changes of a tensor's storage or size in place."""

from __future__ import annotations

from fullgraph_analysis.eval.events import Hit, MethodCall
from fullgraph_analysis.eval.values import Tensor
from fullgraph_analysis.rules.base import rule
from fullgraph_vocab.breaks.calls import UNSUPPORTED_CALL
from fullgraph_vocab.breaks.data import NON_TENSOR_RESULT
from fullgraph_vocab.breaks.side_effects import STORAGE_CHANGE

VALID = (
    """def f(x):  # inputs: x=f32[4]
    return x.add_(1)
""",
    """def f(x):  # inputs: x=f32[4]
    return (x + 1).unsqueeze_(0)
""",
)
INVALID = (
    (
        """def f(x):  # inputs: x=f32[4]
    return x.unsqueeze_(0)
""",
        2,
    ),
    (
        """def f(x):  # inputs: x=f32[4]
    return (x + 1).resize_(2, 2)
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


_VIEWS = frozenset(
    [
        "as_strided_",
        "detach_",
        "resize_",
        "resize_as_",
        "set_",
        "squeeze_",
        "swapaxes_",
        "swapdims_",
        "t_",
        "transpose_",
        "unsqueeze_",
    ]
)
"""What torch tags as views in place: they change the sizes or the storage of the tensor itself."""


@rule(MethodCall)
def method(event: MethodCall) -> Hit | None:
    """`x.resize_(...)`, `x.set_(...)`, `x.unsqueeze_(0)`; of an input of the graph no view in place can be called."""
    owner = event.owner
    if not isinstance(owner, Tensor) or owner.cls == "ndarray":
        return None
    if owner.source and event.name in _VIEWS:
        return Hit(UNSUPPORTED_CALL, {"name": event.name}, sure=owner.sure)
    if event.name in ("resize_", "resize_as_", "set_"):
        return Hit(STORAGE_CHANGE, {"name": event.name}, sure=owner.sure)
    if event.name in ("storage", "storage_offset", "element_size"):
        return Hit(NON_TENSOR_RESULT, {"name": event.name}, sure=owner.sure)
    return None

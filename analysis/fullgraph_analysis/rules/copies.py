"""FG213, FG313: copies of tensors that are no operator's."""

from __future__ import annotations

from fullgraph_analysis.eval.events import Call, Hit
from fullgraph_analysis.eval.joins import elements
from fullgraph_analysis.eval.values import DictObj, External, Instance, ListObj, Tensor, Tuple, Value
from fullgraph_analysis.rules.base import rule
from fullgraph_analysis.rules.module_numbers import is_module
from fullgraph_vocab.breaks.calls import DEEPCOPY
from fullgraph_vocab.breaks.data import NON_TENSOR_RESULT

VALID = (
    """import copy
def f(x):  # inputs: x=f32[4]
    return x * copy.deepcopy([1])[0]
""",
)
INVALID = (
    (
        """import copy
def f(x):  # inputs: x=f32[4]
    return copy.deepcopy(x)
""",
        3,
    ),
    (
        """import copy
def f(x):  # inputs: x=f32[4]
    return copy.copy(x)
""",
        3,
    ),
)


@rule(Call)
def call(event: Call) -> Hit | None:
    """`copy.deepcopy(x)`, `copy.copy(x)`, `dataclasses.asdict(batch)`."""
    first = event.args.get(0)
    if first is None:
        return None
    if event.name == "copy.deepcopy":
        return Hit(DEEPCOPY) if _has_tensors(first) else None
    if event.name == "dataclasses.asdict" and isinstance(first, Instance):
        return Hit(DEEPCOPY) if any(map(_has_tensors, first.slots.values())) else None
    if event.name == "copy.copy" and isinstance(first, Tensor):
        return Hit(NON_TENSOR_RESULT, {"name": "copy.copy"}, sure=first.sure)
    return None


def _has_tensors(value: Value) -> bool:
    """Whether something is a tensor, a module, or a container that holds one of them."""
    if isinstance(value, ListObj | Tuple):
        return _has_tensors(elements(value.content if isinstance(value, ListObj) else value))
    if isinstance(value, DictObj):
        return any(_has_tensors(item) for _, item in value.content.known)
    layer = isinstance(value, Instance) and isinstance(value.cls, External)
    return isinstance(value, Tensor) or is_module(value) or layer

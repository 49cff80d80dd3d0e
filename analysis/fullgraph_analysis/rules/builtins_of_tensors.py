"""FG206, FG213, FG313, FG314, FG603, FG607, FG609: what needs more than a tensor tells while it is traced.

Its text, its order among others, a copy of it; and weights, which cannot be made there.
"""

from __future__ import annotations

from fullgraph_analysis.eval.events import Call, Format, Hit, MethodCall, Order
from fullgraph_analysis.eval.joins import elements, scalar_type
from fullgraph_analysis.eval.values import FALSE, DictObj, External, Instance, ListObj, Tensor, Tuple, Value
from fullgraph_analysis.models.facts import FACTS
from fullgraph_analysis.rules.base import rule
from fullgraph_analysis.rules.module_numbers import is_module
from fullgraph_vocab.breaks.calls import BUILTIN_CALL, DEEPCOPY, UNSUPPORTED_METHOD
from fullgraph_vocab.breaks.data import DATA_DEPENDENT_OP, NON_TENSOR_RESULT, TENSOR_TEXT, UNKNOWN_ORDER
from fullgraph_vocab.breaks.operators import PARAMETER, SPARSE_TENSOR, TENSOR_METHOD

VALID = (
    """import torch
def f(x):  # inputs: x=f32[4]
    return torch.nn.Dropout(0.5)(x), f"{x}"
""",
    """def f(x):  # inputs: x=f32[4]
    return sorted([x.shape[0], 3]), str(x.dtype)
""",
    """import copy
def f(x):  # inputs: x=f32[4]
    return x * copy.deepcopy([1])[0]
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
        """import torch
def f(x):  # inputs: x=f32[4]
    return torch.nn.Linear(4, 4)(x)
""",
        3,
    ),
    (
        """def f(x):  # inputs: x=f32[4]
    return str(x)
""",
        2,
    ),
    (
        """def f(x):  # inputs: x=f32[4]
    return complex(x[0])
""",
        2,
    ),
    (
        """def f(x):  # inputs: x=f32[4]
    return sorted([x[0], x[1]])
""",
        2,
    ),
    (
        """import copy
def f(x):  # inputs: x=f32[4]
    return copy.deepcopy(x)
""",
        3,
    ),
    (
        """def f(x):  # inputs: x=f32[4]
    return x.to_sparse()
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


@rule(Call)
def call(event: Call) -> Hit | None:
    """`sorted(tensors)`, `copy.deepcopy(x)`, `complex(x)`."""
    first = event.args.get(0)
    if first is None:
        return None
    if event.name == "builtins.sorted" and isinstance(first, Tensor):
        return Hit(BUILTIN_CALL, {"name": "sorted"}, sure=first.sure)
    if event.name == "builtins.sorted" and "key" not in event.args.keywords:
        return _unordered(first)
    if event.name == "copy.deepcopy":
        return Hit(DEEPCOPY) if _has_tensors(first) else None
    if event.name == "dataclasses.asdict" and isinstance(first, Instance):
        return Hit(DEEPCOPY) if any(map(_has_tensors, first.slots.values())) else None
    if not isinstance(first, Tensor):
        return None
    if event.name == "copy.copy":
        return Hit(NON_TENSOR_RESULT, {"name": "copy.copy"}, sure=first.sure)
    return Hit(BUILTIN_CALL, {"name": "complex"}, sure=first.sure) if event.name == "builtins.complex" else None


@rule(Order)
def order(event: Order) -> Hit | None:
    """`sorted(tensors, key=lambda t: -t)`."""
    if event.count in (0, 1) or not isinstance(event.key, Tensor):
        return None
    return Hit(UNKNOWN_ORDER, sure=event.key.sure)


_SIZES = frozenset(
    "in_features in_channels num_features normalized_shape num_embeddings num_channels embed_dim".split()
)
"""Parameters of layers that have weights."""


@rule(Call)
def layer(event: Call) -> Hit | None:
    """`nn.Linear(4, 4)` inside the traced code makes parameters there."""
    names = {name for name, _ in FACTS.module_parameters(event.name) or ()}
    without = event.args.keywords.get("affine", event.args.keywords.get("elementwise_affine"))
    if names.isdisjoint(_SIZES) or without == FALSE or ("track_running_stats" in names and "affine" not in names):
        return None
    return Hit(PARAMETER)


_SCALED = frozenset({"add", "add_", "sub", "sub_", "addmm", "addmm_", "addcmul", "addcmul_", "addcdiv", "addcdiv_"})


@rule(MethodCall)
def scaled(event: MethodCall) -> Hit | None:
    """`x.add_(0.5, y)`: the signature with the factor in front, which torch has given up."""
    first, second = event.args.get(0), event.args.get(1)
    if not isinstance(event.owner, Tensor) or event.name not in _SCALED or first is None:
        return None
    if scalar_type(first) in ("int", "float") and isinstance(second, Tensor):
        return Hit(UNSUPPORTED_METHOD, {"name": event.name, "type": "Tensor"}, sure=event.owner.sure, gb="GB0117")
    return None


@rule(MethodCall)
def method(event: MethodCall) -> Hit | None:
    """`tensors.sort()`, `x.to_sparse()`."""
    owner = event.owner
    if isinstance(owner, ListObj) and event.name == "sort" and "key" not in event.args.keywords:
        return _unordered(owner)
    if isinstance(owner, Tensor) and event.name in ("apply_", "map_", "map2_"):
        return Hit(TENSOR_METHOD, {"name": event.name}, sure=owner.sure)
    if isinstance(owner, Tensor) and event.name.startswith("to_sparse"):
        return Hit(SPARSE_TENSOR, sure=owner.sure)
    return None


def _has_tensors(value: Value) -> bool:
    """Whether something is a tensor, a module, or a container that holds one of them."""
    if isinstance(value, ListObj | Tuple):
        return _has_tensors(elements(value.content if isinstance(value, ListObj) else value))
    if isinstance(value, DictObj):
        return any(_has_tensors(item) for _, item in value.content.known)
    layer = isinstance(value, Instance) and isinstance(value.cls, External)
    return isinstance(value, Tensor) or is_module(value) or layer


def _unordered(value: Value) -> Hit | None:
    content = value.content if isinstance(value, ListObj) else value
    if not isinstance(content, Tuple) or (content.items is not None and len(content.items) < 2):
        return None
    one = elements(content)
    return Hit(UNKNOWN_ORDER, sure=one.sure) if isinstance(one, Tensor) else None

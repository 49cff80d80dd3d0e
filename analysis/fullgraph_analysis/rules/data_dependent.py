"""FG302: operators that need a number out of a tensor, and `torch.equal` and its like, which return one."""

from __future__ import annotations

from fullgraph_analysis.eval.events import Call, Hit, MethodCall
from fullgraph_analysis.eval.values import CERTAIN, ListObj, Tensor, Tuple, Value
from fullgraph_analysis.models.facts import FACTS
from fullgraph_analysis.rules.base import rule
from fullgraph_vocab.breaks.data import DATA_DEPENDENT_OP

VALID = (
    """import torch
def f(x):  # inputs: x=f32[4]
    return torch.full((2,), x.sum())
""",
    """import torch
def f(x):  # inputs: x=f32[4, 2]
    return x.view(x.shape[0], -1)
""",
)
INVALID = (
    (
        """import torch
def f(x):  # inputs: x=i64[4]
    return torch.arange(x.max())
""",
        3,
    ),
    (
        """import torch
def f(x):  # inputs: x=i64[4]
    return torch.zeros(x.max())
""",
        3,
    ),
    (
        """import torch
def f(x):  # inputs: x=i64[4]
    return x.reshape(x.max(), -1)
""",
        3,
    ),
    (
        """import torch
def f(x):  # inputs: x=f32[4]
    return torch.equal(x, x + 1)
""",
        3,
    ),
)
_SIZED = frozenset(
    [
        "zeros",
        "ones",
        "empty",
        "rand",
        "randn",
        "arange",
        "linspace",
        "new_zeros",
        "new_ones",
        "new_empty",
        "view",
        "reshape",
        "expand",
        "repeat",
        "roll",
        "narrow",
        "unflatten",
        "tile",
    ]
)
_SIZED_ARGUMENTS = {
    "full": (0,),
    "new_full": (0,),
    "interpolate": (1, 2),
    "pad": (1,),
    "randint": (0, 1, 2),
    "split": (1,),
    "chunk": (1,),
    "topk": (1,),
    "unfold": (1, 2, 3),
    "randperm": (0,),
    "eye": (0, 1),
    "cumsum": (1,),
    "adaptive_avg_pool2d": (1,),
}


@rule(Call)
def function(event: Call) -> Hit | None:
    """`torch.arange(n)` with a tensor `n`; `torch.equal`."""
    if not event.name.startswith("torch."):
        return None
    short = event.name.rpartition(".")[2]
    entry = FACTS.function(event.name) or {}
    sure = min([arg.sure for arg in event.args.positional if isinstance(arg, Tensor)], default=CERTAIN)
    if entry.get("data"):
        return Hit(DATA_DEPENDENT_OP, {"name": short}, sure=sure)
    positions = _SIZED_ARGUMENTS.get(short)
    if positions is None and short in _SIZED:
        first = 1 if short in ("view", "reshape", "expand", "repeat", "roll", "narrow", "tile") else 0
        positions = tuple(range(first, len(event.args.positional)))
    values = [event.args.positional[i] for i in positions or () if i < len(event.args.positional)]
    values += [
        event.args.keywords[name] for name in ("size", "shifts", "shape") if positions and name in event.args.keywords
    ]
    return _sized(short, values)


@rule(MethodCall)
def method(event: MethodCall) -> Hit | None:
    """`x.view(n, -1)` with a tensor `n`; `x.equal(y)`."""
    owner = event.owner
    if not isinstance(owner, Tensor) or owner.cls == "ndarray":
        return None
    if event.name in ("equal", "allclose", "is_nonzero"):
        return Hit(DATA_DEPENDENT_OP, {"name": event.name}, sure=owner.sure)
    if event.name in _SIZED or event.name in ("split", "chunk", "topk", "new_full"):
        return _sized(event.name, event.args.positional)
    if event.name in ("data_ptr", "get_device", "is_set_to") and owner.cls == "tensor" and event.name != "data_ptr":
        return None
    return None


def _sized(name: str, values: list[Value]) -> Hit | None:
    for value in values:
        tensor = _tensor_in(value)
        if tensor is not None and not tensor.folded and tensor.shape in (None, (), (1,)):
            return Hit(DATA_DEPENDENT_OP, {"name": name}, sure=tensor.sure)
    return None


def _tensor_in(value: Value) -> Tensor | None:
    if isinstance(value, Tensor):
        return value
    content = value.content if isinstance(value, ListObj) else value
    if isinstance(content, Tuple) and content.items is not None:
        return next((item for item in content.items if isinstance(item, Tensor)), None)
    return None

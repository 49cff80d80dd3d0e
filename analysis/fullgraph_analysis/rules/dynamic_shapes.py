"""FG304: operators whose output has a shape that depends on data."""

from __future__ import annotations

from fullgraph_analysis.eval.events import Call, Hit, MethodCall, Subscript
from fullgraph_analysis.eval.joins import options
from fullgraph_analysis.eval.values import CERTAIN, LIKELY, Const, Tensor, Tuple, Unknown, Value
from fullgraph_analysis.models.facts import FACTS
from fullgraph_analysis.rules.base import rule
from fullgraph_vocab.breaks.data import DYNAMIC_SHAPE_OP

VALID = (
    """def f(x):  # inputs: x=f32[4]
    x[x > 0] = 0
    return x
""",
    """import torch
def f(x):  # inputs: x=f32[4]
    return torch.where(x > 0, x, 0)
""",
)
INVALID = (
    (
        """def f(x):  # inputs: x=f32[4]
    return x[x > 0]
""",
        2,
    ),
    (
        """def f(x):  # inputs: x=f32[4]
    return x.nonzero()
""",
        2,
    ),
    (
        """import torch
def f(x):  # inputs: x=f32[4]
    return torch.unique(x)
""",
        3,
    ),
    (
        """import torch
def f(x):  # inputs: x=f32[4]
    return torch.where(x > 0)
""",
        3,
    ),
)
_MORE = frozenset({"unique", "unique_consecutive", "nonzero", "masked_select", "argwhere", "bincount"})


def _dynamic(name: str) -> bool:
    entry = FACTS.method(name) or FACTS.function(f"torch.{name}") or {}
    return name in _MORE or bool(entry.get("dynamic"))


@rule(Subscript)
def mask(event: Subscript) -> Hit | None:
    """`x[mask]`."""
    if not isinstance(event.owner, Tensor | Unknown):
        return None
    sure = event.owner.sure if isinstance(event.owner, Tensor) else LIKELY
    index = event.index
    parts = index.items if isinstance(index, Tuple) and index.items is not None else (index,)
    for part in parts:
        for option in options(part):
            if isinstance(option, Tensor) and option.dtype in ("bool", "uint8") and option.shape != ():
                return Hit(DYNAMIC_SHAPE_OP, {"name": "boolean mask"}, sure=min(option.sure, sure))
    return None


@rule(MethodCall)
def method(event: MethodCall) -> Hit | None:
    """`x.nonzero()`."""
    if isinstance(event.owner, Tensor) and event.owner.cls != "ndarray" and _dynamic(event.name):
        if event.name == "repeat_interleave" and not _varying(event.args.get(0, "repeats"), event.args.keywords):
            return None
        return Hit(DYNAMIC_SHAPE_OP, {"name": event.name}, sure=event.owner.sure)
    return None


@rule(Call)
def function(event: Call) -> Hit | None:
    """`torch.nonzero(x)`."""
    if not event.name.startswith("torch."):
        return None
    short = event.name.rpartition(".")[2]
    sure = min([arg.sure for arg in event.args.positional if isinstance(arg, Tensor)], default=CERTAIN)
    if event.name == "torch.where":
        alone = event.args.get(1, "input") is None and event.args.get(0, "condition") is not None
        return Hit(DYNAMIC_SHAPE_OP, {"name": "where"}, sure=sure) if alone and not event.args.open else None
    if not _dynamic(short) or short == "one_hot":
        return _one_hot(event, sure) if short == "one_hot" else None
    if short == "repeat_interleave" and not _varying(event.args.get(1, "repeats"), event.args.keywords):
        return None
    return Hit(DYNAMIC_SHAPE_OP, {"name": short}, sure=sure)


def _one_hot(event: Call, sure: int) -> Hit | None:
    classes = event.args.get(1, "num_classes")
    if classes is None or classes == Const(-1):
        return Hit(DYNAMIC_SHAPE_OP, {"name": "one_hot"}, sure=sure)
    return None


def _varying(repeats: Value | None, keywords: dict[str, Value]) -> bool:
    return isinstance(repeats, Tensor) and "output_size" not in keywords

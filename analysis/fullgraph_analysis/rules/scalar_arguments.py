"""FG802: a Python number, flag or string that the caller of a compiled function passes, and that the function reads."""

from __future__ import annotations

from typing import TYPE_CHECKING

from fullgraph_analysis.eval.events import Argument, Hit
from fullgraph_analysis.eval.values import LIKELY, Scalar
from fullgraph_analysis.rules.base import hazard
from fullgraph_vocab.breaks.recompilation import SCALAR_ARGUMENT

if TYPE_CHECKING:
    from fullgraph_analysis.eval.events import Scene

_FUNCTION = """import torch

@torch.compile
def f(x: torch.Tensor, %s):
    return %s
"""
VALID = (
    _FUNCTION % ("n: int", "x + 1"),
    _FUNCTION % ("y: torch.Tensor", "x + y"),
    """def f(x, n):  # inputs: x=f32[4], n=3
    return x * n
""",
)
INVALID = ((_FUNCTION % ("n: int", "x * n"), 4), (_FUNCTION % ("flag: bool", "x if flag else -x"), 4))


@hazard(Argument)
def argument(event: Argument, scene: Scene) -> Hit | None:
    """`def f(x, n: int)`."""
    del scene
    return Hit(SCALAR_ARGUMENT, {"name": event.name}, sure=LIKELY) if isinstance(event.value, Scalar) else None

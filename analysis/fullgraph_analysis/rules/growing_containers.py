"""FG805: a list that was there before the call, and is longer after it. Dynamo guards its length."""

from __future__ import annotations

from typing import TYPE_CHECKING

from fullgraph_analysis.eval.events import Accumulate, Hit, MethodCall
from fullgraph_analysis.eval.values import LIKELY, ListObj
from fullgraph_analysis.rules.base import hazard
from fullgraph_vocab.breaks.recompilation import GROWING_CONTAINER

if TYPE_CHECKING:
    from fullgraph_analysis.eval.events import Scene
    from fullgraph_analysis.eval.values import Value

_CLASS = """import torch

class M(torch.nn.Module):
    def __init__(self):
        super().__init__()
        self.seen = []

    def forward(self, x: torch.Tensor):
        %s
        return x + 1
"""
VALID = (
    _CLASS % "self.seen = [x]; self.seen.append(x)",
    _CLASS % "seen = []; seen.append(x)",
)
INVALID = (
    (_CLASS % "self.seen.append(x)", 9),
    (_CLASS % "self.seen += [x]", 9),
    (
        """seen = []

def f(x):  # inputs: x=f32[4]
    seen.append(1)
    return x + 1
""",
        4,
    ),
)
_GROWING = frozenset({"append", "extend", "insert"})


@hazard(MethodCall)
def method(event: MethodCall, scene: Scene) -> Hit | None:
    """`self.seen.append(x)`."""
    return _grows(event.owner, scene) if event.name in _GROWING else None


@hazard(Accumulate)
def operator(event: Accumulate, scene: Scene) -> Hit | None:
    """`self.seen += [x]`."""
    return _grows(event.old, scene)


def _grows(value: Value, scene: Scene) -> Hit | None:
    if not isinstance(value, ListObj) or value.cls != "list" or not scene.lasting(value):
        return None
    return Hit(GROWING_CONTAINER, {"name": scene.text()}, sure=LIKELY)

"""FG803, FG808: whole numbers that change from call to call, on a module or in a global.

Dynamo guards an `int` on a module, or in a global, by its value. A `float` becomes a symbol when it first changes.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from fullgraph_analysis.eval.events import Accumulate, Hit
from fullgraph_analysis.eval.joins import scalar_type
from fullgraph_analysis.eval.values import ClassValue, Instance
from fullgraph_analysis.models.facts import FACTS
from fullgraph_analysis.rules.base import hazard
from fullgraph_vocab.breaks.recompilation import GLOBAL_NUMBER, MODULE_NUMBER

if TYPE_CHECKING:
    from fullgraph_analysis.eval.events import Scene
    from fullgraph_analysis.eval.values import Value

_CLASS = """import torch

class M(torch.nn.Module):
    def __init__(self):
        super().__init__()
        self.step = %s

    def forward(self, x: torch.Tensor):
        %s
        return x * self.step
"""
VALID = (_CLASS % ("0.0", "self.step += 0.5"), _CLASS % ("0", "self.step = 3"))
INVALID = (
    (_CLASS % ("0", "self.step += 1"), 9),
    (_CLASS % ("0", "self.step = self.step + 1"), 9),
    (
        """count = 0

def f(x):  # inputs: x=f32[4]
    global count
    count += 1
    return x * count
""",
        5,
    ),
)


@hazard(Accumulate)
def number(event: Accumulate, scene: Scene) -> Hit | None:
    """`self.step += 1`."""
    if scalar_type(event.old) != "int" or scalar_type(event.new) != "int":
        return None
    if event.owner is None:
        return Hit(GLOBAL_NUMBER, {"name": event.name})
    return Hit(MODULE_NUMBER, {"name": scene.text()}) if is_module(event.owner) else None


def is_module(value: Value) -> bool:
    """Whether something is an `nn.Module` of the user's."""
    if not isinstance(value, Instance) or not isinstance(value.cls, ClassValue):
        return False
    return any(FACTS.is_subclass(base, "torch.nn.Module") for base in value.cls.info.externals())

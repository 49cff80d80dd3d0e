"""FG804: a test on a size that the source does not decide. Sizes on the other side of it compile again."""

from __future__ import annotations

from typing import TYPE_CHECKING

import libcst as cst

from fullgraph_analysis.eval.events import Hit, Test
from fullgraph_analysis.eval.values import LIKELY, Scalar, Tensor
from fullgraph_analysis.rules.base import hazard
from fullgraph_vocab.breaks.recompilation import SHAPE_BRANCH

if TYPE_CHECKING:
    from fullgraph_analysis.eval.events import Scene

_FUNCTION = """import torch

@torch.compile
def f(x: torch.Tensor):
    if %s:
        return x + 1
    return x - 1
"""
VALID = (
    _FUNCTION % "x.is_cuda",
    """def f(x):  # inputs: x=f32[4]
    if x.shape[0] > 2:
        return x + 1
    return x - 1
""",
)
INVALID = ((_FUNCTION % "x.shape[0] > 2", 5), (_FUNCTION % "x.size(0) == 7", 5), (_FUNCTION % "len(x) > 2", 5))


@hazard(Test)
def branch(event: Test, scene: Scene) -> Hit | None:
    """`if x.shape[0] > 2`."""
    if not isinstance(event.value, Scalar):
        return None
    values = dict(scene.parts())
    if any(_is_size(node) and isinstance(values.get(_owner(node)), Tensor) for node in values):
        return Hit(SHAPE_BRANCH, sure=LIKELY)
    return None


def _is_size(node: cst.CSTNode) -> bool:
    if isinstance(node, cst.Attribute):
        return node.attr.value in ("shape", "size")
    return isinstance(node, cst.Call) and isinstance(node.func, cst.Name) and node.func.value == "len"


def _owner(node: cst.CSTNode) -> cst.CSTNode:
    if isinstance(node, cst.Attribute):
        return node.value
    return node.args[0].value if isinstance(node, cst.Call) and node.args else node

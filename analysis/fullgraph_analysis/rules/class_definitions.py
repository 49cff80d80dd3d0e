"""FG112: a class statement inside traced code."""

from __future__ import annotations

from fullgraph_analysis.eval.events import DefineClass, Hit
from fullgraph_analysis.rules.base import rule
from fullgraph_vocab.breaks.control_flow import CLASS_DEFINITION

VALID = (
    """class Two:
    value = 2

def f(x):  # inputs: x=f32[4]
    return x * Two.value
""",
)
INVALID = (
    (
        """def f(x):  # inputs: x=f32[4]
    class Two:
        value = 2
    return x * Two.value
""",
        2,
    ),
)


@rule(DefineClass)
def defined(_event: DefineClass) -> Hit:
    """`class Two: ...`."""
    return Hit(CLASS_DEFINITION)

"""FG401, FG402: text that leaves the program while it is traced."""

from __future__ import annotations

from fullgraph_analysis.eval.events import Call, Hit, MethodCall
from fullgraph_analysis.eval.values import Opaque
from fullgraph_analysis.rules.base import rule
from fullgraph_vocab.breaks.side_effects import LOGGING, PRINT

VALID = (
    """def f(x):  # inputs: x=f32[4]
    print
    return x
""",
)
INVALID = (
    (
        """def f(x):  # inputs: x=f32[4]
    print('here')
    return x
""",
        2,
    ),
    (
        (
            """import logging
"""
            """logger = logging.getLogger(__name__)
"""
            """def f(x):  # inputs: x=f32[4]
"""
            """    logger.info('here')
"""
            """    return x
"""
        ),
        4,
    ),
)
_METHODS = frozenset(["debug", "info", "warning", "warn", "error", "exception", "critical", "log"])


@rule(Call)
def printing(event: Call) -> Hit | None:
    """`print(...)`, `logging.info(...)`."""
    if event.name == "builtins.print":
        return Hit(PRINT)
    module, _, name = event.name.rpartition(".")
    return Hit(LOGGING, rare=True) if module == "logging" and name in _METHODS else None


@rule(MethodCall)
def logging_method(event: MethodCall) -> Hit | None:
    """`logger.info(...)`."""
    if isinstance(event.owner, Opaque) and event.owner.type == "logging.Logger":
        return Hit(LOGGING, rare=True)
    return None

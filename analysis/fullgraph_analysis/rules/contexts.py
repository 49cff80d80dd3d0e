"""FG510, FG403: locks and files as context managers, and hooks that are registered while tracing."""

from __future__ import annotations

from fullgraph_analysis.eval.events import Enter, Hit, MethodCall
from fullgraph_analysis.eval.values import Instance, Opaque
from fullgraph_analysis.rules.base import rule
from fullgraph_vocab.breaks.exceptions import CONTEXT_MANAGER
from fullgraph_vocab.breaks.side_effects import HOOK

VALID = (
    """import torch
def f(x):  # inputs: x=f32[4]
    with torch.no_grad():
        return x + 1
""",
)
INVALID = (
    (
        """import threading
lock = threading.Lock()
def f(x):  # inputs: x=f32[4]
    with lock:
        return x + 1
""",
        4,
    ),
)
_UNKNOWN = frozenset({"threading.Lock", "io.TextIOWrapper"})
_HOOKS = frozenset(
    {
        "register_forward_hook",
        "register_forward_pre_hook",
        "register_full_backward_hook",
        "register_module_forward_hook",
    }
)


@rule(Enter)
def context(event: Enter) -> Hit | None:
    """`with lock:`."""
    if isinstance(event.manager, Opaque) and event.manager.type in _UNKNOWN:
        return Hit(CONTEXT_MANAGER, {"type": event.manager.type.rpartition(".")[2]}, resumes=False)
    return None


@rule(MethodCall)
def hook(event: MethodCall) -> Hit | None:
    """`module.register_forward_hook(f)`."""
    if isinstance(event.owner, Instance) and event.name in _HOOKS:
        return Hit(HOOK, {"detail": f"`{event.name}` is called"})
    return None

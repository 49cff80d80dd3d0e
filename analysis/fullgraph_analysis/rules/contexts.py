"""FG510, FG404: locks and files as context managers, and hooks that are registered while tracing."""

from __future__ import annotations

from fullgraph_analysis.eval.events import Enter, Hit, MethodCall
from fullgraph_analysis.eval.values import Instance, Opaque
from fullgraph_analysis.models.facts import FACTS
from fullgraph_analysis.rules.base import rule
from fullgraph_vocab.breaks import by_upstream
from fullgraph_vocab.breaks.exceptions import CONTEXT_MANAGER
from fullgraph_vocab.breaks.side_effects import SETATTR

VALID = (
    """import torch
def f(x):  # inputs: x=f32[4]
    with torch.no_grad():
        return x + 1
""",
)
INVALID = (
    (
        """import torch
def f(x):  # inputs: x=f32[4]
    with torch.backends.cudnn.flags(enabled=False):
        return x + 1
""",
        3,
    ),
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
    if not isinstance(event.manager, Opaque):
        return None
    name = event.manager.type
    if name in _UNKNOWN:
        return Hit(CONTEXT_MANAGER, {"type": name.rpartition(".")[2]}, resumes=False)
    manager = FACTS.manager(name)
    if manager is None or not manager["breaks"]:
        return None
    brk = by_upstream(manager["breaks"][0])
    return Hit(brk, dict.fromkeys(brk.facts, name), resumes=False, gb=manager["breaks"][0])


@rule(MethodCall)
def hook(event: MethodCall) -> Hit | None:
    """`module.register_forward_hook(f)`."""
    if isinstance(event.owner, Instance) and event.name in _HOOKS:
        return Hit(SETATTR, {"name": "hooks", "type": "RemovableHandle"})
    return None

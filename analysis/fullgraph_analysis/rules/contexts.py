"""FG510, FG404: locks and files as context managers, and hooks that are registered while tracing."""

from __future__ import annotations

from fullgraph_analysis.eval.events import Enter, EnterEager, Hit, MethodCall, Resume
from fullgraph_analysis.eval.values import Instance, Opaque
from fullgraph_analysis.models.facts import FACTS
from fullgraph_analysis.rules.base import rule
from fullgraph_vocab.breaks import by_upstream
from fullgraph_vocab.breaks.exceptions import CONTEXT_MANAGER
from fullgraph_vocab.breaks.side_effects import ESCAPES, SETATTR

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
_UNKNOWN = frozenset({"threading.Lock", "io.TextIOWrapper", "torch.device"})
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
    return Hit(brk, dict.fromkeys(brk.facts, name), gb=manager["breaks"][0])


@rule(EnterEager)
def real_object(event: EnterEager) -> Hit | None:
    """What was made where the graph was broken: Dynamo resumes behind that, and does not know the object."""
    name = event.manager.type if isinstance(event.manager, Opaque) else ""
    manager = FACTS.manager(name)
    if manager is None or name in _UNKNOWN:
        return None
    return Hit(CONTEXT_MANAGER, {"type": name.rpartition(".")[2]}, resumes=False)


@rule(Resume)
def resumed(event: Resume) -> Hit | None:
    """A break inside `with warnings.catch_warnings():`, which Dynamo cannot make anew."""
    if isinstance(event.manager, Opaque) and event.manager.type == "warnings.catch_warnings":
        return Hit(ESCAPES, {"type": "catch_warnings"}, resumes=False)
    return None


@rule(MethodCall)
def hook(event: MethodCall) -> Hit | None:
    """`module.register_forward_hook(f)`."""
    if isinstance(event.owner, Instance) and event.name in _HOOKS:
        return Hit(SETATTR, {"name": "hooks", "type": "RemovableHandle"})
    return None

"""FG201, FG114: calls of what Dynamo does not trace: of the standard library and torch, `torch.autograd.Variable`."""

from __future__ import annotations

from fullgraph_analysis.eval.events import Call, CallFunction, Hit
from fullgraph_analysis.eval.values import Function
from fullgraph_analysis.models.facts import FACTS
from fullgraph_analysis.rules.base import rule
from fullgraph_vocab.breaks import by_upstream
from fullgraph_vocab.breaks.calls import DISABLED_CALL, SKIPPED_CALL
from fullgraph_vocab.breaks.control_flow import REQUESTED_BREAK

VALID = (
    """import re
def f(x):  # inputs: x=f32[4]
    return x * len(re.findall("a", "aa"))
""",
    """import math
def f(x):  # inputs: x=f32[4]
    return x * math.sqrt(2)
""",
    """import random
def f(x):  # inputs: x=f32[4]
    return x * random.randint(0, 3)
""",
)
INVALID = (
    (
        """import gc
def f(x):  # inputs: x=f32[4]
    gc.collect()
    return x
""",
        3,
    ),
    (
        """import json
def f(x):  # inputs: x=f32[4]
    return x, json.dumps({"a": 1})
""",
        3,
    ),
    (
        """import time
def f(x):  # inputs: x=f32[4]
    return x * time.time()
""",
        3,
    ),
    (
        """from torch.autograd import Variable
def f(x):  # inputs: x=f32[4]
    return Variable(x)
""",
        3,
    ),
    (
        """import torch
def f(x):  # inputs: x=f32[4]
    torch.manual_seed(0)
    return x
""",
        3,
    ),
)
_REQUESTED = frozenset({"torch._dynamo.graph_break", "torch.compiler.graph_break"})
_TRACED = frozenset({"random.randint", "random.uniform", "random.randrange"})
"""Functions of a skipped module that have a rule of their own."""
_FOLDED = frozenset({"os.environ.get", "os.getenv", "os.path.join"})
_SKIPPED_TOO = frozenset({"torch.autograd.Variable", "torch.jit.isinstance"})


def skipped(name: str) -> bool:
    """Whether a call of an outside function ends the graph."""
    if name in _SKIPPED_TOO:
        return True
    if name in _TRACED or name in _FOLDED:
        return False
    if name.startswith("torch."):
        entry = FACTS.function(name)
        kind = FACTS.kind(name)
        traced = name in _TORCH_TRACED or (kind is not None and kind != "SkipFunctionVariable")
        return entry is not None and entry["status"] == "skip" and not traced
    if name.partition(".")[0] in (
        "time",
        "random",
        "os",
        "warnings",
        "datetime",
        "uuid",
        "pickle",
        "subprocess",
        "socket",
    ):
        return FACTS.skipped(name)
    return False


_TORCH_TRACED = frozenset(
    {
        "torch.jit.is_scripting",
        "torch.jit.is_tracing",
        "torch.is_grad_enabled",
        "torch.compiler.is_compiling",
        "torch.set_grad_enabled",
        "torch._assert",
        "torch.jit.annotate",
        "torch.compiler.is_dynamo_compiling",
        "torch.onnx.is_in_onnx_export",
        "torch.jit.script",
        "torch.jit.ignore",
        "torch.jit.export",
        "torch.jit.unused",
        "torch.jit.script_if_tracing",
        "torch.overrides.has_torch_function",
        "torch.get_default_dtype",
        "torch.finfo",
        "torch.iinfo",
        "torch.cuda.current_device",
        "torch.cuda.get_device_properties",
        "torch.is_inference_mode_enabled",
        "torch.typename",
        "torch.is_autocast_enabled",
        "torch.get_autocast_gpu_dtype",
        "torch.is_autocast_cpu_enabled",
        "torch.device",
        "torch.get_autocast_dtype",
        "torch._C._get_tracing_state",
    }
)


@rule(Call)
def skipped_call(event: Call) -> Hit | None:
    """`time.time()`, `Variable(x)`."""
    if event.name in _REQUESTED:
        return Hit(REQUESTED_BREAK, {"name": event.name.rpartition(".")[2]})
    probed = FACTS.call(event.name)
    if probed == []:
        return None
    if probed is not None:
        brk = by_upstream(probed[0])
        rare = event.name == "warnings.warn"
        return Hit(brk, dict.fromkeys(brk.facts, event.name), gb=probed[0], rare=rare)
    if not skipped(event.name):
        return None
    return Hit(SKIPPED_CALL, {"name": event.name}, rare=event.name.startswith("warnings."))


@rule(CallFunction)
def disabled(event: CallFunction) -> Hit | None:
    """A function under `torch.compiler.disable`."""
    if isinstance(event.function, Function) and event.function.wrapped == "skip":
        return Hit(DISABLED_CALL, {"name": event.function.code.name})
    return None

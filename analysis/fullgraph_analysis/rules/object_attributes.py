"""FG701, FG202, FG501: attributes that Dynamo cannot look up.

A class whose `__getattr__` is no Python function; a TorchScript module, whose attributes are found by a function that
is skipped; `ctx.saved_variables`, which torch has no more.
"""

from __future__ import annotations

from fullgraph_analysis.eval.events import GetAttribute, Hit
from fullgraph_analysis.eval.values import Bound, ClassValue, External, Function, Instance, Tensor
from fullgraph_analysis.models.autograd import CONTEXT
from fullgraph_analysis.rules.base import rule
from fullgraph_vocab.breaks.calls import SKIPPED_INLINE
from fullgraph_vocab.breaks.exceptions import OBSERVED_EXCEPTION
from fullgraph_vocab.breaks.object_model import ATTRIBUTE

VALID = (
    (
        """class C:
"""
        """    def __getattr__(self, name):
"""
        """        return 1
"""
        """c = C()
"""
        """def f(x):  # inputs: x=f32[4]
"""
        """    return x * c.a
"""
    ),
)
INVALID = (
    (
        (
            """class C(dict):
"""
            """    __getattr__ = dict.__getitem__
"""
            """c = C(a=1)
"""
            """def f(x):  # inputs: x=f32[4]
"""
            """    return x * c.a
"""
        ),
        5,
    ),
)


@rule(GetAttribute)
def attribute(event: GetAttribute) -> Hit | None:
    """`config.name` through `__getattr__ = dict.__getitem__`."""
    owner = event.owner
    if isinstance(owner, Instance) and owner.cls == CONTEXT and event.name == "saved_variables":
        return Hit(OBSERVED_EXCEPTION, {"type": "AttributeError"}, resumes=False)
    if not isinstance(owner, Instance) or not isinstance(owner.cls, ClassValue):
        return None
    info = owner.cls.info
    if "torch.jit.ScriptModule" in info.externals() and isinstance(event.result, Instance | Tensor):
        return Hit(SKIPPED_INLINE, {"name": "ScriptModule.__getattr__"}, resumes=False)
    if event.name in owner.slots or event.name.startswith("__") or info.find(event.name) is not None:
        return None
    getter = info.find("__getattr__")
    if getter is not None and isinstance(getter[0], External) and not isinstance(getter[0], Function | Bound):
        return Hit(ATTRIBUTE, {"name": event.name, "type": info.name}, resumes=False)
    return None

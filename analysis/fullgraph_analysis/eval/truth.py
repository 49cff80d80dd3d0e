"""Which way a test goes, and what is known of a value after it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from fullgraph_analysis.eval.functions import Args
from fullgraph_analysis.eval.joins import options
from fullgraph_analysis.eval.values import (
    Bound,
    ClassValue,
    Const,
    DictObj,
    External,
    Function,
    Instance,
    IteratorObj,
    ListObj,
    Method,
    ModuleValue,
    Opaque,
    Partial,
    Tensor,
    Tuple,
    Union,
    Value,
)

if TYPE_CHECKING:
    import libcst as cst

    from fullgraph_analysis.eval.evaluator import Evaluator
    from fullgraph_analysis.eval.frames import Frame

_TRUE = (Function, Bound, Method, ClassValue, External, ModuleValue, Partial, IteratorObj)


def truth(ev: Evaluator, f: Frame, node: cst.CSTNode, value: Value) -> bool | None:
    """Whether a value counts as true; None if the source does not decide it."""
    answers = {_truth_of_one(ev, f, node, option) for option in options(value)}
    return answers.pop() if len(answers) == 1 else None


def _truth_of_one(ev: Evaluator, f: Frame, node: cst.CSTNode, value: Value) -> bool | None:
    if isinstance(value, Const):
        return bool(value.value)
    if isinstance(value, _TRUE):
        return True
    if isinstance(value, Tuple):
        return bool(value.items) if value.items is not None else None
    if isinstance(value, ListObj):
        return bool(value.content.items) if value.content.items is not None else None
    if isinstance(value, DictObj):
        entries = value.content
        return True if entries.known else None if entries.open else False
    if isinstance(value, Instance):
        return _truth_of_instance(ev, f, node, value)
    return None


def _truth_of_instance(ev: Evaluator, f: Frame, node: cst.CSTNode, value: Instance) -> bool | None:
    if value.container is not None:
        return _truth_of_one(ev, f, node, value.container)
    if isinstance(value.cls, External):
        return True
    if value.cls.info.has_unknown_base():
        return None
    for name in ("__bool__", "__len__"):
        result = ev.call_special(f, node, value, name, Args())
        if result is not None:
            return truth(ev, f, node, result)
    return True


def narrowed(value: Value, outcome: bool) -> Value:
    """What is left of a value that was found true (or false)."""
    if not isinstance(value, Union):
        return value
    kept = tuple(option for option in value.options if _may_be(option, outcome))
    return value if not kept else kept[0] if len(kept) == 1 else Union(kept)


def _may_be(value: Value, outcome: bool) -> bool:
    if isinstance(value, Const):
        return bool(value.value) == outcome
    if isinstance(value, (*_TRUE, Instance, Opaque)):
        return outcome or isinstance(value, Instance)
    return True


def without(value: Value, unwanted: Value) -> Value:
    """A value that is known not to be a certain constant."""
    if not isinstance(value, Union):
        return value
    kept = tuple(option for option in value.options if option != unwanted)
    return value if not kept else kept[0] if len(kept) == 1 else Union(kept)


def is_tensor(value: Value) -> bool:
    """Whether a value is a tensor whose truth is data."""
    return isinstance(value, Tensor)

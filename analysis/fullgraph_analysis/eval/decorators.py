"""Decorators, and objects that are assumed because an annotation or a root asks for one."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from fullgraph_analysis.eval.annotations import annotated_value
from fullgraph_analysis.eval.classes import ClassInfo
from fullgraph_analysis.eval.frames import Activation, Frame
from fullgraph_analysis.eval.functions import Args
from fullgraph_analysis.eval.instances import instantiate
from fullgraph_analysis.eval.joins import scalar_type, union
from fullgraph_analysis.eval.scopes import Scope
from fullgraph_analysis.eval.values import (
    NONE,
    UNKNOWN,
    Bound,
    ClassValue,
    Const,
    Descriptor,
    External,
    Function,
    Instance,
    Method,
    Opaque,
    Partial,
    Scalar,
    Unknown,
    Value,
)

if TYPE_CHECKING:
    import libcst as cst

    from fullgraph_analysis.eval.evaluator import Evaluator
    from fullgraph_analysis.eval.functions import FunctionCode, Param

_ROLES = {
    "builtins.property": "property",
    "builtins.staticmethod": "staticmethod",
    "builtins.classmethod": "classmethod",
    "functools.cached_property": "cached_property",
    "abc.abstractproperty": "property",
    "torch.jit.unused.property": "property",
}
_SKIPPING = ("torch.compiler.disable", "torch._dynamo.disable", "torch._disable_dynamo", "torch.compiler.graph_break")
_DECORATOR_STEPS = 600
"""Decorators that wrap a function do little; those that do a lot do it to docstrings."""
_SCRIPTED = ("torch.jit.script", "torch.jit.script_method")


def decorate(ev: Evaluator, f: Frame, node: cst.CSTNode, decorator: Value, value: Value) -> Value:
    """What a decorator makes of a function or class."""
    if isinstance(decorator, External):
        return _outside(decorator.name, value)
    if isinstance(decorator, Opaque):
        return _outside(decorator.type, value)
    if isinstance(decorator, Method):
        if not isinstance(decorator.owner, Descriptor):
            return value
        return replace(decorator.owner, setter=value) if decorator.name == "setter" else decorator.owner
    if isinstance(decorator, Function | Bound | Partial | ClassValue) or (
        isinstance(decorator, Instance) and isinstance(decorator.cls, ClassValue)
    ):
        result: Value = UNKNOWN
        with ev.apart(own_budget=True, steps=_DECORATOR_STEPS):
            result = ev.call(f, node, decorator, Args([value]))
        if isinstance(value, ClassValue) and not isinstance(result, ClassValue):
            return value
        return value if result == UNKNOWN else result
    return value


def _outside(name: str, value: Value) -> Value:
    role = _ROLES.get(name)
    if role is not None:
        return Descriptor(role, value)  # type: ignore[arg-type]
    if name == "dataclasses.dataclass" and isinstance(value, ClassValue):
        value.info.dataclass = True
        return value
    if isinstance(value, Function):
        if name in _SKIPPING:
            return replace(value, wrapped="skip")
        if name in _SCRIPTED:
            return replace(value, wrapped="script")
        if name in ("contextlib.contextmanager", "contextlib.asynccontextmanager"):
            return replace(value, wrapped="contextmanager")
        if name.startswith(("torch.compile", "torch._dynamo.optimize")) and not name.startswith("torch.compiler"):
            return replace(value, wrapped="compiled")
    return value


def assume(ev: Evaluator, f: Frame, node: cst.CSTNode, cls: ClassValue) -> Value:
    """An object of a class, its constructor run with what annotations and defaults say of the arguments."""
    known = ev.assumed.get(cls.info)
    if known is not None:
        ev.used |= known[1]
        return known[0]
    result: Value = UNKNOWN
    with ev.noting() as used:
        used.add(cls.info.chunk)
        with ev.apart(own_budget=True):
            ev.assuming += 1
            try:
                result = _assume(ev, f, node, cls)
            finally:
                ev.assuming -= 1
        if result == UNKNOWN and cls.info in ev.assumed:
            result = ev.assumed[cls.info][0]
    ev.assumed[cls.info] = (result, frozenset(used))
    return result


def _assume(ev: Evaluator, f: Frame, node: cst.CSTNode, cls: ClassValue) -> Value:
    placeholder = Instance(cls, assumed=True)
    ev.assumed[cls.info] = (placeholder, frozenset())
    found = cls.info.find("__init__")
    args = Args(open=True)
    if found is not None and isinstance(found[0], Function):
        quiet = Frame(Scope(cls.info.module), cls.info.chunk, Activation(None, cls.info.chunk), ev.state.mark())
        quiet.quiet = True
        params = found[0].code.params[1:]
        values = {
            p.name: constructor_argument(ev, cls, found[0], p)
            for p in params
            if p.kind in ("either", "keyword", "positional")
        }
        args = Args([], values)
        made = instantiate(ev, quiet, node, cls, args)
        if isinstance(made, Instance):
            placeholder.slots = made.slots
            placeholder.container = made.container
            placeholder.stamp = made.stamp
    elif found is None:
        made = instantiate(ev, f, node, cls, Args())
        if isinstance(made, Instance):
            placeholder.slots = {name: like_default(value) for name, value in made.slots.items()}
            placeholder.container = made.container
        else:
            return made
    return placeholder


def like_default(value: Value) -> Value:
    """What a field may be whose default is known: any value of that type, or something else than None."""
    if value == NONE:
        return union([NONE, UNKNOWN])
    name = scalar_type(value)
    return Scalar(name) if name is not None else value  # type: ignore[arg-type]


def constructor_argument(ev: Evaluator, cls: ClassValue, function: Function, param: Param) -> Value:
    """As `argument`; a parameter without annotation is what the class annotates the attribute of the same name with."""
    value = argument(ev, function, param)
    if not isinstance(value, Unknown) or param.annotation is not None:
        return value
    found = cls.info.annotation(param.name)
    if found is None:
        return value
    node, chunk = found
    owner = next(
        base for base in cls.info.mro() if isinstance(base, ClassInfo) and base.annotate(param.name) is not None
    )
    frame = Frame(Scope(owner.module), chunk, Activation(None, chunk), ev.state.mark())
    frame.quiet = True
    return annotated_value(ev, frame, node)


def argument(ev: Evaluator, function: Function, param: Param) -> Value:
    """What an argument is that nobody passes: what its annotation says, or a value like its default."""
    default = function.defaults.get(param.name)
    said: Value = UNKNOWN
    if param.annotation is not None:
        said = annotated_value(ev, quiet_frame(ev, function.code), param.annotation)
    if default is None:
        return said
    if default == NONE:
        return union([NONE, said]) if said != UNKNOWN else union([NONE, UNKNOWN])
    if said != UNKNOWN and not isinstance(said, Scalar):
        return said
    name = scalar_type(default)
    if name is not None and isinstance(default, Const):
        return Scalar(name) if said == UNKNOWN else said  # type: ignore[arg-type]
    return default


def quiet_frame(ev: Evaluator, code: FunctionCode) -> Frame:
    """A frame at a function's definition, for reading annotations: nothing in it is a finding."""
    frame = Frame(Scope(code.module), code.chunk, Activation(None, code.chunk), ev.state.mark())
    frame.quiet = True
    return frame

"""`owner.name`, for every sort of owner."""

from __future__ import annotations

from typing import TYPE_CHECKING

from fullgraph_analysis.eval.events import GetAttribute
from fullgraph_analysis.eval.functions import Args
from fullgraph_analysis.eval.instances import bind_attribute
from fullgraph_analysis.eval.joins import scalar_type
from fullgraph_analysis.eval.values import (
    NONE,
    UNKNOWN,
    Bound,
    ClassValue,
    Const,
    Descriptor,
    DictObj,
    External,
    Function,
    Instance,
    IteratorObj,
    ListObj,
    Method,
    ModuleValue,
    Opaque,
    Scalar,
    SuperValue,
    Tensor,
    Tuple,
    Value,
)
from fullgraph_analysis.models.facts import FACTS
from fullgraph_analysis.models.tensor_attributes import tensor_attribute

if TYPE_CHECKING:
    import libcst as cst

    from fullgraph_analysis.eval.evaluator import Evaluator
    from fullgraph_analysis.eval.frames import Frame


def get_attribute(ev: Evaluator, f: Frame, node: cst.CSTNode, owner: Value, name: str) -> Value:
    """The value of an attribute; unknown where it cannot be found."""
    return ev.each(f, owner, lambda option: _attribute(ev, f, node, option, name))


def _attribute(ev: Evaluator, f: Frame, node: cst.CSTNode, owner: Value, name: str) -> Value:
    result = _of_one(ev, f, node, owner, name)
    if isinstance(owner, Tensor | Instance | Opaque) and not f.quiet:
        ev.fire(f, node, GetAttribute(owner, name, result))
    return result


def _of_one(ev: Evaluator, f: Frame, node: cst.CSTNode, owner: Value, name: str) -> Value:
    if isinstance(owner, Instance):
        return instance_attribute(ev, f, node, owner, name)
    if isinstance(owner, Tensor):
        return tensor_attribute(owner, name)
    if isinstance(owner, ModuleValue | External):
        return ev.world.member(owner, name)
    if isinstance(owner, ClassValue):
        return class_attribute(owner, name)
    if isinstance(owner, SuperValue):
        return _super_attribute(ev, f, node, owner, name)
    if isinstance(owner, Tuple) and name in owner.fields and owner.items is not None:
        return owner.items[owner.fields.index(name)]
    if isinstance(owner, Function | Bound):
        return _function_attribute(owner, name)
    if isinstance(owner, Opaque):
        return _opaque_attribute(owner, name)
    if isinstance(owner, ListObj | DictObj | IteratorObj | Tuple | Descriptor) or scalar_type(owner) is not None:
        return _plain_attribute(owner, name)
    return _OF_UNKNOWN.get(name, UNKNOWN)


_OF_UNKNOWN: dict[str, Value] = {"device": Opaque("torch.device"), "dtype": Opaque("torch.dtype")}
"""Attributes that only tensors and their kin have."""


def _plain_attribute(owner: Value, name: str) -> Value:
    if name in ("real", "imag", "numerator") and scalar_type(owner) is not None:
        return owner
    if name == "__class__":
        return External(f"builtins.{scalar_type(owner)}") if scalar_type(owner) is not None else UNKNOWN
    cls = _PLAIN.get(owner.cls) if isinstance(owner, ListObj | DictObj | Tuple) else None
    return UNKNOWN if cls is not None and not hasattr(cls, name) else Method(owner, name)


_PLAIN: dict[str, type] = {"list": list, "dict": dict, "tuple": tuple, "set": set}
"""Types of which it is known what attributes their objects have."""


def _opaque_attribute(owner: Opaque, name: str) -> Value:
    if owner.type.startswith("code:") and name == "co_varnames":
        return Tuple(tuple(Const(part) for part in owner.type.removeprefix("code:").split(",")))
    if owner.type == "torch.device":
        return {"type": Scalar("str"), "index": UNKNOWN}.get(name, UNKNOWN)
    return Method(owner, name)


def _function_attribute(owner: Value, name: str) -> Value:
    code = owner.code if isinstance(owner, Function) else None
    if name in ("__name__", "__qualname__"):
        return Scalar("str") if code is None else Const(code.name)
    if name == "__code__" and code is not None:
        return Opaque(f"code:{','.join(code.variables())}")
    if isinstance(owner, Bound) and name == "__self__":
        return owner.self
    return owner.func if isinstance(owner, Bound) and name == "__func__" else UNKNOWN


def instance_attribute(ev: Evaluator, f: Frame, node: cst.CSTNode, owner: Instance, name: str) -> Value:
    """An attribute of an object: its own, its class's, or what `__getattr__` makes up."""
    own = owner.slots.get(name)
    if isinstance(owner.cls, External):
        if own is not None:
            return own
        return _outside_attribute(ev, owner, owner.cls.name, name)
    info = owner.cls.info
    found = info.find(name)
    if found is not None and isinstance(found[0], Descriptor) and found[0].role in ("property", "cached_property"):
        return ev.call(f, node, found[0].func, Args([owner]))
    if own is not None:
        return own
    if name == "__class__":
        return owner.cls
    if name == "__dict__":
        return UNKNOWN
    if found is not None:
        value = bind_attribute(found[0], owner)
        return _widened(value) if owner.assumed and not _is_module(ev, owner) else value
    renamed = _through_getattribute(ev, f, node, owner, name)
    return _made_up(ev, f, node, owner, name) if renamed == UNKNOWN else renamed


def _made_up(ev: Evaluator, f: Frame, node: cst.CSTNode, owner: Instance, name: str) -> Value:
    """What outside bases have, or what `__getattr__` makes up."""
    assert isinstance(owner.cls, ClassValue)
    info = owner.cls.info
    if owner.assumed or info.has_unknown_base():
        outside = _outside_of_bases(ev, owner, name)
        return UNKNOWN if outside is None else outside
    getter = info.find("__getattr__")
    if getter is not None:
        return ev.call(f, node, Bound(getter[0], owner), Args([Const(name)]))
    outside = _outside_of_bases(ev, owner, name)
    return UNKNOWN if outside is None else outside


def _through_getattribute(ev: Evaluator, f: Frame, node: cst.CSTNode, owner: Instance, name: str) -> Value:
    """What the class's own `__getattribute__` finds; asked only where there is no attribute of that very name."""
    assert isinstance(owner.cls, ClassValue)
    getter = owner.cls.info.find("__getattribute__")
    if getter is None or not isinstance(getter[0], Function) or any(code is getter[0].code for code in ev.stack):
        return UNKNOWN
    return ev.call(f, node, Bound(getter[0], owner), Args([Const(name)]))


def _is_module(ev: Evaluator, owner: Instance) -> bool:
    return ev.is_instance_of(owner, "torch.nn.Module") is True


def _widened(value: Value) -> Value:
    """A class attribute of an object that is only assumed: its type is known, its value is not."""
    if isinstance(value, Const) and value != NONE:
        name = scalar_type(value)
        return Scalar(name) if name is not None else value  # type: ignore[arg-type]
    return UNKNOWN if value == NONE else value


def _outside_of_bases(ev: Evaluator, owner: Instance, name: str) -> Value | None:
    assert isinstance(owner.cls, ClassValue)
    for base in owner.cls.info.externals():
        value = _outside_attribute(ev, owner, base, name)
        if value != UNKNOWN:
            return value
    return None


def _outside_attribute(ev: Evaluator, owner: Instance, base: str, name: str) -> Value:
    """An attribute that an outside class gives its objects."""
    if name == "training" and FACTS.is_subclass(base, "torch.nn.Module"):
        return ev.training
    tensors = FACTS.layer_tensors(base)
    if name in tensors:
        return tensors[name]
    if owner.container is not None and not base.startswith("torch.nn."):
        return Method(owner.container, name)
    has = FACTS.has_member(base, name)
    if has or (has is None and base.startswith("torch.")):
        return Method(owner, name)
    return UNKNOWN


def class_attribute(owner: ClassValue, name: str) -> Value:
    """`Class.name`."""
    info = owner.info
    if name in ("__name__", "__qualname__"):
        return Const(info.name)
    found = info.find(name)
    if found is None:
        return Method(owner, name) if info.externals() else UNKNOWN
    value = found[0]
    if isinstance(value, Descriptor):
        return Bound(value.func, owner) if value.role == "classmethod" else value.func
    return value


def _super_attribute(ev: Evaluator, f: Frame, node: cst.CSTNode, owner: SuperValue, name: str) -> Value:
    instance = owner.obj
    mro_of = (
        instance.cls.info if isinstance(instance, Instance) and isinstance(instance.cls, ClassValue) else owner.info
    )
    if isinstance(instance, ClassValue):
        mro_of = instance.info
    found = mro_of.find(name, after=owner.info)
    if found is None:
        return Method(owner, name)
    value = bind_attribute(found[0], instance)
    if isinstance(value, Descriptor):
        return ev.call(f, node, value.func, Args([instance]))
    return value

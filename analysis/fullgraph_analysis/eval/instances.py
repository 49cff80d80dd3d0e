"""Objects: making them, calling them, their special methods, `super()`."""

from __future__ import annotations

from typing import TYPE_CHECKING

from fullgraph_analysis.eval.classes import ClassInfo
from fullgraph_analysis.eval.expressions.subscripts import get_item
from fullgraph_analysis.eval.fingerprints import fingerprint
from fullgraph_analysis.eval.functions import Args
from fullgraph_analysis.eval.joins import options, scalar_type, union
from fullgraph_analysis.eval.registry import EXTERNALS
from fullgraph_analysis.eval.values import (
    NONE,
    UNKNOWN,
    Bound,
    ClassValue,
    Const,
    Descriptor,
    DictObj,
    Entries,
    External,
    Function,
    Instance,
    ListObj,
    Opaque,
    Tensor,
    Tuple,
    Union,
    Value,
)
from fullgraph_analysis.models.facts import FACTS

if TYPE_CHECKING:
    from collections.abc import Iterator

    import libcst as cst

    from fullgraph_analysis.eval.evaluator import Evaluator
    from fullgraph_analysis.eval.frames import Frame
    from fullgraph_analysis.eval.values import SuperValue

LISTS = ("torch.nn.ModuleList", "torch.nn.Sequential", "torch.nn.ParameterList", "builtins.list", "collections.deque")
DICTS = (
    "torch.nn.ModuleDict",
    "torch.nn.ParameterDict",
    "builtins.dict",
    "collections.OrderedDict",
    "collections.defaultdict",
)


def instantiate(ev: Evaluator, f: Frame, node: cst.CSTNode, cls: ClassValue, args: Args) -> Value:
    """An object of a class whose source is read."""
    info = cls.info
    externals = info.externals()
    if any(name.startswith("enum.") for name in externals):
        return Opaque("enum.Enum") if "enum.Enum" in externals else UNKNOWN  # a number or text may be anything
    if "typing.NamedTuple" in externals:
        return _named_tuple(ev, info, args)
    shared = ev.assuming and f.quiet and any(FACTS.is_subclass(name, "torch.nn.Module") for name in externals)
    if not shared:
        return _make(ev, f, node, cls, args)
    key = (info, tuple(map(fingerprint, args.positional)), tuple((k, fingerprint(v)) for k, v in args.keywords.items()))
    known = ev.made.get(key)
    if known is None:
        with ev.noting() as used:
            made = _make(ev, f, node, cls, args)
        known = ev.made[key] = (made, frozenset(used))
    ev.used |= known[1]
    return known[0]


def _make(ev: Evaluator, f: Frame, node: cst.CSTNode, cls: ClassValue, args: Args) -> Instance:
    """A new object, its constructor run."""
    info = cls.info
    externals = info.externals()
    instance = Instance(cls)
    found = info.find("__init__")
    if found is not None and isinstance(found[0], Function):
        ev.call(f, node, Bound(found[0], instance), args)
    elif _is_dataclass(info):
        _fill_fields(ev, f, node, instance, args)
    else:
        init_external(ev, f, node, instance, externals, args)
    return instance


def _is_dataclass(info: ClassInfo) -> bool:
    return any(getattr(base, "dataclass", False) for base in info.mro())


def _fields(info: ClassInfo) -> list[tuple[str, ClassInfo]]:
    """The fields of a dataclass, those of the bases first."""
    fields: dict[str, ClassInfo] = {}
    for base in reversed(info.mro()):
        if isinstance(base, ClassInfo):
            for name in base.annotations:
                fields[name] = base
    return list(fields.items())


def _fill_fields(ev: Evaluator, f: Frame, node: cst.CSTNode, instance: Instance, args: Args) -> None:
    assert isinstance(instance.cls, ClassValue)
    rest = list(args.positional)
    for name, base in _fields(instance.cls.info):
        value = rest.pop(0) if rest else args.keywords.get(name)
        if value is None:
            value = base.own(name) or UNKNOWN
            if isinstance(value, DictObj | ListObj):
                value = UNKNOWN
        ev.state.write(instance, name, value)
    ev.call_special(f, node, instance, "__post_init__", Args())


def _named_tuple(ev: Evaluator, info: ClassInfo, args: Args) -> Value:
    names = [name for name, _ in _fields(info)]
    items: list[Value] = []
    for position, name in enumerate(names):
        value = args.get(position, name)
        items.append(value if value is not None else info.own(name) or UNKNOWN)
    return Tuple(tuple(items), cls=info.qualname, fields=tuple(names))


def init_external(ev: Evaluator, f: Frame, node: cst.CSTNode, instance: Instance, names: list[str], args: Args) -> None:
    """What the constructor of an outside base class sets up."""
    for name in names:
        model = EXTERNALS.get(f"{name}.__init__")
        if model is not None:
            model(ev, f, node, args.with_self(instance))
            return
        if name in LISTS:
            first = args.get(0)
            items = ev.items(f, node, first) if first is not None and name != "torch.nn.Sequential" else Tuple(())
            if name == "torch.nn.Sequential":
                items = Tuple(tuple(args.positional)) if not args.open else Tuple(None, union(args.positional))
                if len(args.positional) == 1 and isinstance(first, DictObj):
                    instance.container = first
                    return
            instance.container = ListObj(items)
            return
        if name in DICTS:
            first = args.get(1 if name == "collections.defaultdict" else 0)
            known = tuple(args.keywords.items())
            content = first.content if isinstance(first, DictObj) else Entries(known, open=first is not None)
            instance.container = DictObj(content)
            return
        parameters = FACTS.module_parameters(name)
        if parameters is not None:
            fill_layer(ev, instance, name, args)
            return


_SWITCHES = {
    "weight": ("affine", "elementwise_affine"),
    "bias": ("bias", "affine"),
    "running_mean": ("track_running_stats",),
    "running_var": ("track_running_stats",),
    "num_batches_tracked": ("track_running_stats",),
}
"""The constructor arguments of layers that leave a tensor out where they are false."""


def fill_layer(ev: Evaluator, instance: Instance, name: str, args: Args) -> None:
    """Keep a torch module's constructor arguments as its attributes, and the tensors that they have it make."""
    for position, (parameter, default) in enumerate(FACTS.module_parameters(name) or ()):
        value = args.get(position, parameter)
        if value is None:
            value = UNKNOWN if args.open or default is FACTS.no_default else Const(default)
        ev.state.write(instance, parameter, value)
    for tensor_name, tensor in FACTS.layer_tensors(name).items():
        switches = [instance.slots[slot] for slot in _SWITCHES.get(tensor_name, ()) if slot in instance.slots]
        ev.state.write(instance, tensor_name, _made(tensor, switches))


def _made(tensor: Tensor, switches: list[Value]) -> Value:
    """A tensor of a layer, or None where an argument says that it has none."""
    known = [bool(switch.value) if isinstance(switch, Const) else None for switch in switches]
    if False in known:
        return NONE
    return union([tensor, NONE]) if None in known else tensor


def call_instance(ev: Evaluator, f: Frame, node: cst.CSTNode, instance: Instance, args: Args) -> Value:
    """`instance(*args)`: `__call__`, or `forward` of a module."""
    if isinstance(instance.cls, External):
        return call_layer(ev, f, node, instance, instance.cls.name, args)
    info = instance.cls.info
    for name in ("__call__", "forward"):
        found = info.find(name)
        if found is not None:
            return ev.call(f, node, bind_attribute(found[0], instance), args)
    for base in info.externals():
        if base.startswith("torch.nn."):
            return call_layer(ev, f, node, instance, base, args)
    return UNKNOWN


def call_layer(ev: Evaluator, f: Frame, node: cst.CSTNode, instance: Instance, name: str, args: Args) -> Value:
    """The result of one of torch's own modules."""
    if name == "torch.nn.Sequential":
        return _call_sequence(ev, f, node, instance, args)
    f.activation.computes = True
    return ev.outside(f, node, f"{name}.forward", args.with_self(instance))


def _call_sequence(ev: Evaluator, f: Frame, node: cst.CSTNode, instance: Instance, args: Args) -> Value:
    value = args.get(0, "input")
    if value is None or instance.container is None:
        return UNKNOWN
    if isinstance(instance.container, DictObj):
        entries = instance.container.content
        content = Tuple(None if entries.open else tuple(item for _, item in entries.known), entries.elem)
    elif isinstance(instance.container, ListObj):
        content = instance.container.content
    else:
        return UNKNOWN
    if content.items is None:
        return ev.call(f, node, content.elem, Args([value]))
    for module in content.items:
        value = ev.call(f, node, module, Args([value]))
    return value


def super_method(ev: Evaluator, f: Frame, node: cst.CSTNode, owner: SuperValue, name: str, args: Args) -> Value:
    """A method that `super()` finds in an outside class."""
    externals = owner.info.externals()
    if not isinstance(owner.obj, Instance):
        return UNKNOWN
    if name == "__init__":
        init_external(ev, f, node, owner.obj, externals, args)
        return NONE
    key, value = args.get(0), args.get(1)
    named = key.value if isinstance(key, Const) and isinstance(key.value, str) else None
    if name == "__setattr__":
        if named is not None and value is not None:
            ev.state.write(owner.obj, named, value)
        return NONE
    if name in ("__getattr__", "__getattribute__") and named is not None:
        return ev.getattr(f, node, owner.obj, named)
    if name in ("forward", "__call__"):
        result = _super_call(ev, f, node, owner.obj, externals, name, args)
        if result is not None:
            return result
    if owner.obj.container is not None:
        if name == "__getitem__" and args.positional:
            return get_item(ev, f, node, owner.obj.container, args.positional[0])
        return ev.call(f, node, ev.getattr(f, node, owner.obj.container, name), args)
    return ev.plain_method(f, node, owner.obj, name, args)


def _super_call(
    ev: Evaluator, f: Frame, node: cst.CSTNode, instance: Instance, externals: list[str], name: str, args: Args
) -> Value | None:
    """`super().__call__(...)` of a module is its `forward`; `super().forward(...)` that of torch's class."""
    if name == "__call__" and isinstance(instance.cls, ClassValue):
        found = instance.cls.info.find("forward")
        if found is not None:
            return ev.call(f, node, bind_attribute(found[0], instance), args)
    base = next((base for base in externals if base.startswith("torch.nn.")), None)
    return None if base is None else call_layer(ev, f, node, instance, base, args)


def bind_attribute(value: Value, instance: Value) -> Value:
    """What `instance.name` is, where the class has `value` under that name."""
    if isinstance(value, Descriptor):
        if value.role == "staticmethod":
            return value.func
        if value.role == "classmethod":
            cls = instance.cls if isinstance(instance, Instance) else instance
            return Bound(value.func, cls)
        return value
    if isinstance(value, Function):
        return Bound(value, instance)
    if isinstance(value, Union):
        return Union(tuple(bind_attribute(option, instance) for option in value.options))
    return value


def call_special(
    ev: Evaluator, f: Frame, node: cst.CSTNode, owner: Value, name: str, args: Args | None = None
) -> Value | None:
    """A special method that the class of an object defines; None if it has none that is known."""
    if not isinstance(owner, Instance) or not isinstance(owner.cls, ClassValue):
        return None
    found = owner.cls.info.find(name)
    if found is None or not isinstance(found[0], Function):
        return None
    return ev.call(f, node, Bound(found[0], owner), args or Args())


_BASES: dict[str, tuple[str, ...]] = {
    "bool": ("builtins.bool", "builtins.int", "numbers.Number", "numbers.Integral"),
    "int": ("builtins.int", "numbers.Number", "numbers.Integral"),
    "float": ("builtins.float", "numbers.Number", "numbers.Real"),
    "str": ("builtins.str", "collections.abc.Sequence", "collections.abc.Iterable"),
    "NoneType": ("types.NoneType",),
    "list": (
        "builtins.list",
        "collections.abc.Sequence",
        "collections.abc.Iterable",
        "collections.abc.MutableSequence",
    ),
    "tuple": ("builtins.tuple", "collections.abc.Sequence", "collections.abc.Iterable"),
    "torch.Size": ("torch.Size", "builtins.tuple", "collections.abc.Sequence", "collections.abc.Iterable"),
    "range": ("builtins.range", "collections.abc.Sequence", "collections.abc.Iterable"),
    "dict_keys": ("collections.abc.KeysView", "collections.abc.Set", "collections.abc.Iterable"),
    "dict_values": ("collections.abc.ValuesView", "collections.abc.Iterable"),
    "dict_items": ("collections.abc.ItemsView", "collections.abc.Set", "collections.abc.Iterable"),
    "OrderedDict": ("collections.OrderedDict", "builtins.dict", "collections.abc.Mapping", "collections.abc.Iterable"),
    "defaultdict": ("collections.defaultdict", "builtins.dict", "collections.abc.Mapping", "collections.abc.Iterable"),
    "Counter": ("collections.Counter", "builtins.dict", "collections.abc.Mapping", "collections.abc.Iterable"),
    "dict": ("builtins.dict", "collections.abc.Mapping", "collections.abc.Iterable", "collections.abc.MutableMapping"),
    "set": ("builtins.set", "collections.abc.Set", "collections.abc.Iterable"),
}


def type_names(value: Value) -> tuple[str, ...] | None:
    """The names of the types that a value is an instance of; None if they are not known."""
    if isinstance(value, Tensor):
        return _TENSOR_NAMES[value.cls]
    scalar = scalar_type(value)
    if scalar is not None:
        return _BASES.get(scalar, (f"builtins.{scalar}",))
    if isinstance(value, Const):
        return _BASES.get(type(value.value).__name__, (f"builtins.{type(value.value).__name__}",))
    if isinstance(value, Tuple):
        return _BASES.get(value.cls, _BASES["tuple"])
    if isinstance(value, ListObj | DictObj):
        return _BASES.get(value.cls, (f"builtins.{value.cls}",))
    if isinstance(value, Opaque):
        return (value.type,)
    if isinstance(value, Function | Bound):
        return ("types.FunctionType", "collections.abc.Callable", "typing.Callable")
    return ("builtins.type",) if isinstance(value, ClassValue) else None


_TENSOR_NAMES = {
    "tensor": ("torch.Tensor",),
    "parameter": ("torch.nn.Parameter", "torch.Tensor"),
    "ndarray": ("numpy.ndarray",),
}


def is_instance(ev: Evaluator, f: Frame, node: cst.CSTNode, value: Value, classes: Value) -> bool | None:
    """Whether a value is an instance of one of the classes; None if that is open."""
    answers = {_is_instance_of_any(option, list(_each_class(classes))) for option in options(value)}
    return answers.pop() if len(answers) == 1 else None


def _each_class(classes: Value) -> Iterator[Value]:
    if isinstance(classes, Tuple) and classes.items is not None:
        for item in classes.items:
            yield from _each_class(item)
    elif isinstance(classes, Union):
        yield UNKNOWN
    else:
        yield classes


def _is_instance_of_any(value: Value, classes: list[Value]) -> bool | None:
    answers = [_is_instance_of(value, cls) for cls in classes]
    return True if True in answers else None if None in answers else False


def _is_instance_of(value: Value, cls: Value) -> bool | None:
    if isinstance(value, Instance):
        return _object_is_instance(value, cls)
    names = type_names(value)
    if names is None:
        return None
    if isinstance(cls, External):
        if cls.name == "builtins.object":
            return True
        if cls.name in names or cls.name.replace("typing.", "collections.abc.") in names:
            return True
        return FACTS.tensor_subtype(cls.name, value)
    if isinstance(cls, ClassValue):
        return False if not (isinstance(value, Tuple) and value.fields) else value.cls == cls.info.qualname
    return None


def _object_is_instance(value: Instance, cls: Value) -> bool | None:
    if isinstance(value.cls, External):
        if isinstance(cls, External):
            return FACTS.is_subclass(value.cls.name, cls.name)
        return False if isinstance(cls, ClassValue) else None
    info = value.cls.info
    if isinstance(cls, ClassValue):
        if cls.info in info.mro():
            return True
        return None if info.has_unknown_base() or value.assumed else False
    if isinstance(cls, External):
        answers = [FACTS.is_subclass(name, cls.name) for name in info.externals()]
        if True in answers or cls.name == "builtins.object":
            return True
        return None if info.has_unknown_base() else False
    return None


def is_instance_of_name(value: Instance, name: str) -> bool | None:
    """Whether an object is an instance of an outside class."""
    return _object_is_instance(value, External(name))

"""`torch.nn.Module`: what its methods do, and module containers."""

from __future__ import annotations

from typing import TYPE_CHECKING

from fullgraph_analysis.eval.expressions.operators import concatenate
from fullgraph_analysis.eval.instances import fill_layer, init_external
from fullgraph_analysis.eval.joins import union
from fullgraph_analysis.eval.registry import external, methods
from fullgraph_analysis.eval.values import (
    NONE,
    UNKNOWN,
    Const,
    DictObj,
    External,
    Instance,
    IteratorObj,
    ListObj,
    Scalar,
    Tensor,
    Tuple,
    Value,
)
from fullgraph_analysis.models.autograd import CONTEXT, context_method
from fullgraph_analysis.models.outside import call_outside

if TYPE_CHECKING:
    import libcst as cst

    from fullgraph_analysis.eval.evaluator import Evaluator
    from fullgraph_analysis.eval.frames import Frame
    from fullgraph_analysis.eval.functions import Args

_THEMSELVES = frozenset(
    [
        "to",
        "cpu",
        "cuda",
        "half",
        "float",
        "double",
        "bfloat16",
        "eval",
        "train",
        "requires_grad_",
        "apply",
        "type",
        "share_memory",
    ]
)


@external("torch.nn.Module.__init__")
def module_init(ev: Evaluator, f: Frame, node: cst.CSTNode, args: Args) -> Value:
    return NONE


@external("torch.nn.Parameter", "torch.nn.Buffer")
def parameter(ev: Evaluator, f: Frame, node: cst.CSTNode, args: Args) -> Value:
    data = args.get(0, "data")
    grad = args.get(1, "requires_grad")
    learned = not (isinstance(grad, Const) and grad.value is False)
    if isinstance(data, Tensor):
        return Tensor(data.dtype, data.shape, "parameter", data.sure, grad=learned, source=True)
    return Tensor("float32", None, "parameter", grad=learned, source=True)


@external(
    "torch.nn.utils.weight_norm",
    "torch.nn.utils.spectral_norm",
    "torch.nn.utils.parametrizations.weight_norm",
    "torch.nn.utils.parametrizations.spectral_norm",
    "torch.jit.script",
    "torch.jit.trace",
    "torch.nn.DataParallel",
    "torch.nn.utils.remove_weight_norm",
    "copy.deepcopy",
    "copy.copy",
    "torch.jit.ignore",
    "torch.jit.export",
    "torch.jit.unused",
)
def itself(ev: Evaluator, f: Frame, node: cst.CSTNode, args: Args) -> Value:
    """Functions that hand back the module (or function) that they are given."""
    return args.positional[0] if args.positional else UNKNOWN


def make_layer(ev: Evaluator, f: Frame, node: cst.CSTNode, name: str, args: Args) -> Value:
    """`torch.nn.Linear(...)` and the like."""
    instance = Instance(External(name))
    init_external(ev, f, node, instance, [name], args)
    if instance.container is None and not instance.slots:
        fill_layer(ev, instance, name, args)
    return instance


@methods(Instance)
def instance_method(ev: Evaluator, f: Frame, node: cst.CSTNode, owner: Value, name: str, args: Args) -> Value | None:
    """Methods that an outside base class, mostly `torch.nn.Module`, gives an object."""
    assert isinstance(owner, Instance)
    if owner.cls == CONTEXT:
        return context_method(ev, owner, name, args)
    if name in _THEMSELVES:
        return owner
    if name in ("register_buffer", "register_parameter", "add_module", "register_module"):
        return _register(ev, owner, name, args)
    if name == "forward":
        base = owner.cls.name if isinstance(owner.cls, External) else "torch.nn.Module"
        return call_outside(ev, f, node, f"{base}.forward", args.with_self(owner))
    listed = _listed(owner, name)
    if listed is not None:
        return listed
    if owner.container is not None:
        return _container_method(ev, f, node, owner, name, args)
    return UNKNOWN


def _register(ev: Evaluator, owner: Instance, name: str, args: Args) -> Value:
    key, value = args.get(0, "name"), args.get(1, "tensor") or args.get(1, "param") or args.get(1, "module")
    if isinstance(key, Const) and isinstance(key.value, str):
        result = value if value is not None else NONE
        if isinstance(result, Tensor):
            cls = "parameter" if name == "register_parameter" else "tensor"
            result = Tensor(result.dtype, result.shape, cls, result.sure, source=True)  # type: ignore[arg-type]
        ev.state.write(owner, key.value, result)
        if owner.container is not None and isinstance(owner.container, ListObj):
            ev.state.write(owner.container, "items", concatenate(owner.container.content, Tuple((result,))))
    elif owner.container is not None and isinstance(owner.container, ListObj) and value is not None:
        ev.state.write(owner.container, "items", concatenate(owner.container.content, Tuple((value,))))
    else:
        owner.assumed = True
    return NONE


def submodules(owner: Instance) -> list[Value]:
    """The modules that an object holds, directly."""
    found: list[Value] = [value for value in owner.slots.values() if isinstance(value, Instance)]
    if isinstance(owner.container, ListObj):
        content = owner.container.content
        found.extend(item for item in (content.items or (content.elem,)) if isinstance(item, Instance))
    elif isinstance(owner.container, DictObj):
        found.extend(item for _, item in owner.container.content.known if isinstance(item, Instance))
    return found


def _listed(owner: Instance, name: str) -> Value | None:
    if name in ("parameters", "buffers"):
        return IteratorObj(Tuple(None, Tensor(None, None, "parameter", source=True)), "generator")
    if name in ("named_parameters", "named_buffers"):
        pair = Tuple((Scalar("str"), Tensor(None, None, "parameter", source=True)))
        return IteratorObj(Tuple(None, pair), "generator")
    if name in ("children", "modules"):
        return IteratorObj(Tuple(None, union(submodules(owner))), "generator")
    if name in ("named_children", "named_modules"):
        return IteratorObj(Tuple(None, Tuple((Scalar("str"), union(submodules(owner))))), "generator")
    return None


def _container_method(
    ev: Evaluator, f: Frame, node: cst.CSTNode, owner: Instance, name: str, args: Args
) -> Value | None:
    container = owner.container
    if isinstance(container, DictObj) and name == "items":
        return ev.plain_method(f, node, container, name, args)
    if isinstance(container, ListObj | DictObj):
        result = ev.plain_method(f, node, container, name, args)
        return owner if name in ("append", "extend", "insert") else result
    return UNKNOWN

"""From the evaluator's values to the kinds that the vocabulary names."""

from __future__ import annotations

from typing import TYPE_CHECKING

from fullgraph_analysis.eval.joins import scalar_type
from fullgraph_analysis.eval.values import (
    CERTAIN,
    LIKELY,
    NONE,
    POSSIBLE,
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
    SliceValue,
    SuperValue,
    Tensor,
    Tuple,
    Union,
    Unknown,
    Value,
)
from fullgraph_analysis.models.autograd import CONTEXT
from fullgraph_analysis.models.facts import FACTS
from fullgraph_analysis.models.outside import is_exception
from fullgraph_vocab.kinds import KINDS

if TYPE_CHECKING:
    from collections.abc import Callable

    from fullgraph_analysis.eval.classes import ClassInfo

_SHORT = {
    "float32": "f32",
    "float64": "f64",
    "float16": "f16",
    "bfloat16": "bf16",
    "int64": "i64",
    "int32": "i32",
    "int16": "i16",
    "int8": "i8",
    "uint8": "u8",
    "bool": "bool",
    "complex64": "c64",
    "complex128": "c128",
}
_ITERATORS = {
    "zip": "ZipVariable",
    "map": "MapVariable",
    "filter": "FilterVariable",
    "generator": "LocalGeneratorObjectVariable",
    "count": "CountIteratorVariable",
    "repeat": "RepeatIteratorVariable",
    "enumerate": "LocalGeneratorObjectVariable",
    "chain": "ItertoolsVariable",
    "itertools": "ItertoolsVariable",
    "reversed": "ListIteratorVariable",
    "iterator": "ListIteratorVariable",
    "list_iterator": "ListIteratorVariable",
    "tuple_iterator": "TupleIteratorVariable",
    "torch.Size_iterator": "TupleIteratorVariable",
    "range_iterator": "RangeIteratorVariable",
    "set_iterator": "SetIterator",
    "dict_iterator": "DictIterator",
    "dict_keys_iterator": "DictKeysIterator",
    "dict_values_iterator": "DictValuesIterator",
    "dict_items_iterator": "DictItemsIterator",
    "object_iterator": "ObjectIteratorVariable",
}
_PYTHON_TYPES = {
    "BuiltinVariable": "builtin_function_or_method",
    "PythonModuleVariable": "module",
    "UserDefinedClassVariable": "type",
    "UserDefinedExceptionClassVariable": "type",
    "TorchCtxManagerClassVariable": "type",
}
_SEQUENCES = {
    "range": "RangeVariable",
    "torch.Size": "SizeVariable",
    "tuple": "TupleVariable",
    "torch.return_types": "StructSequenceVariable",
    "dict_keys": "DictKeysVariable",
    "dict_values": "DictValuesVariable",
    "dict_items": "DictItemsVariable",
}
_OPAQUE = {
    "logging.Logger": "LoggingLoggerVariable",
    "re.Pattern": "RegexPatternVariable",
    "torch.torch_version.TorchVersion": "TorchVersionVariable",
    "torch.use_deterministic_algorithms": "DeterministicAlgorithmsVariable",
    "enum.Enum": "EnumVariable",
}
_DICTS = {"OrderedDict": "OrderedDictVariable", "defaultdict": "DefaultDictVariable"}


def kind_of(value: Value) -> tuple[str, str] | None:
    """The kind of a value and its Python type; None if nothing is known of it."""
    handler = _BY_TYPE.get(type(value))
    return handler(value) if handler is not None else None


def _union(value: Union) -> tuple[str, str] | None:
    """The kind that all alternatives have, or all but None and what is not known: see `sureness`."""
    said = [python_kind(option) for option in value.options if not _nothing(option)] or [python_kind(value.options[0])]
    kinds = dict(found for found in said if found is not None)
    if len(kinds) != 1 or None in said:
        return None
    types = dict.fromkeys(found[1] for found in map(python_kind, value.options) if found is not None)
    return next(iter(kinds)), " | ".join("None" if name == "NoneType" else name for name in types)


def _nothing(value: Value) -> bool:
    return isinstance(value, Unknown) or value == NONE


def _tensor(value: Tensor) -> tuple[str, str]:
    if value.cls == "ndarray":
        return "NumpyNdarrayVariable", "numpy.ndarray"
    return "TensorVariable", "torch.nn.Parameter" if value.cls == "parameter" else "torch.Tensor"


def _tuple(value: Tuple) -> tuple[str, str]:
    if value.fields and value.cls not in _SEQUENCES:
        return "NamedTupleVariable", value.cls
    return _SEQUENCES.get(value.cls, "TupleVariable"), value.cls


def _list(value: ListObj) -> tuple[str, str]:
    kinds = {"set": "SetVariable", "frozenset": "FrozensetVariable", "deque": "DequeVariable"}
    return kinds.get(value.cls, "ListVariable"), value.cls


def _external(value: External) -> tuple[str, str] | None:
    name = value.name
    traced = FACTS.kind(name)
    if traced is not None:
        return traced, _PYTHON_TYPES.get(traced, "function")
    if name.startswith("builtins."):
        return "BuiltinVariable", "builtin_function_or_method"
    if "." not in name or name in ("torch.nn", "torch.nn.functional", "os.path", "numpy.random", "torch.linalg"):
        return "PythonModuleVariable", "module"
    if name.startswith("numpy."):
        return "NumpyVariable", "function"
    entry = FACTS.function(name) if name.startswith("torch.") else None
    if entry is not None:
        kind = {
            "graph": "TorchInGraphFunctionVariable",
            "skip": "SkipFunctionVariable",
            "inline": "UserFunctionVariable",
        }
        found = kind.get(entry["status"])
        return (found, "function") if found is not None else None
    if name.startswith("torch.") and name.rpartition(".")[2] in _SHORT:
        return "ConstantVariable", "torch.dtype"
    return None


def _outside_instance(cls: External) -> tuple[str, str]:
    name = cls.name
    if FACTS.is_subclass(name, "torch.nn.Module"):
        plain = FACTS.is_rnn(name) or FACTS.is_container(name)
        return "UnspecializedNNModuleVariable" if plain else "UnspecializedBuiltinNNModuleVariable", name
    return "AutogradFunctionContextVariable" if cls == CONTEXT else "UserDefinedObjectVariable", name


def _is_torchs_own(info: ClassInfo) -> bool:
    """Whether a module class whose source is read is one of torch's layers, containers and recurrent ones aside."""
    name = FACTS.canonical(f"{info.module.name}.{info.name}")
    own = info.module.name.startswith(("torch.nn.modules.", "torch.ao."))
    return own and not FACTS.is_container(name) and not FACTS.is_rnn(name)


def _instance(value: Instance) -> tuple[str, str]:
    if isinstance(value.cls, External):
        return _outside_instance(value.cls)
    info = value.cls.info
    bases = info.externals()
    if "collections.OrderedDict" in bases:
        return "OrderedDictVariable", info.qualname
    if any(base.endswith(".MutableMapping") for base in bases):
        return "MutableMappingVariable", info.qualname
    if info.find("__enter__") is not None and info.find("__exit__") is not None:
        return "GenericContextWrappingVariable", info.qualname
    if any(FACTS.is_subclass(base, "torch.nn.Module") for base in bases):
        kind = "UnspecializedBuiltinNNModuleVariable" if _is_torchs_own(info) else "UnspecializedNNModuleVariable"
        return kind, info.qualname
    for base, kind in (
        ("dict", "UserDefinedDictVariable"),
        ("list", "UserDefinedListVariable"),
        ("tuple", "UserDefinedTupleVariable"),
        ("set", "UserDefinedSetVariable"),
    ):
        if f"builtins.{base}" in bases:
            return kind, info.qualname
    if any(is_exception(base) for base in bases):
        return "UserDefinedExceptionObjectVariable", info.qualname
    frozen = any(getattr(base, "frozen", False) for base in info.mro())
    return "FrozenDataClassVariable" if frozen else "UserDefinedObjectVariable", info.qualname


def _function(value: Function) -> tuple[str, str]:
    inner = value.scope is not value.code.module.scope and not value.scope.is_class
    return "NestedUserFunctionVariable" if inner else "UserFunctionVariable", "function"


def _method(value: Method) -> tuple[str, str] | None:
    if isinstance(value.owner, Instance | ClassValue | External):
        return None
    outside = isinstance(value.owner, SuperValue) and any(map(FACTS.is_class, value.owner.info.externals()))
    return "UserMethodVariable" if outside else "GetAttrVariable", "builtin_function_or_method"


def _class(value: ClassValue) -> tuple[str, str]:
    bases = value.info.externals()
    if "torch.autograd.Function" in bases or "torch.autograd.function.Function" in bases:
        return "AutogradFunctionVariable", "type"
    if any(is_exception(base) for base in bases):
        return "UserDefinedExceptionClassVariable", "type"
    return "UserDefinedClassVariable", "type"


def _opaque(value: Opaque) -> tuple[str, str] | None:
    if value.type in ("torch.device", "torch.dtype"):
        return "ConstantVariable", value.type
    if value.type in _OPAQUE:
        return _OPAQUE[value.type], value.type
    if is_exception(value.type):
        return "ExceptionVariable", value.type
    if FACTS.is_subclass(value.type, FACTS.canonical("torch.optim.optimizer.Optimizer")):
        return "OptimizerVariable", value.type
    if FACTS.is_subclass(value.type, FACTS.canonical("torch.distributed.tensor.placement_types.Placement")):
        return "PlacementVariable", value.type
    manager = FACTS.manager(value.type)
    return (manager["kind"], value.type) if manager is not None and manager["kind"] in KINDS else None


_BY_TYPE: dict[type, Callable[..., tuple[str, str] | None]] = {
    Union: _union,
    Tensor: _tensor,
    Const: lambda v: ("ConstantVariable", type(v.value).__name__),
    Tuple: _tuple,
    ListObj: _list,
    DictObj: lambda v: (_DICTS.get(v.cls, "ConstDictVariable"), v.cls),
    IteratorObj: lambda v: (_ITERATORS.get(v.cls, "IteratorVariable"), v.cls),
    SliceValue: lambda v: ("SliceVariable", "slice"),
    External: _external,
    ModuleValue: lambda v: ("PythonModuleVariable", "module"),
    Function: _function,
    Bound: lambda v: ("UserMethodVariable", "method"),
    Method: _method,
    Partial: lambda v: ("FunctoolsPartialVariable", "functools.partial"),
    ClassValue: _class,
    SuperValue: lambda v: ("SuperVariable", "super"),
    Instance: _instance,
    Opaque: _opaque,
    Unknown: lambda v: None,
}


def python_kind(value: Value) -> tuple[str, str] | None:
    """As `kind_of`, with numbers whose value is not known as constants, which sizes are by default."""
    name = scalar_type(value)
    if name is not None and not isinstance(value, Const):
        return "ConstantVariable", name
    return kind_of(value)


def detail(value: Value) -> str:
    """Dtype and shape of a tensor, as far as they are known."""
    if not isinstance(value, Tensor):
        return ""
    dtype = _SHORT.get(value.dtype or "", value.dtype or "?")
    if value.shape is None:
        return f"{dtype}[...]" if value.dtype is not None else ""
    return f"{dtype}[{', '.join('?' if size is None else str(size) for size in value.shape)}]"


def sureness(value: Value) -> int:
    """How sure the kind of a value is."""
    if isinstance(value, Tensor):
        return value.sure
    if isinstance(value, Union):
        return POSSIBLE if len({_kind_name(option) for option in value.options}) > 1 else LIKELY
    return CERTAIN


def _kind_name(value: Value) -> str:
    found = python_kind(value)
    return found[0] if found is not None else ""

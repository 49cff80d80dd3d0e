"""Which callables are inlined, put in the graph, folded, or run outside: the behaviour of `torch._dynamo.trace_rules`.

The facts are a table generated from torch (`models/torch/generate.py`); what a user's own decorators said
(`allow_in_graph`, `disallow_in_graph` ...) is read from torch where it keeps it, if it has been imported at all.
Asked for every function that a trace meets: an answer is one look-up in a dictionary, and one per file for the rest.
"""

from __future__ import annotations

import functools
import importlib.util
import inspect
import json
import sys
import typing
import unittest
from pathlib import Path
from types import (
    BuiltinFunctionType,
    CodeType,
    FunctionType,
    MethodDescriptorType,
    MethodType,
    ModuleType,
    WrapperDescriptorType,
)
from typing import Any, Literal

import torch

Rule = Literal[
    "inline",
    "in_graph",
    "skip",
    "context_manager",
    "functorch",
    "functional_call",
    "reparametrize",
    "sparse_creation",
    "pytree_node_type",
    "pytree_is_leaf",
    "inspect_signature",
]

RESUME_PREFIX = "torch_dynamo_resume_in"
_FUNCTION_TYPES = (FunctionType, BuiltinFunctionType, MethodDescriptorType, WrapperDescriptorType)
_OPERATOR_TYPES = (torch._ops.OpOverload, torch._ops.OpOverloadPacket)  # noqa: SLF001 - torch's own names for operators
_NOT_TENSOR_METHODS = frozenset({"__new__", "_make_wrapper_subclass", "_make_subclass"})


class UnknownReleaseError(Exception):
    """There is no table for the installed torch."""


def _data_file() -> Path:
    release = ".".join(torch.__version__.split(".")[:2])
    path = Path(__file__).parent / "models" / "torch" / "data" / f"torch-{release}.json"
    if not path.exists():
        known = ", ".join(sorted(p.stem.removeprefix("torch-") for p in path.parent.glob("torch-*.json")))
        raise UnknownReleaseError(f"torch {torch.__version__} is not supported (supported releases: {known})")
    return path


@functools.cache
def facts() -> dict[str, Any]:
    """The generated table of the installed release."""
    loaded: dict[str, Any] = json.loads(_data_file().read_text(encoding="utf-8"))
    return loaded


class NamedTable:
    """Objects by the names that lead to them, found as their modules get imported. It never imports one."""

    def __init__(self, entries: dict[str, list[tuple[str, Any]]]) -> None:
        self._pending = entries
        self._modules_seen = -1
        self.found: dict[Any, Any] = {}

    @classmethod
    def of(cls, values: dict[str, Any]) -> NamedTable:
        """From a mapping of dotted names (`module.name`, `module.Class#name`) to what is known of them."""
        by_module: dict[str, list[tuple[str, Any]]] = {}
        for name, value in values.items():
            path, _, attribute = name.partition("#")
            module, _, rest = path.rpartition(".")
            by_module.setdefault(module, []).append((f"{rest}.{attribute}" if attribute else rest, value))
        return cls(by_module)

    def get(self, value: Any) -> Any:
        """What is known of an object, or None."""
        if len(sys.modules) != self._modules_seen:
            self._scan()
        return self.found.get(value)

    def _scan(self) -> None:
        self._modules_seen = len(sys.modules)
        for module_name in [name for name in self._pending if _owner(name) is not None]:
            owner = _owner(module_name)
            for rest, value in self._pending.pop(module_name):
                target: Any = owner
                for part in rest.split("."):
                    target = getattr(target, part, None)
                if target is not None:
                    self.found[_unwrapped(target)] = value


def _owner(name: str) -> Any:
    """The imported module (or class in one) of this name, or None."""
    if name in sys.modules:
        return sys.modules[name]
    module, _, attribute = name.rpartition(".")
    if module in sys.modules and isinstance(sys.modules[module].__dict__.get(attribute), type):
        return sys.modules[module].__dict__[attribute]
    return None


def _unwrapped(function: Any) -> Any:
    """The function that torch's decorators stand for."""
    if isinstance(function, _FUNCTION_TYPES):
        return getattr(function, "__dict__", {}).get("_torchdynamo_inline", function)
    if isinstance(function, functools._lru_cache_wrapper):  # noqa: SLF001 - the only name of that type
        return function.__wrapped__
    return function


@functools.cache
def _rules() -> NamedTable:
    names: dict[str, Any] = {}
    for rule, members in facts()["rules"].items():
        names.update((name, rule) for name in members if ".py#" not in name)
    table = NamedTable.of(names)
    for name in dir(torch.Tensor):
        method = getattr(torch.Tensor, name)
        is_c = isinstance(method, MethodDescriptorType | WrapperDescriptorType | BuiltinFunctionType)
        if is_c and name not in _NOT_TENSOR_METHODS:
            table.found[method] = "in_graph"
    table.found[torch.Tensor.__contains__] = "in_graph"
    table.found[torch.Tensor.register_hook] = "in_graph"
    return table


@functools.cache
def _context_managers() -> NamedTable:
    return NamedTable.of(dict.fromkeys(facts()["context_managers"], True))


def _user_marks(value: Any) -> Rule | None:
    """What the user's own decorators said: `torch.compiler.allow_in_graph` and its like."""
    dynamo = sys.modules.get("torch._dynamo.trace_rules")
    if dynamo is None or not hasattr(dynamo, "_disallowed_callable_ids"):
        return None
    if id(value) in dynamo._disallowed_callable_ids:  # noqa: SLF001 - where torch keeps the user's marks
        return "skip"
    if id(value) in dynamo._allowed_callable_ids:  # noqa: SLF001 - the same
        return "in_graph"
    return None


def rule_of(value: Any) -> Rule | None:
    """The rule that names this very callable, or None: then its kind and its file decide."""
    if not isinstance(value, (*_FUNCTION_TYPES, type, *_OPERATOR_TYPES, functools._lru_cache_wrapper)):  # noqa: SLF001
        return None
    marked = _user_marks(value)
    if marked is not None:
        return marked
    if isinstance(value, _OPERATOR_TYPES):
        return "in_graph"
    if isinstance(value, type) and type(value).__hash__ is not type.__hash__:
        return None
    if _context_managers().get(_unwrapped(value)):
        return "context_manager"
    rule: Rule | None = _rules().get(value)
    return rule


def classify(value: Any) -> Rule:
    """How a function is treated when traced code calls it. For functions and methods; classes have their own rules."""
    rule = rule_of(value)
    if rule is not None:
        return rule
    if isinstance(value, MethodType):
        return classify(value.__func__)
    if isinstance(value, FunctionType):
        forced = value.__name__ == "__torch_function__"
        return "inline" if forced or not skips_inlining(value.__code__) else "skip"
    if isinstance(value, type) and value.__module__ in sys.modules:
        file = getattr(sys.modules[value.__module__], "__file__", None)
        return "skip" if skips_file(file, inlined=True) else "inline"
    return "skip"


def skips_frame(code: CodeType) -> bool:
    """Whether a frame that CPython is about to run is left alone (a frame of its own, not one being inlined)."""
    if code is typing.cast.__code__:
        return True
    if _forced_frame(code):
        return False
    if code.co_name == "__getattr__":
        return True
    return skips_file(code.co_filename, inlined=False)


def _forced_frame(code: CodeType) -> bool:
    name = RESUME_PREFIX if code.co_name.startswith(RESUME_PREFIX) else code.co_name
    return f"{code.co_filename}#{name}" in _forced_frames()


@functools.cache
def _forced_frames() -> frozenset[str]:
    names = (name for name in facts()["rules"]["inline"] if ".py#" in name)
    return frozenset(f"{_torch_root()}/{name.removeprefix('torch/')}" for name in names)


# ---- files


def _posix(path: str) -> str:
    normal = Path(path).as_posix()
    return f"{normal}/" if path.endswith(("/", "\\")) else normal


@functools.cache
def _torch_root() -> str:
    return Path(torch.__file__).parent.as_posix()


def _module_prefix(module: ModuleType) -> str | None:
    file = getattr(module, "__file__", None)
    return _posix(file.removesuffix("__init__.py")) if file else None


def _torch_prefixes(key: str) -> tuple[str, ...]:
    return tuple(f"{_torch_root()}/{name.removeprefix('torch.').replace('.', '/')}" for name in facts()[key])


@functools.cache
def _inlined_always() -> tuple[str, ...]:
    return _torch_prefixes("inlined_always")


@functools.cache
def _inlined_torch() -> tuple[str, ...]:
    return _torch_prefixes("inlined_torch_modules")


@functools.cache
def _skipped_torch() -> tuple[str, ...]:
    return _torch_prefixes("skipped_torch_modules")


@functools.cache
def _inlined_when_called() -> tuple[str, ...]:
    return _standard_prefixes("inlined_when_called")


def _standard_prefixes(key: str) -> tuple[str, ...]:
    modules = (importlib.import_module(name) for name in facts()[key])
    return tuple(prefix for prefix in map(_module_prefix, modules) if prefix)


@functools.cache
def _skipped_elsewhere() -> tuple[str, ...]:
    """Standard modules, third-party packages and frozen files that are never traced."""
    found = [*facts()["skipped_path_prefixes"], *_standard_prefixes("skipped_builtin_modules")]
    for name in facts()["skipped_third_party"]:
        spec = importlib.util.find_spec(name)
        if spec is not None and spec.origin is not None:
            found.append(_posix(spec.origin.removesuffix("__init__.py")))
    return tuple(found)


@functools.cache
def _unittest_prefix() -> str:
    return _module_prefix(unittest) or ""


def skips_file(filename: str | None, *, inlined: bool) -> bool:
    """Whether functions of this file are left alone; `inlined` when traced code calls them. None: there is no file."""
    settings = sys.modules.get("torch._dynamo.config")
    return _skips_file(filename, inlined, bool(getattr(settings, "enable_trace_unittest", False)))


@functools.cache
def _skips_file(filename: str | None, inlined: bool, unittest_traced: bool) -> bool:
    if filename is None:
        return True
    path = _posix(filename)
    if any(path == f"{_torch_root()}/{name.removeprefix('torch/')}" for name in facts()["skipped_files"]):
        return True
    if path.startswith(_inlined_always()):
        return False
    if inlined and path.startswith((*_inlined_torch(), *_inlined_when_called())):
        return False
    if not unittest_traced and path.startswith(_unittest_prefix()):
        return True
    return path.startswith((*_skipped_elsewhere(), *_skipped_torch()))


def is_disabled(function: object) -> bool:
    """Whether `torch.compiler.disable` made it, with `recursive=False` or without."""
    return bool(inspect.getattr_static(function, "_torchdynamo_disable", False))


def is_constant_fold(function: Any) -> bool:
    """Whether a torch function is evaluated while tracing if its arguments are constants."""
    return bool(_constant_fold().get(function)) or getattr(function, "__module__", None) == "math"


@functools.cache
def _constant_fold() -> NamedTable:
    return NamedTable.of(dict.fromkeys(facts()["constant_fold"], True))


@functools.cache
def _tracing_states() -> NamedTable:
    return NamedTable.of({name: (value,) for name, value in facts()["tracing_states"].items()})


def tracing_state(function: Any) -> tuple[Any] | None:
    """What `torch.compiler.is_compiling` and its like answer while tracing, in a 1-tuple; None for other functions."""
    if function is torch.compiler.is_exporting:
        return (False,)
    found: tuple[Any] | None = _tracing_states().get(function)
    return found


_COMPILING_QUERIES = (
    "torch._utils.is_compiling",
    "torch._dynamo.external_utils.is_compiling",
    "torch.compiler.is_compiling",
    "torch.compiler.is_dynamo_compiling",
    "torch.compiler.is_exporting",
    "torch._dynamo.eval_frame._is_in_optimized_module",
)


@functools.cache
def _compiling_queries() -> NamedTable:
    return NamedTable.of(dict.fromkeys(_COMPILING_QUERIES, True))


def asks_whether_compiling(function: Any) -> bool:
    """Whether this answers otherwise while tracing than in eager: what was traced after it must not run in eager."""
    return bool(_compiling_queries().get(function))


def skips_inlining(code: CodeType) -> bool:
    """Whether a function with this code is left alone when traced code calls it: by the file that it stands in."""
    if code.co_name in ("patched_init", "<listcomp>"):
        return code.co_name == "patched_init"
    return skips_file(code.co_filename, inlined=True) and code not in _inlined_codes(len(_rules().found))


@functools.lru_cache(maxsize=1)
def _inlined_codes(_count: int) -> frozenset[CodeType]:
    """The code of functions that are inlined though their file is skipped, of the modules imported so far."""
    found = _rules().found.items()
    return frozenset(f.__code__ for f, rule in found if rule == "inline" and isinstance(f, FunctionType))

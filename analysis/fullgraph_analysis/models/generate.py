"""Writes `data/torch-<release>.json`: facts about the installed torch and about how its tracer treats callables.

Run it with a Python that has torch: `python -m fullgraph_analysis.models.generate`. Nothing else in this package
imports torch. The facts are names, signatures and small probes; which functions are traced is asked of torch itself.
"""

from __future__ import annotations

import contextlib
import importlib
import inspect
import json
import pkgutil
import sys
import warnings
from pathlib import Path
from typing import Any

import torch
import torch._dynamo.trace_rules as rules
from torch._dynamo.variables.misc import get_np_to_tnp_map

from fullgraph_analysis.models import probe

_MODULES = (
    "torch",
    "torch.nn",
    "torch.nn.functional",
    "torch.nn.init",
    "torch.nn.utils",
    "torch.nn.utils.rnn",
    "torch.nn.utils.parametrize",
    "torch.nn.utils.parametrizations",
    "torch.nn.attention",
    "torch.linalg",
    "torch.fft",
    "torch.special",
    "torch.autograd",
    "torch.autograd.functional",
    "torch.autograd.forward_ad",
    "torch.func",
    "torch.amp",
    "torch.cuda",
    "torch.cuda.amp",
    "torch.cpu",
    "torch.random",
    "torch.compiler",
    "torch.jit",
    "torch.onnx",
    "torch.utils",
    "torch.utils.checkpoint",
    "torch.utils.data",
    "torch.distributed",
    "torch.distributions",
    "torch.sparse",
    "torch.backends.cudnn",
    "torch.backends.cuda",
    "torch.overrides",
    "torch.testing",
    "torch.profiler",
    "torch.optim",
    "torch.nested",
    "torch.masked",
    "torch.signal.windows",
    "torch.hub",
    "torch.serialization",
    "torch.fx",
    "torch._dynamo",
    "torch.distributed.tensor",
    "torch.distributed.tensor.placement_types",
)
_STDLIB = (
    "abc",
    "base64",
    "bisect",
    "builtins",
    "collections",
    "contextlib",
    "copy",
    "csv",
    "datetime",
    "decimal",
    "enum",
    "functools",
    "gc",
    "glob",
    "hashlib",
    "heapq",
    "importlib",
    "inspect",
    "io",
    "itertools",
    "json",
    "logging",
    "math",
    "numbers",
    "operator",
    "os",
    "os.path",
    "pathlib",
    "pickle",
    "pprint",
    "queue",
    "random",
    "re",
    "shutil",
    "socket",
    "statistics",
    "string",
    "struct",
    "subprocess",
    "sys",
    "tempfile",
    "textwrap",
    "threading",
    "time",
    "traceback",
    "types",
    "typing",
    "uuid",
    "warnings",
    "weakref",
    "zipfile",
)
_STATUS = {"TorchInGraphFunctionVariable": "graph", "SkipFunctionVariable": "skip", "UserFunctionVariable": "inline"}
_PROBED = ("torch", "torch.nn.functional", "torch.linalg", "torch.fft", "torch.special")
_SMALL = {"embed_dim": 4, "normalized_shape": [2], "cutoffs": [1]}
"""Arguments of layers that 2 does not suit."""
_SWITCHES = ("affine", "elementwise_affine", "track_running_stats")
"""Arguments of layers that have it make its tensors."""
_JSON = (int, float, str, bool, type(None))
_DATA_DEPENDENT = ("item", "tolist", "equal", "allclose", "is_nonzero", "__bool__", "__int__", "__float__")


def main() -> None:
    """Write the data file of the installed release next to this module."""
    warnings.simplefilter("ignore")
    names: dict[int, str] = {}
    functions: dict[str, dict[str, Any]] = {}
    modules: dict[str, dict[str, Any]] = {}
    classes: dict[str, list[str]] = {}
    aliases: dict[str, str] = {}
    keep: list[object] = []
    layers = _layer_modules()
    for module_name in (*_MODULES, *layers):
        module = importlib.import_module(module_name)
        for name in sorted(dir(module)):
            if name.startswith("__"):
                continue
            value = getattr(module, name, None)
            full = f"{module_name}.{name}"
            if inspect.ismodule(value) or not callable(value):
                continue
            if module_name in layers and not (inspect.isclass(value) and issubclass(value, torch.nn.Module)):
                continue
            known = names.get(id(value))
            if known is not None:
                aliases[full] = known
                continue
            names[id(value)] = full
            keep.append(value)
            origin = f"{getattr(value, '__module__', '')}.{getattr(value, '__qualname__', '')}"
            if origin != full and origin.startswith("torch"):
                aliases[origin] = full
            if inspect.isclass(value):
                classes[full] = _bases(value)
                if issubclass(value, torch.nn.Module):
                    modules[full] = {"params": _parameters(value), "tensors": _tensors(value)}
            else:
                functions[full] = _function(value, name, module_name)
    data = {
        "torch": torch.__version__.split("+")[0],
        "functions": functions,
        "classes": {
            name: [names_of(base, names) for base in bases] for name, bases in _class_bases(classes, names).items()
        },
        "modules": modules,
        "aliases": aliases,
        "methods": _methods(),
        "stdlib": _stdlib(),
        "numpy_names": _numpy_names(),
        "kinds": probe.kinds_of(_everything()),
        "managers": probe.managers(),
        "calls": probe.calls(),
        "members": _members(modules),
        "names": _names(),
    }
    release = ".".join(torch.__version__.split(".")[:2])
    target = Path(__file__).parent / "data" / f"torch-{release}.json"
    target.write_text(json.dumps(data, indent=0, sort_keys=True, default=str) + "\n", encoding="utf-8")
    sys.stdout.write(f"{target}: {len(functions)} functions, {len(modules)} modules, {len(data['methods'])} methods\n")


def _layer_modules() -> list[str]:
    """The modules that torch defines its layers in: programs import from these too."""
    package = torch.nn.modules
    return [package.__name__, *(found.name for found in pkgutil.iter_modules(package.__path__, f"{package.__name__}."))]


def _tensors(cls: type[torch.nn.Module]) -> dict[str, list[str]]:
    """The parameters and buffers of a layer made with small sizes: what each is, and its dtype."""
    arguments = {
        str(name): True if name in _SWITCHES else _SMALL.get(str(name), 2)
        for name, *default in _parameters(cls)
        if not default or name in _SWITCHES
    }
    try:
        layer = cls(**arguments)
    except Exception:  # noqa: BLE001 - a layer that takes other arguments is not described
        return {}
    found = {name: ["parameter", str(value.dtype)] for name, value in layer.named_parameters(recurse=False)}
    found |= {name: ["buffer", str(value.dtype)] for name, value in layer.named_buffers(recurse=False)}
    return {name: [role, dtype.removeprefix("torch.")] for name, (role, dtype) in found.items()}


def _everything() -> dict[str, object]:
    """What the modules hold that programs use, by name."""
    found: dict[str, object] = {}
    for module_name in (*_MODULES, *_STDLIB, "numpy", "numpy.random", "numpy.linalg", "numpy.fft"):
        module = importlib.import_module(module_name)
        for name in sorted(dir(module)):
            if not name.startswith("_"):
                found[f"{module_name}.{name}"] = probe.member(module, name)
    return found


def _members(classes: dict[str, dict[str, Any]]) -> dict[str, list[str]]:
    """The names that the body of each class binds, special methods left out."""
    found: dict[str, list[str]] = {}
    for full in classes:
        module, _, name = full.rpartition(".")
        value = getattr(importlib.import_module(module), name)
        for cls in value.__mro__[:-1]:
            key = full if cls is value else f"{cls.__module__}.{cls.__qualname__}"
            if key not in found:
                found[key] = sorted(bound for bound in vars(cls) if not bound.startswith("__"))
    return found


def _names() -> dict[str, list[str]]:
    """All names of the modules that packages ask for with `hasattr`."""
    return {name: sorted(dir(importlib.import_module(name))) for name in ("torch", "torch.compiler", "torch.backends")}


def _bases(cls: type) -> list[str]:
    return [f"{base.__module__}.{base.__qualname__}" for base in cls.__mro__[1:-1]]


def _class_bases(classes: dict[str, list[str]], names: dict[int, str]) -> dict[str, list[str]]:
    del names
    return classes


def names_of(base: str, names: dict[int, str]) -> str:
    """The public name of a class given by where it is defined."""
    module, _, name = base.rpartition(".")
    loaded = sys.modules.get(module)
    value = getattr(loaded, name, None) if loaded is not None else None
    return names.get(id(value), base) if value is not None else base


def _parameters(value: object) -> list[list[object]]:
    """Names and defaults of a constructor's parameters; defaults that JSON cannot say are left out."""
    try:
        signature = inspect.signature(value.__init__)  # type: ignore[misc]
    except (ValueError, TypeError):
        return []
    result: list[list[object]] = []
    for parameter in list(signature.parameters.values())[1:]:
        if parameter.kind in (parameter.VAR_POSITIONAL, parameter.VAR_KEYWORD):
            continue
        default = parameter.default
        result.append([parameter.name, default] if isinstance(default, _JSON) else [parameter.name])
    return result


def _function(value: object, name: str, module: str) -> dict[str, Any]:
    entry: dict[str, Any] = {"status": _status(value)}
    entry.update(_tags(name))
    if entry["status"] == "graph" and module in _PROBED and not name.startswith(("_", "set", "manual")):
        probe = _probe(value)
        if probe is not None:
            entry["result"] = probe
    with contextlib.suppress(ValueError, TypeError):
        entry["params"] = list(inspect.signature(value).parameters)  # type: ignore[arg-type]
    return entry


def _status(value: object) -> str:
    try:
        variable = rules.lookup(value)
    except Exception as error:  # noqa: BLE001 - whatever torch says about an odd object is recorded
        return f"unknown: {type(error).__name__}"
    return _STATUS.get(getattr(variable, "__name__", ""), getattr(variable, "__name__", "none"))


def _tags(name: str) -> dict[str, Any]:
    """What torch's operator of that name says about itself."""
    packet = getattr(torch.ops.aten, name, None)
    if name.startswith("__") or packet is None:
        return {}
    found: dict[str, Any] = {}
    for overload in packet.overloads():
        op = getattr(packet, overload)
        if torch.Tag.dynamic_output_shape in op.tags:
            found["dynamic"] = True
        if torch.Tag.data_dependent_output in op.tags:
            found["data"] = True
        if torch.Tag.pointwise in op.tags:
            found["pointwise"] = True
        returns = [str(item.type) for item in op._schema.returns]  # noqa: SLF001 - schemas are only there
        found.setdefault("returns", returns)
    if name in _DATA_DEPENDENT:
        found["data"] = True
    return found


def _probe(value: object) -> str | None:
    """What the function makes of one or two small tensors."""
    x = torch.rand(2, 3, 5)
    for args in ((x,), (x, torch.rand(2, 3, 5))):
        try:
            result = value(*args)  # type: ignore[operator]
        except Exception:  # noqa: BLE001, S112 - a function that takes other arguments is not described
            continue
        return _describe(result, x)
    return None


def _describe(result: object, x: torch.Tensor) -> str | None:
    if isinstance(result, torch.Tensor):
        shape = "same" if result.shape == x.shape else "scalar" if result.dim() == 0 else "other"
        dtype = "same" if result.dtype == x.dtype else str(result.dtype).removeprefix("torch.")
        return f"tensor {shape} {dtype}"
    if isinstance(result, tuple | list) and result and all(isinstance(item, torch.Tensor) for item in result):
        return f"{'tuple' if isinstance(result, tuple) else 'list'} {len(result)}"
    if isinstance(result, bool | int | float | str):
        return f"python {type(result).__name__}"
    return None


def _methods() -> dict[str, dict[str, Any]]:
    """Methods and attributes of a tensor."""
    found: dict[str, dict[str, Any]] = {}
    x = torch.rand(2, 3, 5)
    for name in dir(torch.Tensor):
        if name.startswith("__"):
            continue
        try:
            member = inspect.getattr_static(torch.Tensor, name)
        except AttributeError:
            continue
        if callable(member):
            entry: dict[str, Any] = {"kind": "method", **_tags(name)}
            probe = None
            if (
                not name.endswith("_")
                and not name.startswith("_")
                and name not in ("backward", "pin_memory", "share_memory_", "cuda")
            ):
                probe = _probe(getattr(torch.Tensor, name))
            if probe is not None:
                entry["result"] = probe
        else:
            try:
                entry = {
                    "kind": "attribute",
                    "result": _describe(getattr(x, name), x) or type(getattr(x, name)).__name__,
                }
            except Exception:  # noqa: BLE001 - attributes that need another sort of tensor
                entry = {"kind": "attribute"}
        found[name] = entry
    return found


def _stdlib() -> dict[str, str]:
    """Which functions of the standard library are skipped, which are traced into."""
    found: dict[str, str] = {}
    for module_name in _STDLIB:
        module = importlib.import_module(module_name)
        for name in sorted(dir(module)):
            value = getattr(module, name, None)
            if name.startswith("__") or not callable(value) or inspect.isclass(value):
                continue
            found[f"{module_name}.{name}"] = _status(value)
    return found


def _numpy_names() -> dict[str, list[str]]:
    """The functions of numpy, and those that have a counterpart in torch."""
    import numpy as np  # noqa: PLC0415 - only where facts about numpy are wanted

    table = get_np_to_tnp_map()
    supported: list[str] = []
    every: list[str] = []
    for prefix, module in (
        ("numpy", np),
        ("numpy.random", np.random),
        ("numpy.linalg", np.linalg),
        ("numpy.fft", np.fft),
    ):
        for name in sorted(dir(module)):
            value = getattr(module, name, None)
            if name.startswith("_") or not callable(value) or inspect.ismodule(value):
                continue
            every.append(f"{prefix}.{name}")
            try:
                if value in table:
                    supported.append(f"{prefix}.{name}")
            except TypeError:
                continue
    return {"all": every, "supported": supported}


if __name__ == "__main__":
    main()

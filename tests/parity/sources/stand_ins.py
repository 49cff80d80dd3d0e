"""Stand-ins for what old crawled projects import and that is not installed, or that newer releases dropped.

They let a file be imported; a case that really uses one of them does not run in eager and is left out.
"""

from __future__ import annotations

import collections
import collections.abc
import importlib
import importlib.abc
import importlib.machinery
import math
import pkgutil
import sys
import types
from typing import Any

import torch

PACKAGES = ("tensorflow", "torchtext", "torchaudio")


class _AnythingMeta(type):
    """A class that can be a base class, a decorator, be subscripted and called, and has every attribute."""

    def __getattr__(cls, name: str) -> Any:
        if name.startswith("__"):
            raise AttributeError(name)
        return _AnythingMeta(name, (), {"stand_in": True})

    def __call__(cls, *args: Any, **kwargs: Any) -> Any:
        if not cls.__dict__.get("stand_in"):
            return super().__call__(*args, **kwargs)
        if len(args) == 1 and not kwargs and isinstance(args[0], type | types.FunctionType):
            return args[0]
        return _AnythingMeta("called", (), {"stand_in": True})


class StandIn(types.ModuleType):
    __path__: list[str] = []

    def __getattr__(self, name: str) -> Any:
        if name.startswith("__"):
            raise AttributeError(name)
        return _AnythingMeta(name, (), {"stand_in": True})


class _Finder(importlib.abc.MetaPathFinder, importlib.abc.Loader):
    def find_spec(self, fullname: str, path: Any = None, target: Any = None) -> importlib.machinery.ModuleSpec | None:
        if fullname.partition(".")[0] in PACKAGES or fullname.startswith("torch.utils.tensorboard."):
            return importlib.machinery.ModuleSpec(fullname, self, is_package=True)
        return None

    def create_module(self, spec: importlib.machinery.ModuleSpec) -> types.ModuleType:
        return StandIn(spec.name)

    def exec_module(self, module: types.ModuleType) -> None:
        """A stand-in has nothing to execute."""


def install() -> None:
    sys.meta_path.append(_Finder())
    board = StandIn("torch.utils.tensorboard")
    sys.modules["torch.utils.tensorboard"] = torch.utils.tensorboard = board
    _old_torch_six()
    for name in (
        "Callable",
        "Hashable",
        "Iterable",
        "Iterator",
        "Mapping",
        "MutableMapping",
        "Sequence",
        "Set",
        "Sized",
    ):
        if not hasattr(collections, name):
            setattr(collections, name, getattr(collections.abc, name))
    sys.modules["_paritybench_helpers"] = _helpers()


def _module(name: str, **names: Any) -> types.ModuleType:
    module = types.ModuleType(name)
    vars(module).update(names)
    return module


def _old_torch_six() -> None:
    six = _module(
        "torch._six",
        string_classes=(str, bytes),
        int_classes=int,
        container_abcs=collections.abc,
        inf=math.inf,
        nan=math.nan,
        PY2=False,
        PY3=True,
        PY37=True,
        with_metaclass=lambda meta, *bases: meta("temporary", bases, {}),
    )
    sys.modules["torch._six"] = vars(torch)["_six"] = six


def install_torchvision_names() -> None:
    """Old module names of torchvision; called once torchvision is imported."""
    models = importlib.import_module("torchvision.models")
    transforms = importlib.import_module("torchvision.transforms")
    for name in ("functional_tensor", "functional_pil"):
        module = importlib.import_module(f"torchvision.transforms._{name}")
        sys.modules[f"torchvision.transforms.{name}"] = module
        setattr(transforms, name, module)
    utils = _module("torchvision.models.utils", load_state_dict_from_url=torch.hub.load_state_dict_from_url)
    sys.modules["torchvision.models.utils"] = vars(models)["utils"] = utils
    for info in pkgutil.iter_modules(models.__path__):
        if not info.ispkg:
            module = importlib.import_module(f"torchvision.models.{info.name}")
            if not hasattr(module, "model_urls"):
                vars(module)["model_urls"] = collections.defaultdict(str)


class _Block(torch.nn.ReLU):
    """What the crawl puts where a project takes a layer class as an argument."""

    expansion = 1

    def __str__(self) -> str:
        return "_mock_layer()"

    __repr__ = __str__


class _Config(dict[str, Any]):
    __getattr__ = dict.__getitem__


def _layer(in_features: Any = None, out_features: Any = None, *_args: Any, **kwargs: Any) -> torch.nn.Module:
    return torch.nn.Linear(in_features, out_features, **kwargs) if in_features and out_features else _Block()


def _share_functional_names() -> None:
    """Names of `torch.functional` are visible in `torch.nn.functional` and the other way round, as in old releases."""
    first, second = torch.functional, torch.nn.functional
    names = {n: {name for name in dir(n) if name[0].isalpha() and name[0].islower()} for n in (first, second)}
    for source, target in ((first, second), (second, first)):
        for name in names[source] - names[target]:
            setattr(target, name, getattr(source, name))


def _helpers() -> types.ModuleType:
    """The module `_paritybench_helpers` that every crawled file imports."""
    return _module(
        "_paritybench_helpers",
        DummyBlock=_Block,
        _mock_layer=_layer,
        _mock_config=_Config,
        patch_functional=_share_functional_names,
        _fails_compile=lambda: lambda test: test,
        _paritybench_base=object,
    )

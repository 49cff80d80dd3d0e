"""The facts of one torch release, as `generate` wrote them."""

from __future__ import annotations

import builtins
import json
from functools import cached_property, lru_cache
from pathlib import Path
from typing import Any

from fullgraph_analysis.eval.values import Tensor, Value
from fullgraph_vocab.kinds import canonical

_DATA = Path(__file__).parent / "data"
RELEASES = tuple(sorted(path.stem.removeprefix("torch-") for path in _DATA.glob("torch-*.json")))
_RNNS = frozenset({"torch.nn.RNN", "torch.nn.LSTM", "torch.nn.GRU", "torch.nn.RNNBase"})
_TENSOR_TYPES = {
    "torch.FloatTensor": "float32",
    "torch.DoubleTensor": "float64",
    "torch.LongTensor": "int64",
    "torch.IntTensor": "int32",
    "torch.BoolTensor": "bool",
    "torch.ByteTensor": "uint8",
    "torch.HalfTensor": "float16",
}


class Facts:
    """What is known of torch by name."""

    no_default = object()

    def __init__(self, release: str) -> None:
        self.release = release

    @cached_property
    def data(self) -> dict[str, Any]:
        """The whole file, read when first asked."""
        loaded: dict[str, Any] = json.loads((_DATA / f"torch-{self.release}.json").read_text(encoding="utf-8"))
        return loaded

    @lru_cache(maxsize=50_000)  # noqa: B019 - there is one object per release, and it lives as long as the process
    def canonical(self, name: str) -> str:
        """The public name of something of torch: `torch.nn.modules.linear.Linear` is `torch.nn.Linear`."""
        alias = self.data["aliases"].get(name)
        if alias is not None:
            return str(alias)
        head, _, tail = name.rpartition(".")
        if head.count(".") >= 1 and head in self.data["aliases"]:
            return f"{self.data['aliases'][head]}.{tail}"
        return name

    def function(self, name: str) -> dict[str, Any] | None:
        """What is known of a function."""
        found: dict[str, Any] | None = self.data["functions"].get(name)
        return found

    def method(self, name: str) -> dict[str, Any] | None:
        """What is known of a method or attribute of a tensor."""
        found: dict[str, Any] | None = self.data["methods"].get(name)
        return found

    def is_class(self, name: str) -> bool:
        """Whether torch has a class of that name."""
        return name in self.data["classes"]

    def module_parameters(self, name: str) -> list[tuple[str, object]] | None:
        """The constructor parameters of a torch module, with defaults; None if there is no such module."""
        entry = self.data["modules"].get(name)
        if entry is None:
            return None
        return [(row[0], row[1] if len(row) > 1 else self.no_default) for row in entry["params"]]

    def is_subclass(self, name: str, base: str) -> bool | None:
        """Whether one outside class derives from another; None if one of them is not known."""
        if name == base:
            return True
        bases = self.data["classes"].get(name)
        if bases is not None:
            return base in bases
        if name.startswith("builtins.") and base.startswith("torch"):
            return False
        return None

    def is_rnn(self, name: str) -> bool:
        """Whether a class is one of the recurrent modules that Dynamo leaves alone."""
        return name in _RNNS

    @cached_property
    def _kinds(self) -> dict[str, str]:
        return {name: kind for kind, names in self.data["kinds"].items() for name in names}

    def kind(self, name: str) -> str | None:
        """What the tracer takes something for that is known by name: a function, a class, a constant."""
        found = self._kinds.get(name)
        return canonical(found, self.release) if found is not None else None

    def manager(self, name: str) -> dict[str, Any] | None:
        """What is known of a context manager: the `kind` of an object of it, and the `breaks` of entering one."""
        return self._managers.get(self.canonical(name))

    @cached_property
    def _managers(self) -> dict[str, dict[str, Any]]:
        return {self.canonical(name): entry for name, entry in self.data["managers"].items()}

    def call(self, name: str) -> list[str] | None:
        """The breaks that a call of a function makes, by their ids, as it was traced; None if it was not."""
        found: list[str] | None = self.data["calls"].get(name)
        return found

    def has_name(self, module: str, name: str) -> bool | None:
        """Whether a module has something of that name; None if its names are not known."""
        names = self.data["names"].get(module)
        return None if names is None else name in names

    def has_member(self, cls: str, name: str) -> bool | None:
        """Whether objects of a class have a member of that name by their class; None if that is not known."""
        known = self.data["members"]
        if cls.startswith("builtins."):
            return hasattr(getattr(builtins, cls.removeprefix("builtins."), object), name)
        if cls not in known:
            return None
        bases = (cls, *self.data["classes"].get(cls, ()))
        return any(name in known.get(base, ()) for base in bases)

    def is_container(self, name: str) -> bool:
        """Whether a class is one of torch's module containers, which are traced as the user's own modules are."""
        return name in self._containers

    @cached_property
    def _containers(self) -> frozenset[str]:
        place = "torch.nn.modules.container."
        return frozenset(name for origin, name in self.data["aliases"].items() if origin.startswith(place))

    @lru_cache(maxsize=1_000)  # noqa: B019 - as above
    def layer_tensors(self, name: str) -> dict[str, Tensor]:
        """The parameters and buffers that one of torch's own layers may have, by their names."""
        entry = self.data["modules"].get(name)
        found = {} if entry is None else entry["tensors"]
        return {
            name: Tensor(dtype, None, "parameter" if role == "parameter" else "tensor", source=True)
            for name, (role, dtype) in found.items()
        }

    def tensor_subtype(self, name: str, value: Value) -> bool | None:
        """`isinstance(t, torch.LongTensor)` and the like; False for every other class."""
        if isinstance(value, Tensor) and name in _TENSOR_TYPES and value.cls != "ndarray":
            return None if value.dtype is None else value.dtype == _TENSOR_TYPES[name]
        return isinstance(value, Tensor) and name in ("collections.abc.Iterable", "typing.Iterable")

    def skipped(self, name: str) -> bool:
        """Whether a function of the standard library is skipped by the tracer."""
        return bool(self.data["stdlib"].get(name) == "skip")


FACTS = Facts(RELEASES[-1])

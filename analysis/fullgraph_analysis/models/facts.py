"""The facts of one torch release, as `generate` wrote them."""

from __future__ import annotations

import json
from functools import cached_property, lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from fullgraph_analysis.eval.values import UNKNOWN, Const, Tensor, Value

if TYPE_CHECKING:
    from fullgraph_analysis.eval.values import Instance

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

    def has_member(self, cls: str, name: str) -> bool:
        """Whether instances of a torch module have a method of that name."""
        return name in _MODULE_METHODS and self.is_subclass(cls, "torch.nn.Module") is True

    def layer_parameter(self, owner: Instance, base: str, name: str) -> Value:
        """`weight` or `bias` of one of torch's own layers."""
        if name == "bias" and owner.slots.get("bias") in (Const(False), Const(None)):
            return Const(None)
        if self.module_parameters(base) is None:
            return UNKNOWN
        return Tensor("float32", None, "parameter", source=True)

    def tensor_subtype(self, name: str, value: Value) -> bool | None:
        """`isinstance(t, torch.LongTensor)` and the like; False for every other class."""
        if isinstance(value, Tensor) and name in _TENSOR_TYPES and value.cls != "ndarray":
            return None if value.dtype is None else value.dtype == _TENSOR_TYPES[name]
        return isinstance(value, Tensor) and name in ("collections.abc.Iterable", "typing.Iterable")

    def skipped(self, name: str) -> bool:
        """Whether a function of the standard library is skipped by the tracer."""
        return bool(self.data["stdlib"].get(name) == "skip")


_MODULE_METHODS = frozenset(
    {
        "add_module",
        "apply",
        "bfloat16",
        "buffers",
        "children",
        "compile",
        "cpu",
        "cuda",
        "double",
        "eval",
        "extra_repr",
        "float",
        "forward",
        "get_buffer",
        "get_parameter",
        "get_submodule",
        "half",
        "load_state_dict",
        "modules",
        "named_buffers",
        "named_children",
        "named_modules",
        "named_parameters",
        "parameters",
        "register_buffer",
        "register_forward_hook",
        "register_forward_pre_hook",
        "register_full_backward_hook",
        "register_module",
        "register_parameter",
        "requires_grad_",
        "share_memory",
        "state_dict",
        "to",
        "train",
        "type",
        "zero_grad",
    }
)

FACTS = Facts(RELEASES[-1])

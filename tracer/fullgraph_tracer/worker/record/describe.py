"""Arguments as specs: shapes, dtypes and Python values, and nothing of what tensors or texts hold."""

from __future__ import annotations

import dataclasses
import enum
import math
import re
import types
from argparse import Namespace
from typing import TYPE_CHECKING, Any

import torch

from fullgraph_tracer.worker.inputs.spec import (
    DTYPES,
    Arguments,
    Call,
    Literal,
    Mapping,
    Name,
    Sequence,
    Tensor,
    Value,
)

if TYPE_CHECKING:
    from collections.abc import Callable

_SHORT = {getattr(torch, long): short for short, long in DTYPES.items() if hasattr(torch, long)}
_OPTION = re.compile(r"[\w.+/-]{0,32}")
"""Texts that are noted: words such as "mean" or "cuda:0". Others may be the user's data."""
_LONGEST = 32
_DEEPEST = 4


class Undescribable(Exception):
    """A value that a spec cannot say, or that may be data."""


class Describer:
    """Describes values; `built` tells how a module was made, where that was seen."""

    def __init__(self, built: Callable[[Any], Arguments | None]) -> None:
        self.built = built

    def arguments(self, args: tuple[Any, ...], kwargs: dict[str, Any]) -> Arguments:
        """The arguments of one call."""
        return Arguments(
            tuple(self.value(arg) for arg in args), tuple((key, self.value(arg)) for key, arg in kwargs.items())
        )

    def value(self, value: Any, depth: int = 0) -> Value:
        """One value, or `Undescribable`."""
        if isinstance(value, torch.Tensor):
            return _tensor(value)
        if value is None or isinstance(value, bool | int):
            return Literal(value) if type(value) in {type(None), bool, int} else self.named(value)
        if type(value) is float:
            return Literal(value) if math.isfinite(value) else Call(_name("float"), Arguments((Literal(str(value)),)))
        if type(value) is str and _OPTION.fullmatch(value):
            return Literal(value)
        if depth < _DEEPEST:
            return self.container(value, depth)
        raise Undescribable(type(value).__name__)

    def container(self, value: Any, depth: int) -> Value:
        """Lists, tuples and dicts of values, and objects that are made of their fields."""
        if type(value) in {list, tuple, torch.Size} and len(value) <= _LONGEST:
            items = tuple(self.value(item, depth + 1) for item in value)
            return Sequence(list, items) if type(value) is list else Sequence(tuple, items)
        if type(value) is dict and len(value) <= _LONGEST:
            return Mapping(
                tuple((self.value(key, depth + 1), self.value(item, depth + 1)) for key, item in value.items())
            )
        if dataclasses.is_dataclass(value) and not isinstance(value, type):
            fields = {field.name: getattr(value, field.name) for field in dataclasses.fields(value) if field.init}
            return self.call(dotted(type(value)), fields, depth)
        if isinstance(value, types.SimpleNamespace | Namespace):
            return self.call("types.SimpleNamespace", vars(value), depth)
        return self.named(value)

    def call(self, name: str, fields: dict[str, Any], depth: int) -> Call:
        kwargs = tuple((key, self.value(item, depth + 1)) for key, item in fields.items())
        return Call(_name(name), Arguments((), kwargs))

    def named(self, value: Any) -> Value:
        """What has a name that can be looked up, and modules that were seen being made."""
        if isinstance(value, enum.Enum):
            return _name(f"{dotted(type(value))}.{value.name}")
        if isinstance(value, torch.dtype | torch.memory_format | torch.layout):
            return _name(str(value))
        if isinstance(value, torch.device):
            return Call(_name("torch.device"), Arguments((Literal(str(value)),)))
        if isinstance(value, type | types.FunctionType | types.BuiltinFunctionType):
            return _name(dotted(value))
        made = self.built(value) if isinstance(value, torch.nn.Module) else None
        if made is not None:
            return Call(_name(dotted(type(value))), made)
        raise Undescribable(type(value).__name__)


def dotted(found: Any) -> str:
    """The name under which a spec finds a class or function: of the program's own file, by its name alone."""
    module, name = found.__module__, found.__qualname__
    if "<" in name:
        raise Undescribable(name)
    return name if module in {"__main__", "builtins", None} else f"{module}.{name}"


def _name(text: str) -> Name:
    return Name(text, 0, 0)


def _tensor(value: torch.Tensor) -> Tensor:
    short = _SHORT.get(value.dtype)
    if short is None or value.layout is not torch.strided or value.is_nested:
        raise Undescribable(str(value.dtype))
    device = "" if value.device.type == "cpu" else str(value.device)
    return Tensor(short, tuple(int(size) for size in value.shape), device=device)

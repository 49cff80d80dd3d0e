"""From a parsed spec to real arguments: tensors come from a fixed seed, names are looked up in the user's module."""

from __future__ import annotations

import builtins
import importlib
from typing import TYPE_CHECKING, Any

import torch

from fullgraph_tracer.worker.inputs.named import name_size
from fullgraph_tracer.worker.inputs.spec import (
    DTYPES,
    Arguments,
    Call,
    Literal,
    Mapping,
    Name,
    Sequence,
    Spec,
    SpecError,
    Tensor,
    Value,
)

if TYPE_CHECKING:
    from types import ModuleType

_NAMED_SIZES = (4, 6, 10, 12, 14, 18, 20, 22)
"""Sizes that named dimensions get, in order of appearance: small, even (heads, halves) and all different."""

_SHORT = {getattr(torch, long): short for short, long in DTYPES.items() if hasattr(torch, long)}
_SEED = 0
_SHOWN_LITERAL = 60


class Materializer:
    """Turns the values of one spec into objects. One per spec: named dimensions are shared within it."""

    def __init__(self, spec: Spec, module: ModuleType) -> None:
        self.spec = spec
        self.module = module
        self.sizes = dict(spec.sizes)
        self.generator = torch.Generator().manual_seed(_SEED)

    def arguments(self, arguments: Arguments) -> tuple[tuple[Any, ...], dict[str, Any]]:
        """The positional and the named arguments."""
        args = tuple(self.value(value) for value in arguments.args)
        return args, {name: self.value(value) for name, value in arguments.kwargs}

    def value(self, value: Value) -> Any:
        """The object that a value of the spec stands for."""
        match value:
            case Literal():
                return value.value
            case Tensor():
                return self.tensor(value)
            case Sequence():
                return value.kind(self.value(item) for item in value.items)
            case Mapping():
                return {self.value(key): self.value(item) for key, item in value.items}
            case Name():
                return self.lookup(value)
            case Call():
                return self.called(value.function, *self.arguments(value.arguments))

    def called(self, name: Name, args: tuple[Any, ...], kwargs: dict[str, Any]) -> Any:
        """What the call returns, which must not raise."""
        function = self.lookup(name)
        try:
            return function(*args, **kwargs)
        except MemoryError:
            raise
        except Exception as error:
            message = f"`{name.dotted}(...)` raises {type(error).__name__}: {error}"
            raise SpecError(message, self.spec.text, name.column, name.end_column) from error

    def tensor(self, spec: Tensor) -> torch.Tensor:
        """A tensor of that dtype and shape, always the same one for the same spec; named dimensions are dynamic."""
        made = self.drawn(spec)
        if spec.device:
            try:
                made = made.to(spec.device)
            except (RuntimeError, AssertionError) as error:
                first = str(error).partition(" device type at start")[0].splitlines()[0]
                raise SpecError(f"no tensor on `{spec.device}`: {first}", self.spec.text, *spec.device_at) from None
        for index, dim in enumerate(spec.dims):
            if isinstance(dim, str):
                name_size(made, index, dim.partition("=")[0])
        return made

    def drawn(self, spec: Tensor) -> torch.Tensor:
        """The numbers, on the processor."""
        shape = tuple(self.size(dim) for dim in spec.dims)
        dtype = getattr(torch, DTYPES[spec.dtype], None)
        if dtype is None:
            raise SpecError(f"torch {torch.__version__} has no {DTYPES[spec.dtype]}", self.spec.text, 0, 0)
        if dtype is torch.bool:
            return torch.rand(shape, generator=self.generator) < 0.5
        if dtype.is_floating_point or dtype.is_complex:
            base = torch.complex64 if dtype.is_complex else torch.float32
            drawn = torch.float64 if dtype is torch.float64 else base
            if spec.high is not None:
                low = spec.low or 0
                numbers = torch.rand(shape, generator=self.generator, dtype=drawn)
                return (low + (spec.high - low) * numbers).to(dtype)
            return torch.randn(shape, generator=self.generator, dtype=drawn).to(dtype)
        low, high = (0, 2) if spec.high is None else (int(spec.low or 0), int(spec.high))
        return torch.randint(low, high, shape, generator=self.generator, dtype=torch.int64).to(dtype)

    def size(self, dim: int | str) -> int:
        """A dimension's size; a name gets the next free size at its first use."""
        if isinstance(dim, int):
            return dim
        dim, _, size = dim.partition("=")
        if size:
            self.sizes[dim] = int(size)
        if dim not in self.sizes:
            taken = len(self.sizes)
            self.sizes[dim] = _NAMED_SIZES[taken] if taken < len(_NAMED_SIZES) else 2 * taken + 8
        return self.sizes[dim]

    def lookup(self, name: Name) -> Any:
        """The object of a dotted name, as the user's module would see it, else as an import would."""
        first, *rest = name.dotted.split(".")
        missing = object()
        found: Any = getattr(self.module, first, getattr(builtins, first, missing))
        if found is missing:
            return self.imported(name)
        return self.attribute(name, found, len(first), rest)

    def attribute(self, name: Name, found: Any, known: int, rest: list[str]) -> Any:
        """What the parts of a name after the first `known` characters lead to."""
        for part in rest:
            if not hasattr(found, part):
                known = min(known, name.end_column - name.column)
                message = f"`{name.dotted[:known]}` has no `{part}`"
                column = name.column + known + 1
                raise SpecError(message, self.spec.text, column, column + len(part))
            found = getattr(found, part)
            known += len(part) + 1
        return found

    def imported(self, name: Name) -> Any:
        parts = name.dotted.split(".")
        for split in range(len(parts), 0, -1):
            try:
                found: Any = importlib.import_module(".".join(parts[:split]))
            except ModuleNotFoundError:
                continue
            return self.attribute(name, found, len(".".join(parts[:split])), parts[split:])
        raise self.unknown(name)

    def unknown(self, name: Name) -> SpecError:
        message = f"`{name.dotted}` is no name of {self.module.__name__}, no builtin, and cannot be imported"
        return SpecError(message, self.spec.text, name.column, name.end_column)


def describe(args: tuple[Any, ...], kwargs: dict[str, Any]) -> str:
    """Arguments as a spec, as far as a spec can say it: for showing which inputs were used."""
    return ", ".join(
        [*map(describe_value, args), *(f"{name}={describe_value(value)}" for name, value in kwargs.items())]
    )


def describe_value(value: Any) -> str:
    """One argument as a spec would write it."""
    if isinstance(value, torch.Tensor):
        return f"{_SHORT.get(value.dtype, str(value.dtype).removeprefix('torch.'))}[{', '.join(map(str, value.shape))}]"
    if type(value) in {list, tuple}:
        inner = ", ".join(map(describe_value, value))
        if type(value) is list:
            return f"[{inner}]"
        return f"({inner},)" if len(value) == 1 else f"({inner})"
    if type(value) is dict:
        return "{" + ", ".join(f"{key!r}: {describe_value(item)}" for key, item in value.items()) + "}"
    if value is None or isinstance(value, bool | int | float | complex | str | bytes):
        text = repr(value)
        return text if len(text) <= _SHOWN_LITERAL else text[: _SHOWN_LITERAL - 3] + "..."
    return f"{type(value).__name__}(...)"

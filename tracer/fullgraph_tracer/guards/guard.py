"""Guards: a source, a check on the object found there, and where in the user's code the need for it arose.

The checks have the names of Dynamo's guard types, so that a reader of `TORCH_LOGS=guards` recognises them.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import torch

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from fullgraph_tracer.effects.journal import Journal
    from fullgraph_tracer.sources import Scope, Source
    from fullgraph_vocab.spans import Span


@dataclass(frozen=True, slots=True, repr=False)
class TensorFacts:
    """What TENSOR_MATCH compares. `sizes` has None where a dimension is dynamic."""

    kind: type
    dtype: torch.dtype
    device: torch.device
    requires_grad: bool
    sizes: tuple[int | None, ...]
    strides: tuple[int | None, ...]

    @staticmethod
    def of(tensor: torch.Tensor, dynamic: frozenset[int] = frozenset()) -> TensorFacts:
        """The facts of a real tensor, with the sizes of the dimensions in `dynamic` left open."""
        sizes = tuple(None if i in dynamic else int(n) for i, n in enumerate(tensor.shape))
        if tensor.layout is torch.strided and not tensor.is_nested:
            strides = tuple(None if dynamic else int(n) for n in tensor.stride())
        else:
            strides = ()
        return TensorFacts(type(tensor), tensor.dtype, tensor.device, tensor.requires_grad, sizes, strides)

    def __repr__(self) -> str:
        """`float32[None, 16], strides (None, 1), cpu`, and what is out of the ordinary."""
        parts = [f"{str(self.dtype).removeprefix('torch.')}{list(self.sizes)}"]
        parts += [f"strides {self.strides}"] if self.strides else []
        parts += [str(self.device)]
        parts += ["requires_grad"] if self.requires_grad else []
        parts += [] if self.kind is torch.Tensor else [self.kind.__qualname__]
        return ", ".join(parts)

    def match(self, value: object) -> bool:
        """Whether `value` is a tensor with these facts."""
        if type(value) is not self.kind or not isinstance(value, torch.Tensor):
            return False
        if (value.dtype, value.device, value.requires_grad) != (self.dtype, self.device, self.requires_grad):
            return False
        if value.dim() != len(self.sizes):
            return False
        if any(want is not None and want != have for want, have in zip(self.sizes, value.shape, strict=True)):
            return False
        if not self.strides or value.layout is not torch.strided:
            return True
        pairs = zip(self.strides, value.stride(), self.sizes, strict=True)
        return all(want is None or want == have or size in (0, 1) for want, have, size in pairs)


def _equal(expected: object, value: object) -> bool:
    return type(value) is type(expected) and bool(value == expected)


CHECKS: dict[str, Callable[[Any, Any], bool]] = {
    "TYPE_MATCH": lambda expected, value: type(value) is expected,
    "ID_MATCH": lambda expected, value: value is expected,
    "EQUALS_MATCH": _equal,
    "TENSOR_MATCH": lambda expected, value: expected.match(value),
    "SEQUENCE_LENGTH": lambda expected, value: len(value) == expected,
    "DICT_KEYS": lambda expected, value: list(value) == expected,
    "DICT_CONTAINS": lambda expected, value: (expected[0] in value) is expected[1],
    "HASATTR": lambda expected, value: hasattr(value, expected[0]) is expected[1],
    "BOOL_MATCH": lambda expected, value: bool(value) is expected,
    "NONE_MATCH": lambda _expected, value: value is None,
    "CLOSURE_MATCH": lambda expected, value: getattr(value, "__code__", value) is expected,
    "GRAD_MODE": lambda expected, _value: torch.is_grad_enabled() is expected,
    "SHAPE_ENV": lambda expected, value: expected(value),
}


@dataclass(frozen=True, slots=True)
class Guard:
    """`check` must hold, with `expected`, for what `source` names."""

    source: Source
    check: str
    expected: Any = field(compare=False)
    span: Span | None = field(default=None, compare=False)

    def holds(self, scope: Scope) -> bool:
        """Whether it holds in a scope; what can't be fetched any more does not hold."""
        try:
            value = self.source.fetch(scope)
            if self.check == "DUPLICATE_INPUT":
                return self.expected.fetch(scope) is value
        except (AttributeError, KeyError, IndexError, LookupError, TypeError, ValueError):
            return False
        return CHECKS[self.check](self.expected, value)

    def __str__(self) -> str:
        expected = getattr(self.expected, "__qualname__", None) or repr(self.expected)
        return f"{self.check}({self.source.name}, {expected})"


def no_tensor_aliasing(guards: Iterable[Guard], scope: Scope) -> bool:
    """Whether the tensors that these guards are about are different ones, as they were when it was captured.

    As in Dynamo, nobody looks at parameters.
    """
    checked = (g for g in guards if g.check == "TENSOR_MATCH" and g.expected.kind is not torch.nn.Parameter)
    tensors = [guard.source.fetch(scope) for guard in checked]
    return len(set(map(id, tensors))) == len(tensors)


class Guards:
    """The guards of one captured frame, in the order in which they arose; each (source, check) once."""

    def __init__(self, journal: Journal) -> None:
        self._journal = journal
        self._guards: dict[tuple[Source, str, object], Guard] = {}

    def add(self, source: Source | None, check: str, expected: object = None, span: Span | None = None) -> None:
        """Require `check` of `source`; nothing to do for a value that was made while tracing (no source)."""
        if source is None:
            return
        key = (source, check, expected if check in ("DICT_CONTAINS", "HASATTR") else None)
        if key not in self._guards:
            self._journal.set_item(self._guards, key, Guard(source, check, expected, span))

    def python_type(self, source: Source) -> type | None:
        """The type that a source is guarded to have."""
        found = self._guards.get((source, "TYPE_MATCH", None))
        return None if found is None else found.expected

    def __iter__(self) -> Iterator[Guard]:
        """Those about sizes last: they read sizes of what the others say is a tensor of that many dimensions."""
        return iter(sorted(self._guards.values(), key=lambda guard: guard.check == "SHAPE_ENV"))

    def __len__(self) -> int:
        return len(self._guards)

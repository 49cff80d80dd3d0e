"""A trace never changes the user's objects: what it reaches is noted before, and put back after.

Tensors are cloned only if something writes to them (their version counter tells); Python attributes and containers are noted
shallowly, object by object, for everything that can be reached from the arguments through modules, containers and instances.
"""

from __future__ import annotations

import contextlib
import random
from collections.abc import Iterator, MutableMapping, MutableSequence, MutableSet
from types import ModuleType
from typing import Any

import numpy as np
import torch
from torch.nn.parameter import is_lazy

_LEAVES = (str, bytes, int, float, complex, bool, type(None), type, torch.dtype, torch.device)


@contextlib.contextmanager
def preserving(roots: object) -> Iterator[None]:
    """Within the block, changes to what `roots` reach are allowed; afterwards they are undone. Random state too."""
    notes = _Notes()
    notes.visit(roots)
    states = (torch.get_rng_state(), random.getstate(), np.random.get_state(), torch.is_grad_enabled())  # noqa: NPY002
    try:
        yield
    finally:
        torch.set_rng_state(states[0])
        random.setstate(states[1])
        np.random.set_state(states[2])  # noqa: NPY002 - the user's code may use the global stream
        torch.set_grad_enabled(states[3])
        notes.restore()


class _Notes:
    """What was there before."""

    def __init__(self) -> None:
        self._seen: dict[int, object] = {}
        self._attributes: list[tuple[object, dict[str, Any]]] = []
        self._mappings: list[tuple[Any, dict[Any, Any]]] = []
        self._sequences: list[tuple[Any, list[Any]]] = []
        self._sets: list[tuple[Any, set[Any]]] = []
        self._lazy: list[tuple[Any, type]] = []
        """Parameters of lazy modules, which get their shape and another class at the first call."""
        self._classes: list[tuple[Any, type]] = []
        self._tensors: list[tuple[torch.Tensor, torch.Tensor, int, torch.Tensor | None, bool]] = []

    def visit(self, root: object) -> None:
        """Note everything that can be reached."""
        waiting = [root]
        while waiting:
            value = waiting.pop()
            if id(value) in self._seen or isinstance(value, _LEAVES):
                continue
            self._seen[id(value)] = value
            waiting.extend(self._note(value))

    def _note(self, value: Any) -> list[Any]:
        if isinstance(value, torch.Tensor):
            if is_lazy(value):
                self._lazy.append((value, type(value)))
            elif value.layout is torch.strided and value.device.type != "meta" and not value.is_nested:
                copy = value.detach().clone()
                self._tensors.append((value, copy, value._version, value.grad, value.requires_grad))  # noqa: SLF001
            return []
        reached: list[Any] = []
        if isinstance(value, MutableMapping):
            if isinstance(value, dict):
                self._mappings.append((value, dict(value)))
            reached += list(value.values())
        elif isinstance(value, MutableSequence):
            if isinstance(value, list):
                self._sequences.append((value, list(value)))
            reached += list(value)
        elif isinstance(value, MutableSet):
            if isinstance(value, set):
                self._sets.append((value, set(value)))
        elif isinstance(value, tuple):
            reached += list(value)
        attributes = _own(value, "__dict__")
        if isinstance(attributes, dict) and not isinstance(value, type | ModuleType):
            self._attributes.append((value, dict(attributes)))
            if isinstance(value, torch.nn.Module):
                self._classes.append((value, type(value)))
            reached += list(attributes.values())
        bound = _own(value, "__self__")
        if bound is not None and not isinstance(bound, ModuleType):
            reached.append(bound)
        return reached

    def restore(self) -> None:
        """Put everything back that differs."""
        for lazy, kind in self._lazy:
            if type(lazy) is not kind:
                lazy.data = torch.empty(0, device=lazy.device, dtype=lazy.dtype)
                lazy.__class__ = kind
        for instance, cls in self._classes:
            if type(instance) is not cls:
                instance.__class__ = cls
        for mapping, items in self._mappings:
            if not _same(list(mapping.items()), list(items.items())):
                dict.clear(mapping)
                dict.update(mapping, items)
        for sequence, elements in self._sequences:
            if not _same(sequence, elements):
                list.__setitem__(sequence, slice(None), elements)
        for members, before in self._sets:
            if len(members) != len(before) or not before <= members:
                set.clear(members)
                set.update(members, before)
        for obj, attributes in self._attributes:
            if not _same(list(obj.__dict__.items()), list(attributes.items())):
                obj.__dict__.clear()
                obj.__dict__.update(attributes)
        for tensor, copy, version, grad, requires_grad in self._tensors:
            if tensor._version != version or not _equal(tensor, copy):  # noqa: SLF001 - torch's own counter of writes
                if (tensor.shape, tensor.dtype) != (copy.shape, copy.dtype):
                    tensor.data = copy
                else:
                    tensor.data.copy_(copy)
            if tensor.grad is not grad:
                tensor.grad = grad
            if tensor.is_leaf and tensor.requires_grad != requires_grad:
                tensor.requires_grad_(requires_grad)


def _equal(tensor: torch.Tensor, copy: torch.Tensor) -> bool:
    """Not every kernel counts what it writes: batch norm's running statistics, and all that goes by `.data`."""
    return tensor.shape == copy.shape and tensor.dtype == copy.dtype and torch.equal(tensor.detach(), copy)


def _own(value: object, name: str) -> Any:
    """An attribute past `__getattr__` and `__getattribute__` of the user's; None where there is none."""
    try:
        return object.__getattribute__(value, name)
    except AttributeError:
        return None


def _same(left: Any, right: Any) -> bool:
    if len(left) != len(right):
        return False
    for mine, theirs in zip(left, right, strict=True):
        if isinstance(mine, tuple) and isinstance(theirs, tuple) and len(mine) == len(theirs):
            if any(a is not b for a, b in zip(mine, theirs, strict=True)):
                return False
        elif mine is not theirs:
            return False
    return True

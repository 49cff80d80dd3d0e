"""A trace never changes the user's objects: what it reaches is noted before, and put back after.

Python attributes, containers, cells and the globals of the user's functions are noted shallowly, object by object, for
everything that can be reached from the arguments through modules, containers, closures and instances; of tensors a
clone is kept.
"""

from __future__ import annotations

import collections
import contextlib
import copy
import random
import sys
import threading
from collections.abc import Iterator, MutableMapping, MutableSequence, MutableSet
from types import CellType, FunctionType, ModuleType
from typing import Any

import numpy as np
import torch
from torch.nn.parameter import is_lazy

_LEAVES = (str, bytes, int, float, complex, bool, type(None), type, torch.dtype, torch.device)


@contextlib.contextmanager
def preserving(roots: object) -> Iterator[Notes]:
    """Within the block, changes to what `roots` reach are allowed; afterwards they are undone. Random state too.

    A result that is to outlive the block goes through `Notes.kept` within it.
    """
    notes = Notes()
    notes.visit(roots)
    device = _default_device()
    states = (torch.get_rng_state(), random.getstate(), np.random.get_state(), torch.is_grad_enabled())  # noqa: NPY002
    try:
        yield notes
    finally:
        torch.set_rng_state(states[0])
        random.setstate(states[1])
        np.random.set_state(states[2])  # noqa: NPY002 - the user's code may use the global stream
        torch.set_grad_enabled(states[3])
        if _default_device() != device:
            torch.set_default_device(device)
        notes.restore()


def _default_device() -> torch.device | None:
    """What `torch.set_default_device` was last told in this thread."""
    context = getattr(torch._GLOBAL_DEVICE_CONTEXT, "device_context", None)  # noqa: SLF001 - where torch keeps it
    return None if context is None else context.device


class Notes:
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
        self._cells: list[tuple[CellType, Any]] = []
        self._globals: list[tuple[dict[str, Any], dict[str, Any]]] = []
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
        """Note one object; what it leads to."""
        if isinstance(value, torch.Tensor):
            self._note_tensor(value)
            return []
        reached = self._note_function(value) if isinstance(value, FunctionType) else self._note_container(value)
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

    def _note_tensor(self, value: torch.Tensor) -> None:
        if is_lazy(value):
            self._lazy.append((value, type(value)))
        elif value.layout is torch.strided and value.device.type != "meta" and not value.is_nested:
            before = value.detach().clone()
            self._tensors.append((value, before, value._version, value.grad, value.requires_grad))  # noqa: SLF001

    def _note_container(self, value: Any) -> list[Any]:
        if isinstance(value, MutableMapping):
            if isinstance(value, dict):
                self._mappings.append((value, dict(value)))
            return list(value.values())
        if isinstance(value, MutableSequence):
            if isinstance(value, list):
                self._sequences.append((value, list(value)))
            return list(value)
        if isinstance(value, MutableSet) and isinstance(value, set):
            self._sets.append((value, set(value)))
        return list(value) if isinstance(value, tuple) else []

    def _note_function(self, function: FunctionType) -> list[Any]:
        names = function.__globals__
        if id(names) not in self._seen and not _is_library(function):
            self._seen[id(names)] = names
            self._globals.append((names, dict(names)))
        reached: list[Any] = []
        for cell in function.__closure__ or ():
            with contextlib.suppress(ValueError):  # nothing was stored there yet
                self._cells.append((cell, cell.cell_contents))
                reached.append(cell.cell_contents)
        return reached

    def kept(self, result: Any) -> Any:
        """A result of the block as it is now: what of it is about to be put back is copied, nothing else."""
        written = [t for t, before, version, *_ in self._tensors if _written(t, before, version)]
        return _Copies(self._changed(written), {_memory(t) for t in written}, result).of(result)

    def _changed(self, written: list[torch.Tensor]) -> set[int]:
        """The ids of what will be put back: these tensors, and containers and objects."""
        found = set(map(id, written))
        found |= {id(m) for m, items in self._mappings if not _same(list(m.items()), list(items.items()))}
        found |= {id(q) for q, elements in self._sequences if not _same(q, elements)}
        found |= {id(members) for members, before in self._sets if members != before}
        found |= {id(o) for o, had in self._attributes if not _same(list(o.__dict__.items()), list(had.items()))}
        return found

    def restore(self) -> None:
        """Put everything back that differs."""
        self._restore_names()
        self._restore_containers()
        self._restore_objects()
        for tensor, before, version, grad, requires_grad in self._tensors:
            if _written(tensor, before, version):
                _write(tensor, before)
            if tensor.grad is not grad:
                tensor.grad = grad
            if tensor.is_leaf and tensor.requires_grad != requires_grad:
                tensor.requires_grad_(requires_grad)

    def _restore_names(self) -> None:
        for cell, contents in self._cells:
            cell.cell_contents = contents
        for names, values in self._globals:
            for name in [name for name in names if name not in values]:
                if not isinstance(names[name], ModuleType):  # an import that was made meanwhile stays
                    del names[name]
            names.update(values)

    def _restore_containers(self) -> None:
        for mapping, items in self._mappings:
            if not _same(list(mapping.items()), list(items.items())):
                dict.clear(mapping)
                dict.update(mapping, items)
        for sequence, elements in self._sequences:
            if not _same(sequence, elements):
                list.__setitem__(sequence, slice(None), elements)
        for members, elements_before in self._sets:
            if members != elements_before:
                set.clear(members)
                set.update(members, elements_before)

    def _restore_objects(self) -> None:
        for lazy, kind in self._lazy:
            if type(lazy) is not kind:
                lazy.data = torch.empty(0, device=lazy.device, dtype=lazy.dtype)
                lazy.__class__ = kind
        for instance, cls in self._classes:
            if type(instance) is not cls:
                instance.__class__ = cls
        for obj, attributes in self._attributes:
            if not _same(list(obj.__dict__.items()), list(attributes.items())):
                obj.__dict__.clear()
                obj.__dict__.update(attributes)


class _Copies:
    """Copies of what has changed, and of all that leads there; each thing is copied once."""

    def __init__(self, changed: set[int], memory: set[int], result: Any) -> None:
        self._made: dict[int, Any] = {}
        self._affected = _leading_to(changed, memory, result) if changed else changed

    def of(self, value: Any) -> Any:
        if id(value) not in self._affected:
            return value
        if id(value) not in self._made:
            self._made[id(value)] = made = self._empty(value)
            self._fill(value, made)
        return self._made[id(value)]

    def _empty(self, value: Any) -> Any:
        """The copy, still without what it holds, so that it can hold itself; a tuple or set is made whole."""
        kind: Any = type(value)
        if isinstance(value, torch.Tensor):
            return value.detach().clone().requires_grad_(value.requires_grad)
        if isinstance(value, tuple):
            return tuple.__new__(kind, [self.of(item) for item in value])
        if isinstance(value, set | frozenset):
            return kind(self.of(item) for item in value)
        if isinstance(value, list | dict) and not isinstance(value, collections.defaultdict):
            return kind.__new__(kind)
        return copy.copy(value)

    def _fill(self, value: Any, made: Any) -> None:
        if isinstance(value, list):
            list.__setitem__(made, slice(None), [self.of(item) for item in list.__iter__(value)])
        elif isinstance(value, dict):
            put = (
                collections.OrderedDict.__setitem__ if isinstance(value, collections.OrderedDict) else dict.__setitem__
            )
            for key, item in value.items():
                put(made, key, self.of(item))
        attributes = _own(value, "__dict__")
        if isinstance(attributes, dict) and not isinstance(value, torch.Tensor):
            made.__dict__.update({name: self.of(item) for name, item in attributes.items()})


def _leading_to(changed: set[int], memory: set[int], result: Any) -> set[int]:
    """The ids of everything below `result` from which something that has changed, or a view of it, can be reached."""
    holders: dict[int, list[int]] = {}
    waiting, seen = [result], {id(result)}
    ids: list[int] = []
    while waiting:
        value = waiting.pop()
        if id(value) in changed or (isinstance(value, torch.Tensor) and _memory(value) in memory):
            ids.append(id(value))
        for item in _held(value):
            holders.setdefault(id(item), []).append(id(value))
            if id(item) not in seen and not isinstance(item, _LEAVES):
                seen.add(id(item))
                waiting.append(item)
    found: set[int] = set()
    while ids:
        identity = ids.pop()
        if identity not in found:
            found.add(identity)
            ids += holders.get(identity, ())
    return found


def _held(value: Any) -> list[Any]:
    """What a result holds, directly: elements, and attributes of instances."""
    if isinstance(value, (*_LEAVES, torch.Tensor, FunctionType, ModuleType)):
        return []
    held = list(value.values()) if isinstance(value, dict) else []
    if isinstance(value, list | tuple | set | frozenset):
        held = list(value)
    attributes = _own(value, "__dict__")
    return [*held, *attributes.values()] if isinstance(attributes, dict) else held


def _written(tensor: torch.Tensor, before: torch.Tensor, version: int) -> bool:
    return tensor._version != version or not _equal(tensor, before)  # noqa: SLF001 - torch's own counter of writes


def _memory(tensor: torch.Tensor) -> int:
    """Tensors with one answer are views of each other; one without memory of its own is a view of nothing."""
    if tensor.layout is not torch.strided:
        return id(tensor)
    with torch._C.DisableTorchFunctionSubclass():  # noqa: SLF001 - the public name of it
        return int(tensor.untyped_storage()._cdata)  # noqa: SLF001 - where torch itself compares storages


def _write(tensor: torch.Tensor, before: torch.Tensor) -> None:
    if (tensor.shape, tensor.dtype) != (before.shape, before.dtype):
        tensor.data = before
    else:
        tensor.data.copy_(before)


def _equal(tensor: torch.Tensor, copy: torch.Tensor) -> bool:
    """Not every kernel counts what it writes: batch norm's running statistics, and all that goes by `.data`."""
    return tensor.shape == copy.shape and tensor.dtype == copy.dtype and torch.equal(tensor.detach(), copy)


def _is_library(function: FunctionType) -> bool:
    """Whether a function is torch's or of the standard library: nobody's program sets globals there."""
    package = (function.__module__ or "").partition(".")[0]
    return package == "torch" or package in sys.stdlib_module_names


def _own(value: object, name: str) -> Any:
    """An attribute past `__getattr__` and `__getattribute__` of the user's; None where there is none."""
    plain: Any = threading.local if isinstance(value, threading.local) else object
    try:
        return plain.__getattribute__(value, name)
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

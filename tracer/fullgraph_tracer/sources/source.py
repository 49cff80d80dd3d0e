"""The source classes. See the package's docstring."""

from __future__ import annotations

import itertools
import threading
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, TypeVar, dataclass_transform

import torch

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from types import CellType


AnySource = TypeVar("AnySource", bound="Source")


@dataclass(slots=True)
class Scope:
    """The real values that a frame starts from: what sources are evaluated in."""

    locals: dict[str, Any]
    globals: dict[str, Any]
    builtins: Mapping[str, Any]
    cells: dict[str, CellType] = field(default_factory=dict)
    stack: list[Any] = field(default_factory=list)
    callee: Scope | None = None
    """The same for the frame that this one waits for, where both go on after a break."""


@dataclass_transform(frozen_default=True)
def source(cls: type[AnySource]) -> type[AnySource]:
    """A frozen dataclass with slots that computes its hash once: sources are trees, and keys of many dictionaries."""
    made = dataclass(frozen=True, slots=True)(cls)
    compute = made.__hash__

    def __hash__(self: Any) -> int:  # noqa: N807 - it becomes the class's own
        known: int = self._hash
        if not known:
            known = compute(self)
            object.__setattr__(self, "_hash", known)
        return known

    made.__hash__ = __hash__  # type: ignore[method-assign]
    return made


@dataclass(frozen=True, slots=True)
class Source:
    """Base of all sources."""

    _hash: int = field(default=0, init=False, repr=False, compare=False)

    @property
    def name(self) -> str:
        """The Python expression, as a guard shows it."""
        raise NotImplementedError

    def fetch(self, scope: Scope) -> Any:
        """The real object that this source names in `scope`. Raises whatever the access raises."""
        raise NotImplementedError

    @property
    def root(self) -> Source:
        """The innermost source: the local, global or cell that everything starts from."""
        return self

    @property
    def is_local(self) -> bool:
        """Whether it is an input of the frame itself: a local, a stack value, a cell."""
        return False


@source
class LocalSource(Source):
    """A local variable of the root frame, as it was when the frame (or its resumed rest) began."""

    local: str

    @property
    def name(self) -> str:
        return f"L[{self.local!r}]"

    @property
    def is_local(self) -> bool:
        return True

    def fetch(self, scope: Scope) -> Any:
        return scope.locals[self.local]


@source
class StackSource(Source):
    """A value that lay on the root frame's stack when its resumed rest began."""

    index: int

    @property
    def name(self) -> str:
        return f"S[{self.index}]"

    @property
    def is_local(self) -> bool:
        return True

    def fetch(self, scope: Scope) -> Any:
        return scope.stack[self.index]


@source
class CellSource(Source):
    """The contents of a closure cell of the root frame; `cell=True` names the cell itself."""

    local: str
    cell: bool = False

    @property
    def name(self) -> str:
        return f"C[{self.local!r}]" if self.cell else f"C[{self.local!r}].cell_contents"

    @property
    def is_local(self) -> bool:
        return True

    def fetch(self, scope: Scope) -> Any:
        cell = scope.cells[self.local]
        return cell if self.cell else cell.cell_contents


@source
class CalleeSource(Source):
    """A value of a frame that the root waits for, directly or not.

    As in Dynamo it is known by its place alone: how far the frame is from the innermost one, and the position among
    the frame's stack and locals, or the name of the cell.
    """

    frame: int
    position: int | str
    base: Source = field(compare=False)
    """Its source within that frame."""

    @property
    def name(self) -> str:
        return f"callee[{self.frame}].{self.base.name}"

    @property
    def is_local(self) -> bool:
        return True

    def fetch(self, scope: Scope) -> Any:
        callees = []
        while scope.callee is not None:
            scope = scope.callee
            callees.append(scope)
        return self.base.fetch(callees[-1 - self.frame])


@source
class GlobalSource(Source):
    """A global (or builtin) name of the module with these globals; `module` is None for the root frame's own."""

    global_name: str
    module: str | None = None
    namespace: dict[str, Any] | None = field(default=None, compare=False, repr=False)
    """The globals themselves, for a module other than the root frame's."""

    @property
    def name(self) -> str:
        return f"G[{self.global_name!r}]" if self.module is None else f"{self.module}.{self.global_name}"

    def fetch(self, scope: Scope) -> Any:
        names = scope.globals if self.namespace is None else self.namespace
        if self.global_name in names:
            return names[self.global_name]
        return scope.builtins[self.global_name]


@source
class ConstantSource(Source):
    """An object that is the same in every call: one that the code object or a module holds."""

    label: str
    value: Any = field(compare=False, repr=False)
    identity: int = 0

    @property
    def name(self) -> str:
        return self.label

    def fetch(self, scope: Scope) -> Any:  # noqa: ARG002 - the same in every scope
        return self.value


@source
class FunctionModeSource(Source):
    """A mode that takes over functions of torch, and is on where the root frame starts: from the outermost on."""

    index: int

    @property
    def name(self) -> str:
        return f"___get_torch_function_mode_stack_at({self.index})"

    def fetch(self, scope: Scope) -> Any:  # noqa: ARG002 - the process has it
        return torch._C._get_function_stack_at(self.index)  # noqa: SLF001 - what `torch.overrides` calls


@source
class Derived(Source):
    """Base of the sources that reach into another one."""

    base: Source

    @property
    def root(self) -> Source:
        return self.base.root


@source
class AttrSource(Derived):
    """`base.attr`, read as `getattr` does."""

    attr: str

    @property
    def name(self) -> str:
        return f"{self.base.name}.{self.attr}"

    def fetch(self, scope: Scope) -> Any:
        return getattr(self.base.fetch(scope), self.attr)


def instance_dict(value: object) -> dict[str, Any]:
    """The `__dict__` of an object, past its `__getattribute__`. Raises AttributeError where it has none."""
    read: Callable[[Any, str], Any] = object.__getattribute__
    if isinstance(value, threading.local):
        read = threading.local.__getattribute__
    found: dict[str, Any] = read(value, "__dict__")
    return found


@source
class DictItemSource(Derived):
    """`base.__dict__[attr]`: an instance attribute, past descriptors and `__getattr__`."""

    attr: str

    @property
    def name(self) -> str:
        return f"{self.base.name}.{self.attr}"

    def fetch(self, scope: Scope) -> Any:
        return instance_dict(self.base.fetch(scope))[self.attr]


@source
class ItemSource(Derived):
    """`base[index]` for sequences and dictionaries, with the built-in type's own lookup."""

    index: Any

    @property
    def name(self) -> str:
        return f"{self.base.name}[{self.index!r}]"

    def fetch(self, scope: Scope) -> Any:
        container = self.base.fetch(scope)
        if isinstance(container, dict):
            return dict.__getitem__(container, self.index)
        if isinstance(container, tuple):
            return tuple.__getitem__(container, self.index)
        if isinstance(container, list):
            return list.__getitem__(container, self.index)
        return container[self.index]


@source
class DictKeySource(Derived):
    """The n-th key of a dictionary (or element of a set), for keys that are no constants."""

    index: int

    @property
    def name(self) -> str:
        return f"list({self.base.name})[{self.index}]"

    def fetch(self, scope: Scope) -> Any:
        return next(itertools.islice(iter(self.base.fetch(scope)), self.index, None))


@source
class DictValueSource(Derived):
    """The value at the n-th key of a dictionary, whatever the key."""

    index: int

    @property
    def name(self) -> str:
        return f"list({self.base.name}.values())[{self.index}]"

    def fetch(self, scope: Scope) -> Any:
        return next(itertools.islice(self.base.fetch(scope).values(), self.index, None))


@source
class TypeSource(Derived):
    """`type(base)`."""

    @property
    def name(self) -> str:
        return f"type({self.base.name})"

    def fetch(self, scope: Scope) -> Any:
        return type(self.base.fetch(scope))


@source
class InstanceDictSource(Derived):
    """`base.__dict__` of an instance, past a `__getattribute__` of its class."""

    @property
    def name(self) -> str:
        return f"{self.base.name}.__dict__"

    def fetch(self, scope: Scope) -> Any:
        return instance_dict(self.base.fetch(scope))


@source
class CallSource(Derived):
    """`base()`: what a weak reference refers to."""

    @property
    def name(self) -> str:
        return f"{self.base.name}()"

    def fetch(self, scope: Scope) -> Any:
        return self.base.fetch(scope)()


@source
class ItemCallSource(Derived):
    """`base.item()`: the number in a tensor without dimensions."""

    @property
    def name(self) -> str:
        return f"{self.base.name}.item()"

    def fetch(self, scope: Scope) -> Any:
        return self.base.fetch(scope).item()


@source
class MroSource(Derived):
    """`base.__mro__[index]`, for a class."""

    index: int

    @property
    def name(self) -> str:
        return f"{self.base.name}.__mro__[{self.index}]"

    def fetch(self, scope: Scope) -> Any:
        return self.base.fetch(scope).__mro__[self.index]


@source
class ClassDictSource(Derived):
    """`base.__dict__[attr]` of a class: an attribute as it stands there, not bound."""

    attr: str

    @property
    def name(self) -> str:
        return f"{self.base.name}.__dict__[{self.attr!r}]"

    def fetch(self, scope: Scope) -> Any:
        return self.base.fetch(scope).__dict__[self.attr]


@source
class IteratorItemSource(Derived):
    """The n-th item that a list or tuple iterator has yet to give; looking does not advance it."""

    index: int

    @property
    def name(self) -> str:
        return f"___tuple_iterator_getitem({self.base.name}, {self.index})"

    def fetch(self, scope: Scope) -> Any:
        _, (sequence, *_), *state = self.base.fetch(scope).__reduce__()
        return sequence[(state[0] if state else 0) + self.index]

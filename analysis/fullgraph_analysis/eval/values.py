"""The values that the evaluator computes with.

Immutable values compare by content. What Python can change in place (`ListObj`, `DictObj`, `Instance` ...) has an
identity and keeps its contents in `slots`, which only `state.State` writes, so that every write can be undone.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from itertools import count
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from fullgraph_analysis.eval.classes import ClassInfo
    from fullgraph_analysis.eval.functions import FunctionCode
    from fullgraph_analysis.eval.scopes import Scope
    from fullgraph_analysis.project.modules import ModuleInfo

CERTAIN, LIKELY, POSSIBLE = 2, 1, 0
"""How sure a value or a finding is: decided by the source; as annotations and usage say; a guess."""

ScalarType = Literal["int", "float", "bool", "str", "bytes", "complex"]


class Value:
    """Anything an expression can be."""

    __slots__ = ()


@dataclass(frozen=True, slots=True)
class Unknown(Value):
    """Nothing is known. Every operation on it is unknown too, and no rule looks at it."""

    why: str = ""


UNKNOWN = Unknown()


@dataclass(frozen=True, slots=True, eq=False)
class Const(Value):
    """A Python constant whose value is known: None, a number, a string, Ellipsis."""

    value: object

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, Const) or type(self.value) is not type(other.value):
            return False
        return self.value == other.value or (self.value != self.value and other.value != other.value)

    def __hash__(self) -> int:
        return hash((type(self.value), self.value))


NONE = Const(None)
TRUE = Const(True)
FALSE = Const(False)


@dataclass(frozen=True, slots=True)
class Scalar(Value):
    """A Python number or string whose value the source does not decide. While tracing it is a constant."""

    type: ScalarType
    note: str = ""
    """What it is, where that matters: `training` for a module's flag."""
    begins: str = ""
    """What a string begins with, where that is known."""

    def may_be(self, key: object) -> bool:
        """Whether this may be a certain constant."""
        return isinstance(key, str) and key.startswith(self.begins) if self.begins else True


@dataclass(frozen=True, slots=True)
class Tensor(Value):
    """A tensor (or an ndarray, which is traced as one). Unknown facts are None, unknown sizes too."""

    dtype: str | None = None
    shape: tuple[int | None, ...] | None = None
    cls: Literal["tensor", "parameter", "ndarray"] = "tensor"
    sure: int = CERTAIN
    grad: bool | None = None
    """Whether it requires grad."""
    source: bool = False
    """Whether it is an input of the graph (an argument, a parameter, a buffer) and no result of an operation."""
    folded: bool = False
    """Whether it was made of Python numbers alone: torch's fake tensors then know its value, and operators may ask
    for it.
    """


@dataclass(frozen=True, slots=True)
class Tuple(Value):
    """A tuple; `items` is None where their number is not known, `elem` is then what each of them is."""

    items: tuple[Value, ...] | None
    elem: Value = UNKNOWN
    cls: str = "tuple"
    fields: tuple[str, ...] = ()
    first: tuple[Value, ...] = ()
    """Where `items` is None: those that it certainly begins with."""
    last: tuple[Value, ...] = ()
    """Where `items` is None: those that it certainly ends with. The two may be the same items, if it is short."""

    @property
    def head(self) -> tuple[Value, ...]:
        """The items that are known from the beginning on."""
        return self.first if self.items is None else self.items

    @property
    def tail(self) -> tuple[Value, ...]:
        """The items that are known up to the end."""
        return self.last if self.items is None else self.items


@dataclass(frozen=True, slots=True)
class SliceValue(Value):
    lower: Value
    upper: Value
    step: Value


@dataclass(frozen=True, slots=True)
class External(Value):
    """Something of an installed package that is known by its name only: a module, a function, a class, a constant."""

    name: str


@dataclass(frozen=True, slots=True)
class Opaque(Value):
    """An instance of a class that is known by its name only, such as `torch.device`."""

    type: str


@dataclass(frozen=True, slots=True, eq=False)
class ModuleValue(Value):
    """A module whose source is read."""

    info: ModuleInfo


@dataclass(frozen=True, slots=True, eq=False)
class Function(Value):
    """A function written in Python."""

    code: FunctionCode
    scope: Scope
    defaults: dict[str, Value] = field(default_factory=dict)
    wrapped: str = ""
    """The name of an outside decorator that changes how it is traced, such as `torch.compiler.disable`."""
    owner: ClassInfo | None = None
    follows: Function | None = None
    """The function whose signature it takes over (`functools.wraps`)."""

    @property
    def signature(self) -> Function:
        """The function whose parameters say what this one may be called with."""
        return self if self.follows is None else self.follows.signature


@dataclass(frozen=True, slots=True)
class Bound(Value):
    """A function with its first argument."""

    func: Value
    self: Value


@dataclass(frozen=True, slots=True)
class Method(Value):
    """A method that a builtin or outside type has, bound to a value of that type."""

    owner: Value
    name: str


@dataclass(frozen=True, slots=True)
class Partial(Value):
    func: Value
    args: tuple[Value, ...]
    kwargs: tuple[tuple[str, Value], ...]


@dataclass(frozen=True, slots=True)
class ClassValue(Value):
    """A class whose source is read."""

    info: ClassInfo


@dataclass(frozen=True, slots=True)
class SuperValue(Value):
    info: ClassInfo
    obj: Value


@dataclass(frozen=True, slots=True)
class Descriptor(Value):
    """What a class body holds under `@property`, `@staticmethod` and `@classmethod`."""

    role: Literal["property", "staticmethod", "classmethod", "cached_property"]
    func: Value
    setter: Value | None = None


@dataclass(frozen=True, slots=True)
class Union(Value):
    """One of several values; which one, the source does not decide."""

    options: tuple[Value, ...]


class Obj(Value):
    """A value with an identity. `slots` is written through `State.set` alone."""

    __slots__ = ("serial", "slots", "stamp")
    _serials = count(1)

    def __init__(self) -> None:
        self.slots: dict[str, Value] = {}
        self.stamp = 0
        self.serial = next(Obj._serials)
        """Later made objects have a higher one."""


class ListObj(Obj):
    """A list, a set or a deque: slot `items` (a `Tuple`)."""

    __slots__ = ("cls",)

    def __init__(self, items: Tuple, cls: str = "list") -> None:
        super().__init__()
        self.cls = cls
        self.slots["items"] = items if items.cls == "tuple" and not items.fields else Tuple(items.items, items.elem)

    @property
    def content(self) -> Tuple:
        items = self.slots["items"]
        assert isinstance(items, Tuple)
        return items


@dataclass(frozen=True, slots=True)
class Entries(Value):
    """What a dictionary holds: `known` in order, and, where `open`, more keys whose values are like `elem`."""

    known: tuple[tuple[object, Value], ...] = ()
    open: bool = False
    elem: Value = UNKNOWN
    among: frozenset[object] | None = None
    """Where it is open: the keys that there may be besides; None for any."""

    def may_have(self, key: object) -> bool:
        """Whether a key that is not known to be there may be there all the same."""
        return self.open and (self.among is None or key in self.among)

    def get(self, key: object) -> Value | None:
        for name, value in self.known:
            if type(name) is type(key) and name == key:
                return value
        return None


class DictObj(Obj):
    """A dict: slot `entries`."""

    __slots__ = ("cls",)

    def __init__(self, entries: Entries, cls: str = "dict") -> None:
        super().__init__()
        self.cls = cls
        self.slots["entries"] = entries

    @property
    def content(self) -> Entries:
        entries = self.slots["entries"]
        assert isinstance(entries, Entries)
        return entries


class Instance(Obj):
    """An object of a class whose source is read (`ClassValue`), or of an outside class with a model (`External`)."""

    __slots__ = ("assumed", "cls", "container")

    def __init__(self, cls: ClassValue | External, *, assumed: bool = False) -> None:
        super().__init__()
        self.cls = cls
        self.assumed = assumed
        """Made from an annotation or with unknown arguments: attributes may be there that were not seen."""
        self.container: Obj | None = None
        """The list or dictionary inside a module container or a subclass of list or dict."""


class IteratorObj(Obj):
    """An iterator: what is left to come in slot `items`."""

    __slots__ = ("cls",)

    def __init__(self, items: Tuple, cls: str) -> None:
        super().__init__()
        self.cls = cls
        self.slots["items"] = items if items.cls == "tuple" and not items.fields else Tuple(items.items, items.elem)

    @property
    def content(self) -> Tuple:
        items = self.slots["items"]
        assert isinstance(items, Tuple)
        return items

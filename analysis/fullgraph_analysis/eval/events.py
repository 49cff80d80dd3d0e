"""What the evaluator tells the rules: something happened, with these values. And what a rule answers."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Literal, Protocol

from fullgraph_analysis.eval.values import CERTAIN

if TYPE_CHECKING:
    from collections.abc import Iterator

    import libcst as cst

    from fullgraph_analysis.eval.functions import Args
    from fullgraph_analysis.eval.values import Obj, SliceValue, Value
    from fullgraph_vocab.breaks.definition import Break

TestContext = Literal["if", "while", "assert", "ternary", "boolean operator", "comprehension", "not", "match"]


@dataclass(frozen=True, slots=True)
class Event:
    """The base of all events."""


@dataclass(frozen=True, slots=True)
class Test(Event):
    """The truth of a value decides where the program goes on."""

    value: Value
    context: TestContext
    simple_assert: bool = False


@dataclass(frozen=True, slots=True)
class ToNumber(Event):
    """A tensor becomes a Python number: `how` is `item`, `int`, `float`, `bool`, `index`, `tolist` or the like."""

    value: Value
    how: str


@dataclass(frozen=True, slots=True)
class Call(Event):
    """Something outside is called, by its canonical name."""

    name: str
    args: Args


@dataclass(frozen=True, slots=True)
class MethodCall(Event):
    """A method of a value of a builtin or outside type is called."""

    owner: Value
    name: str
    args: Args
    variables: tuple[str, ...] = ()
    """The names of the variables that are given as positional arguments; empty where an argument is none."""


@dataclass(frozen=True, slots=True)
class Construct(Event):
    """An object of an outside class is made."""

    name: str
    args: Args


@dataclass(frozen=True, slots=True)
class Subscript(Event):
    """`owner[index]` is read."""

    owner: Value
    index: Value


@dataclass(frozen=True, slots=True)
class SetItem(Event):
    """`owner[index] = value`."""

    owner: Value
    index: Value


@dataclass(frozen=True, slots=True)
class OutsideSubscript(Event):
    """Something outside, known by name, is indexed."""

    name: str


@dataclass(frozen=True, slots=True)
class MakeSlice(Event):
    """`lower:upper:step` inside brackets."""

    value: SliceValue


@dataclass(frozen=True, slots=True)
class SetAttribute(Event):
    """`owner.name = value`."""

    owner: Value
    name: str
    value: Value


@dataclass(frozen=True, slots=True)
class GetAttribute(Event):
    """`owner.name` is read."""

    owner: Value
    name: str
    result: Value


@dataclass(frozen=True, slots=True)
class Enter(Event):
    """A `with` block is entered."""

    manager: Value


@dataclass(frozen=True, slots=True)
class EnterEager(Event):
    """A `with` block of a manager that was made while the graph was broken, and is a real object."""

    manager: Value


@dataclass(frozen=True, slots=True)
class Resume(Event):
    """A frame is left and resumed inside of a `with` block: its manager is made anew."""

    manager: Value


@dataclass(frozen=True, slots=True)
class DefineClass(Event):
    """A `class` statement is executed inside a function."""


@dataclass(frozen=True, slots=True)
class UseObject(Event):
    """An object that was there before is read by the name of a global, or called."""

    value: Value


@dataclass(frozen=True, slots=True)
class CallFunction(Event):
    """A function whose source is read is called."""

    function: Value
    args: Args


@dataclass(frozen=True, slots=True)
class Iterate(Event):
    """A value is iterated over: by `for`, or by a comprehension in its own frame (`reentered`: after a break)."""

    value: Value
    how: Literal["for", "comprehension", "reentered"]


@dataclass(frozen=True, slots=True)
class Interrupted(Event):
    """The graph breaks while a generator is on its way."""

    iterator: Value


@dataclass(frozen=True, slots=True)
class Order(Event):
    """Values are sorted by keys that a function computes of them; how many, if that is known."""

    key: Value
    count: int | None


@dataclass(frozen=True, slots=True)
class Raise(Event):
    """An exception is raised."""

    value: Value


@dataclass(frozen=True, slots=True)
class Operator(Event):
    """A unary or binary operator, by its symbol; `not` is one where its result is used as a value."""

    symbol: str
    operands: tuple[Value, ...]


@dataclass(frozen=True, slots=True)
class Format(Event):
    """A value becomes text: `how` is `f-string`, `%`, `str` ..."""

    value: Value
    how: str


@dataclass(frozen=True, slots=True)
class Accumulate(Event):
    """What is kept becomes what it was and more: `owner.name += 1`; `owner` is None for a global."""

    owner: Value | None
    name: str
    old: Value
    new: Value


@dataclass(frozen=True, slots=True)
class Argument(Event):
    """A compiled function reads an argument that its caller passes."""

    name: str
    value: Value


class Scene(Protocol):
    """Where an event happens."""

    def lasting(self, obj: Obj) -> bool:
        """Whether an object was there before the compiled function was called."""
        ...

    def text(self) -> str:
        """The source of what the event is about: what a method is called on, what is assigned to."""
        ...

    def parts(self) -> Iterator[tuple[cst.CSTNode, Value | None]]:
        """The expressions of which it consists, with their values as far as they were evaluated."""
        ...


@dataclass(frozen=True, slots=True)
class Hit:
    """A rule's answer: this breaks the graph here."""

    brk: Break
    facts: dict[str, Any] = field(default_factory=dict)
    resumes: bool = True
    """Whether Dynamo can go on behind the instruction, where nothing around it forbids it."""
    sure: int = CERTAIN
    gb: str = ""
    """The upstream id, where it is another than the break's first."""
    rare: bool = False
    """Whether code behind an open test that does this is hardly ever reached, such as a warning."""

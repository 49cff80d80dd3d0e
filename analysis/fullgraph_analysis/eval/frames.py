"""A function being evaluated, and what is found out while doing it."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from fullgraph_analysis.eval.values import CERTAIN, Const, Value

if TYPE_CHECKING:
    import libcst as cst

    from fullgraph_analysis.documents.document import Chunk
    from fullgraph_analysis.eval.classes import ClassInfo
    from fullgraph_analysis.eval.events import Hit
    from fullgraph_analysis.eval.functions import FunctionCode
    from fullgraph_analysis.eval.scopes import Scope
    from fullgraph_analysis.eval.state import Delta

NEXT, RETURN, BREAK, CONTINUE, RAISE = 1, 2, 4, 8, 16
"""How a statement may end, as bits."""


@dataclass(slots=True, eq=False)
class Found:
    """A break, found in one activation."""

    hit: Hit
    node: cst.CSTNode
    range: tuple[int, int, int, int]
    sure: int
    skips: bool


@dataclass(slots=True, eq=False)
class CallEdge:
    """A call from one activation to another, by a node of a chunk."""

    chunk: Chunk
    node: cst.CSTNode
    callee: Activation
    sure: int


@dataclass(slots=True, eq=False)
class Activation:
    """What evaluating a function with certain arguments has shown. Kept, and used again for the same arguments."""

    code: FunctionCode | None
    chunk: Chunk
    record: dict[cst.CSTNode, Value] = field(default_factory=dict)
    found: dict[tuple[str, tuple[int, int, int, int]], Found] = field(default_factory=dict)
    calls: dict[tuple[int, int], CallEdge] = field(default_factory=dict)
    computes: bool = False
    """Whether operations on tensors were put in the graph."""
    broken: int = -1
    """How sure it is that something in here breaks the graph; -1 if nothing does."""


@dataclass(slots=True)
class Loop:
    """A loop around the present statement: the states in which it was left or begun anew."""

    mark: int
    breaks: list[Delta] = field(default_factory=list)
    continues: list[Delta] = field(default_factory=list)


class Frame:
    """One function on its way."""

    __slots__ = (
        "activation",
        "chunk",
        "cls",
        "code",
        "comprehensions",
        "control",
        "doubt",
        "leaving",
        "loops",
        "mark",
        "path",
        "quiet",
        "returns",
        "scope",
        "this",
        "tries",
        "yields",
    )

    def __init__(self, scope: Scope, chunk: Chunk, activation: Activation, mark: int) -> None:
        self.scope = scope
        self.chunk = chunk
        self.activation = activation
        self.code = activation.code
        self.mark = mark
        self.loops: list[Loop] = []
        self.tries = 0
        """How many blocks are around that Dynamo cannot resume in."""
        self.leaving: list[Value] = []
        """The context managers around that Dynamo would have to make anew where it resumes."""
        self.doubt = 0
        """How many open tests are around the present statement."""
        self.path = CERTAIN
        """How sure it is that the present statement is reached."""
        self.quiet = False
        """Whether this code runs before the compiled function does: constructors, module bodies."""
        self.returns: list[tuple[Value, Delta]] = []
        self.yields: list[Value] = []
        self.comprehensions: list[tuple[cst.CSTNode, Value]] = []
        """Comprehensions since the frame was last resumed: if it is given up, they become frames of their own."""
        self.this: Value | None = None
        self.cls: ClassInfo | None = None
        self.control: dict[str, Value] = {"eager": Const(False)}

    @property
    def eager(self) -> Value:
        """Whether Dynamo has given up on the rest of this frame."""
        return self.control["eager"]

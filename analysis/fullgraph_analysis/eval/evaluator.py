"""The evaluator: walks statements and expressions, computes values, tells the rules, and notes what they find."""

from __future__ import annotations

from abc import ABC, abstractmethod
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any, Protocol

from fullgraph_analysis.eval.events import Iterate, Resume
from fullgraph_analysis.eval.frames import NEXT, Activation, CallEdge, Found, Frame
from fullgraph_analysis.eval.functions import FunctionCode, make_code
from fullgraph_analysis.eval.joins import join, options, union
from fullgraph_analysis.eval.registry import EXPRESSIONS, STATEMENTS
from fullgraph_analysis.eval.scene import Place
from fullgraph_analysis.eval.state import State
from fullgraph_analysis.eval.values import (
    CERTAIN,
    FALSE,
    LIKELY,
    POSSIBLE,
    TRUE,
    UNKNOWN,
    Const,
    Scalar,
    Union,
    Value,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Container, Iterable, Iterator, Sequence

    import libcst as cst

    from fullgraph_analysis.config import AnalysisConfig
    from fullgraph_analysis.documents.document import Chunk
    from fullgraph_analysis.eval.classes import ClassInfo
    from fullgraph_analysis.eval.events import Event, Hit, Scene
    from fullgraph_analysis.eval.functions import Args
    from fullgraph_analysis.eval.values import ClassValue, Instance, Tuple
    from fullgraph_analysis.project.modules import ModuleInfo


class OutOfBudgetError(Exception):
    """The evaluation took more steps than it may. What is not known by then stays unknown."""


class World(Protocol):
    """What the evaluator asks of the project around it."""

    def builtin(self, name: str) -> Value | None: ...
    def import_module(self, name: str, level: int, importer: ModuleInfo) -> Value: ...
    def member(self, module: Value, name: str) -> Value: ...


class Judge(Protocol):
    """The rules, as the evaluator sees them."""

    @property
    def watched(self) -> Container[type]:
        """The events that hazards answer to."""
        ...

    def judge(self, event: Event) -> Hit | None: ...
    def hazards(self, event: Event, scene: Scene) -> list[Hit]: ...


def _drop(memo: dict[Any, tuple[*tuple[Any, ...], frozenset[object]]], gone: set[object]) -> None:
    for key in [key for key, known in memo.items() if not known[-1].isdisjoint(gone)]:
        del memo[key]


class Evaluator(ABC):
    """Evaluates code of one project, with one state.

    Handlers of syntax are in `expressions` and `statements`; `machine` has the rest.
    """

    def __init__(self, world: World, judge: Judge, config: AnalysisConfig) -> None:
        self.world = world
        self.rules = judge
        self.config = config
        self.state = State()
        self.steps = 0
        self.limit = config.steps
        self.stack: list[FunctionCode] = []
        self._codes: dict[Chunk, dict[cst.CSTNode, FunctionCode]] = {}
        self.calls: dict[object, tuple[Activation, Value, frozenset[object]]] = {}
        self.assumed: dict[ClassInfo, tuple[Value, frozenset[object]]] = {}
        self.made: dict[object, tuple[Instance, frozenset[object]]] = {}
        """Modules made inside assumed ones, by class and arguments: one stands for all that are alike."""
        self.assuming = 0
        self.used: set[object] = set()
        """What the thing that is being evaluated depends on: chunks, and names that are not bound somewhere."""
        self.made_before: list[tuple[int, int]] = []
        """Ranges of serial numbers of objects that were made when modules and constructors were evaluated."""
        self._apart = 0
        self.evaluations: dict[Chunk, int] = {}
        """How often code of each chunk was evaluated: calls of functions, and module or class level statements."""

    # syntax

    def eval(self, f: Frame, node: cst.CSTNode) -> Value:
        """The value of an expression."""
        self.steps += 1
        if self.steps > self.limit:
            raise OutOfBudgetError
        handler = EXPRESSIONS.get(type(node))
        value = handler(self, f, node) if handler is not None else UNKNOWN
        record = f.activation.record
        if f.quiet:
            record[node] = value
            return value
        old = record.get(node)
        record[node] = value if old is None or old is value else join(old, value)
        return value

    def run(self, f: Frame, statements: Iterable[cst.CSTNode]) -> int:
        """Execute statements, as far as they are reached; how they may end."""
        flow = NEXT
        for node in statements:
            handler = STATEMENTS.get(type(node))
            out = handler(self, f, node) if handler is not None else NEXT
            flow = flow & ~NEXT | out
            if not out & NEXT:
                break
        return flow

    def code(self, node: cst.FunctionDef | cst.Lambda, chunk: Chunk, module: ModuleInfo, qualname: str) -> FunctionCode:
        """The code object of a function, the same each time."""
        codes = self._codes.setdefault(chunk, {})
        known = codes.get(node)
        if known is None:
            known = codes[node] = make_code(node, chunk, module, qualname)
        return known

    def count(self, chunk: Chunk) -> None:
        """Code of a chunk is evaluated once more."""
        self.evaluations[chunk] = self.evaluations.get(chunk, 0) + 1

    def forget(self, gone: set[object]) -> None:
        """Forget everything that depended on something that is gone."""
        for chunk in [chunk for chunk in self._codes if chunk in gone]:
            del self._codes[chunk]
            self.evaluations.pop(chunk, None)
        _drop(self.calls, gone)
        _drop(self.assumed, gone)
        _drop(self.made, gone)

    # objects: see `calls`, `attributes` and `instances`

    @abstractmethod
    def call(self, f: Frame, node: cst.CSTNode, callee: Value, args: Args) -> Value:
        """The result of a call."""

    @abstractmethod
    def getattr(self, f: Frame, node: cst.CSTNode, owner: Value, name: str) -> Value:
        """The value of an attribute."""

    @abstractmethod
    def call_special(
        self, f: Frame, node: cst.CSTNode, owner: Value, name: str, args: Args | None = None
    ) -> Value | None:
        """The result of a special method that the class of a value has; None if it has none."""

    @abstractmethod
    def decorate(self, f: Frame, node: cst.CSTNode, decorator: Value, value: Value) -> Value:
        """What a decorator makes of a function or class."""

    @abstractmethod
    def outside(self, f: Frame, node: cst.CSTNode, name: str, args: Args) -> Value:
        """The result of an outside function that has no model of its own: what the facts about its package say."""

    @abstractmethod
    def plain_method(self, f: Frame, node: cst.CSTNode, owner: Value, name: str, args: Args) -> Value:
        """A method of a builtin or outside type, without asking the rules."""

    @abstractmethod
    def make_layer(self, f: Frame, node: cst.CSTNode, name: str, args: Args) -> Value:
        """One of torch's own modules."""

    @abstractmethod
    def items(self, f: Frame, node: cst.CSTNode, value: Value) -> Tuple:
        """What iterating over a value yields."""

    @abstractmethod
    def is_instance_of(self, value: Instance, name: str) -> bool | None:
        """Whether an object is an instance of an outside class."""

    @abstractmethod
    def assume_instance(self, f: Frame, node: cst.CSTNode, cls: ClassValue) -> Value:
        """An object of a class, made with arguments that are not known."""

    @abstractmethod
    def is_instance(self, f: Frame, node: cst.CSTNode, value: Value, classes: Value) -> bool | None:
        """Whether a value is an instance; None if that is open."""

    @contextmanager
    def apart(self, *, own_budget: bool = False, steps: int | None = None, before: bool = True) -> Iterator[None]:
        """Evaluate something that holds on every path, such as a module's top level: it is not undone with the path.

        It happens before the compiled function is called, unless that is what is evaluated. With a budget of its own it
        ends where that is spent, and what it had not reached stays unknown.
        """
        state, stack, spent, limit = self.state, self.stack, self.steps, self.limit
        self.state, self.stack = State(), []
        start = self.state.serial() if before and not self._apart else 0
        self._apart += before
        if own_budget:
            self.steps, self.limit = 0, steps or self.config.module_steps
        try:
            yield
        except OutOfBudgetError:
            if not own_budget:
                raise
        finally:
            self._apart -= before
            if start:
                self.made_before.append((start, self.state.serial()))
            self.state, self.stack = state, stack
            if own_budget:
                self.steps, self.limit = spent, limit

    @contextmanager
    def noting(self) -> Iterator[set[object]]:
        """Note what something depends on; whoever waits for it depends on that too."""
        outer, self.used = self.used, set()
        try:
            yield self.used
        finally:
            outer |= self.used
            self.used = outer

    # paths

    def branches(self, f: Frame, paths: Sequence[Callable[[], int]], *, sure: int | None = None) -> int:
        """Follow several paths from here and join them. `sure` bounds how sure it is that each is taken."""
        flow, deltas = 0, []
        path = f.path
        ends: list[int] = []
        for follow in paths:
            mark = self.state.mark()
            f.path = path if sure is None else min(path, sure)
            out = follow()
            ends.append(out)
            flow |= out
            delta = self.state.leave(mark)
            if out & NEXT:
                deltas.append(delta)
        f.path = path
        if deltas:
            self.state.merge(deltas)
        return flow

    def values(self, f: Frame, paths: Sequence[Callable[[], Value]], *, sure: int | None = None) -> Value:
        """The same for expressions."""
        results: list[Value] = []

        def wrap(follow: Callable[[], Value]) -> Callable[[], int]:
            def go() -> int:
                results.append(follow())
                return NEXT

            return go

        self.branches(f, [wrap(follow) for follow in paths], sure=sure)
        return union(results)

    def each(self, f: Frame, value: Value, function: Callable[[Value], Value]) -> Value:
        """Apply a function to each alternative of a value."""
        if not isinstance(value, Union):
            return function(value)
        sure = LIKELY if len(value.options) == 2 else POSSIBLE
        return self.values(f, [lambda v=v: function(v) for v in value.options], sure=sure)  # type: ignore[misc]

    # findings

    def fire(self, f: Frame, node: cst.CSTNode, event: Event) -> bool:
        """Ask the rules about an event; whether it breaks the graph."""
        if f.quiet or f.eager == TRUE:
            return False
        hit = self.rules.judge(event)
        if hit is None:
            if type(event) in self.rules.watched:
                for hazard in self.rules.hazards(event, Place(self, f, node)):
                    self._note(f, node, hazard, min(hazard.sure, f.path), skips=False)
            return False
        self.report(f, node, hit)
        return True

    def fire_each(self, f: Frame, node: cst.CSTNode, value: Value, make: Callable[[Value], Event]) -> bool:
        """Ask the rules about an event for each alternative of a value."""
        if f.quiet or f.eager == TRUE:
            return False
        alternatives = options(value)
        path = f.path
        if len(alternatives) > 1:
            f.path = min(path, LIKELY)
        hits = [self.fire(f, node, make(value)) for value in alternatives]
        f.path = path
        return any(hits)

    def report(self, f: Frame, node: cst.CSTNode, hit: Hit) -> None:
        """Note a break, and what it does to the frame."""
        eager = f.eager
        if f.quiet or eager == TRUE:
            return
        sure = min(hit.sure, f.path)
        if eager != FALSE:
            sure = min(sure, LIKELY)
        if hit.rare and f.path < CERTAIN:
            sure = POSSIBLE
        skips = not hit.resumes or bool(f.loops) or f.tries > 0
        if self._note(f, node, hit, sure, skips=skips):
            self.broken(f, sure, skips=skips)
            if not skips:
                self._leave(f, node)

    def _leave(self, f: Frame, node: cst.CSTNode) -> None:
        """The frame is resumed here, inside of the context managers around it."""
        for manager in f.leaving:
            self.fire(f, node, Resume(manager))

    def _note(self, f: Frame, node: cst.CSTNode, hit: Hit, sure: int, *, skips: bool) -> bool:
        """Note what was found; whether there is a place for it."""
        parsed = f.chunk.parsed()
        if parsed is None or node not in parsed:
            return False
        where = parsed.range(node)
        key = (hit.brk.code, where)
        old = f.activation.found.get(key)
        if old is None or old.sure < sure:
            f.activation.found[key] = Found(hit, node, where, sure, skips)
        return True

    def broken(self, f: Frame, sure: int, *, skips: bool) -> None:
        """The graph breaks in this frame, here or in something that it calls."""
        f.activation.broken = max(f.activation.broken, sure)
        if not skips:
            f.comprehensions.clear()
        elif f.eager != TRUE:
            if f.loops or not f.activation.computes:
                self.reenter(f)
            value: Value = TRUE if sure >= LIKELY else Scalar("bool")
            self.state.set(f.control, "eager", value)

    def reenter(self, f: Frame) -> None:
        """The frame is given up from where it was last resumed: comprehensions since run as frames of their own."""
        for node, outer in f.comprehensions:
            alone = Frame(f.scope, f.chunk, f.activation, self.state.mark())
            alone.path = f.path
            for option in options(outer):
                self.fire(alone, node, Iterate(option, "reentered"))
        f.comprehensions.clear()

    def called(self, f: Frame, node: cst.CSTNode, callee: Activation) -> None:
        """Note that this frame called another, and let the callee's breaks have their effect on the caller."""
        if f.quiet:
            return
        key = (id(node), id(callee))
        old = f.activation.calls.get(key)
        if old is None or old.sure < f.path:
            f.activation.calls[key] = CallEdge(f.chunk, node, callee, f.path)
        if callee.broken < 0:
            f.activation.computes = f.activation.computes or callee.computes
        elif f.eager != TRUE:
            skips = bool(f.loops) or f.tries > 0
            self.broken(f, min(callee.broken, f.path), skips=skips)
            if not skips:
                self._leave(f, node)

    @property
    def training(self) -> Value:
        """What `self.training` of a module is."""
        return Scalar("bool", "training") if self.config.training is None else Const(self.config.training)

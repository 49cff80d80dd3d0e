"""What a variable may ask of the interpreter: to wrap a real object, to inline a call, to put a node in the graph.

Variables, models and protocol see the interpreter only as `Tx`, so that imports go one way.
`interpreter.frame.SymbolicFrame` implements it; `tx` is always the frame that executes right now.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NoReturn, Protocol

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from fullgraph_tracer.config import TraceConfig
    from fullgraph_tracer.effects.journal import Journal
    from fullgraph_tracer.effects.log import Effects
    from fullgraph_tracer.effects.process import ProcessState
    from fullgraph_tracer.graph.output import OutputGraph
    from fullgraph_tracer.guards import DynamicMemory, Guards
    from fullgraph_tracer.sources import Source
    from fullgraph_tracer.variables.base import VariableTracker
    from fullgraph_vocab.breaks.definition import Break
    from fullgraph_vocab.spans import Span


class Tx(Protocol):
    """The frame that executes, as variables see it."""

    globals: dict[str, Any]
    """The globals of the code that is interpreted."""

    @property
    def config(self) -> TraceConfig: ...
    @property
    def graph(self) -> OutputGraph: ...
    def configure(self, settings: Mapping[str, Any]) -> dict[str, Any]:
        """Change those of these settings that `TraceConfig` has, for the rest of the trace; what they were before."""
        ...

    @property
    def journal(self) -> Journal: ...
    @property
    def effects(self) -> Effects: ...
    @property
    def guards(self) -> Guards: ...
    @property
    def memory(self) -> DynamicMemory:
        """What earlier captures of the same code saw: what varies becomes a symbol."""
        ...

    @property
    def process(self) -> ProcessState:
        """Settings of the process that are changed while tracing (grad mode, autocast ...)."""
        ...

    @property
    def span(self) -> Span:
        """Where the current instruction stands."""
        ...

    @property
    def states(self) -> dict[str, Any]:
        """State of models, by name (random streams, torch-function modes ...); change it through the journal."""
        ...

    @property
    def parent_tx(self) -> Tx | None:
        """The frame that called this one, while inlining."""
        ...

    @property
    def handled(self) -> VariableTracker | None:
        """The exception being handled right now, here or in a calling frame."""
        ...

    def local_values(self) -> dict[str, VariableTracker]:
        """The frame's local variables as they are now, by name: what `locals()` shows."""
        ...

    def implicit_super(self) -> tuple[VariableTracker, VariableTracker]:
        """What `super()` without arguments stands for: the class the code was defined in, and its first argument."""
        ...

    def constant(self, value: object) -> VariableTracker:
        """A constant made while tracing."""
        ...

    def wrap(self, value: object, source: Source | None = None) -> VariableTracker:
        """The variable that tracks a real object: an input (with its source), or one found while tracing (without)."""
        ...

    def wrap_lazy(self, value: object, source: Source) -> VariableTracker:
        """As `wrap`, but nothing is guarded before somebody looks."""
        ...

    def wrap_fake(self, node: Any, value: object, **options: Any) -> VariableTracker:
        """The variable for what a graph node yields, from its fake value: a tensor, a size, a tuple of these ..."""
        ...

    def inline(
        self, function: VariableTracker, args: Sequence[VariableTracker], kwargs: Mapping[str, VariableTracker]
    ) -> VariableTracker:
        """Interpret the body of a Python function in a frame of its own, and give what it returns."""
        ...

    def bind_method(self, obj: VariableTracker, name: str) -> VariableTracker:
        """The bound method `obj.name` of a built-in type, for `VariableTracker.call_method`."""
        ...

    def call_function(self, function: Any, args: Sequence[VariableTracker]) -> VariableTracker:
        """Call a real function or class, such as `str`, by its model."""
        ...

    def frame_for(
        self, function: VariableTracker, args: Sequence[VariableTracker], kwargs: Mapping[str, VariableTracker]
    ) -> Any:
        """A frame for the body of a Python function, arguments bound, not run yet: for generators."""
        ...

    def raise_(self, exc_type: type[BaseException], *args: object) -> NoReturn:
        """The user's program raises this here; `args` are Python constants or variables."""
        ...

    def raise_value(self, exc: VariableTracker) -> NoReturn:
        """The user's program raises the exception tracked by `exc`."""
        ...

    def break_(
        self,
        cause: Break,
        *,
        gb: str | None = None,
        skip_frame: bool = False,
        title: str | None = None,
        **facts: object,
    ) -> NoReturn:
        """The user's code leaves the graph here."""
        ...

    def break_if_escapes(self, node: Any, cause: Break, *, gb: str | None = None) -> None:
        """The user's code leaves the graph here if a result of the graph derives from the node and needs a gradient."""
        ...

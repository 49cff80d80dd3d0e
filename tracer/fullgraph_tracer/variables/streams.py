"""Streams and events. A graph holds no such object: it looks one up by the number under which it was noted."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from fullgraph_tracer.variables.ctx_manager.ignored import FxTracebackAnnotateVariable
from fullgraph_tracer.variables.tensor.base import GraphValue
from fullgraph_vocab.breaks import calls

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from torch.fx import Node

    from fullgraph_tracer.emit.emitter import Emitter
    from fullgraph_tracer.ports import Tx
    from fullgraph_tracer.variables.base import VariableTracker

_NOTED: list[Any] = []


def note(value: Any) -> int:
    """The number of a stream or event; it stays alive as long as graphs may look it up."""
    for index, known in enumerate(_NOTED):
        if known is value:
            return index
    _NOTED.append(value)
    return len(_NOTED) - 1


def get_external_object_by_index(index: int) -> Any:
    """The stream or event of this number: what a graph calls."""
    return _NOTED[index]


def look_up(tx: Tx, value: Any) -> Node:
    """A node that yields a stream or event."""
    return tx.graph.add("call_function", get_external_object_by_index, (note(value),), {}, value)


def _method(tx: Tx, variable: GraphValue, value: Any, name: str, args: Sequence[VariableTracker]) -> VariableTracker:
    """A node that calls a method; what it gives is looked at only where it is a plain value."""
    given = [arg.realize() for arg in args]
    held = [arg.value if isinstance(arg, StreamVariable | EventVariable) else arg.as_constant() for arg in given]
    proxies = tuple(arg.as_proxy(tx) for arg in given)
    node = tx.graph.add("call_method", name, (variable.node, *proxies), {}, None)
    if name != "query":
        return tx.constant(None)
    answer = getattr(value, name)(*held)
    node.meta["example_value"] = answer
    return tx.constant(answer)


class StreamContextVariable(FxTracebackAnnotateVariable):
    """`with stream:`: what is put in the graph inside is marked with the stream."""

    def __init__(self, stream: Any, **options: Any) -> None:
        super().__init__({"stream": note(stream)}, **options)
        self.stream = stream

    def python_type(self) -> type:
        return type(self.stream)

    def check_reopen(self) -> None:
        """A stream can be entered again after a break."""

    def can_reconstruct(self) -> bool:
        return True

    def fresh(self) -> StreamContextVariable:
        return StreamContextVariable(self.stream)

    def recreate(self, emit: Emitter) -> Callable[[], Any]:  # noqa: ARG002 - the stream itself
        return lambda: self.stream


class StreamVariable(GraphValue):
    """A stream."""

    def __init__(self, node: Node, value: Any, **options: Any) -> None:
        super().__init__(node, **options)
        self.value = value
        self.context = StreamContextVariable(value)

    def describe(self) -> str:
        return str(self.value.device)

    def python_type(self) -> type:
        return type(self.value)

    def truth(self, tx: Tx) -> bool:  # noqa: ARG002 - an object without `__bool__`
        return True

    def hash_key(self, tx: Tx) -> Any:  # noqa: ARG002 - hashed as Python does
        return self.value

    def richcompare(self, tx: Tx, op: str, other: VariableTracker) -> VariableTracker | Any:
        if op not in ("==", "!=") or not isinstance(other, StreamVariable):
            return NotImplemented
        return tx.constant(bool(self.value == other.value) is (op == "=="))

    can_restore = True
    survives_break = True

    def enter_context(self, tx: Tx) -> tuple[VariableTracker, VariableTracker]:
        return self.context.enter_context(tx)

    def leave(self, tx: Tx) -> VariableTracker:
        """Leave its `with` block."""
        return self.context.leave(tx)

    def getattr(self, tx: Tx, name: str) -> VariableTracker:
        if name in ("wait_event", "wait_stream", "synchronize", "query", "record_event"):
            return tx.bind_method(self, name)
        if not hasattr(self.value, name):
            tx.raise_(AttributeError, f"'{self.type_name()}' object has no attribute '{name}'")
        return tx.wrap(getattr(self.value, name))

    def call_method(
        self, tx: Tx, name: str, args: Sequence[VariableTracker], kwargs: dict[str, VariableTracker]
    ) -> VariableTracker:
        if kwargs or name == "record_event":
            tx.break_(calls.UNSUPPORTED_METHOD, name=name, type=self.type_name())
        return _method(tx, self, self.value, name, args)


class EventVariable(GraphValue):
    """An event."""

    def __init__(self, node: Node, value: Any, **options: Any) -> None:
        super().__init__(node, **options)
        self.value = value

    def python_type(self) -> type:
        return type(self.value)

    def truth(self, tx: Tx) -> bool:  # noqa: ARG002 - an object without `__bool__`
        return True

    def hash_key(self, tx: Tx) -> Any:  # noqa: ARG002 - hashed as Python does
        return self.value

    def getattr(self, tx: Tx, name: str) -> VariableTracker:
        if name in ("wait", "record", "synchronize", "query"):
            return tx.bind_method(self, name)
        if not hasattr(self.value, name):
            tx.raise_(AttributeError, f"'{self.type_name()}' object has no attribute '{name}'")
        return tx.wrap(getattr(self.value, name))

    def call_method(
        self, tx: Tx, name: str, args: Sequence[VariableTracker], kwargs: dict[str, VariableTracker]
    ) -> VariableTracker:
        if kwargs:
            tx.break_(calls.UNSUPPORTED_METHOD, name=name, type=self.type_name())
        return _method(tx, self, self.value, name, args)

"""The common shape of the managers that are one node on the way in and one on the way out."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

from fullgraph_tracer.variables.ctx_manager.base import ContextWrappingVariable

if TYPE_CHECKING:
    from collections.abc import Callable

    from torch.fx import Node

    from fullgraph_tracer.emit.emitter import Emitter
    from fullgraph_tracer.ports import Tx
    from fullgraph_tracer.variables.base import VariableTracker


class NodeCall(NamedTuple):
    """A call that becomes a node."""

    target: Any
    args: tuple[Any, ...] = ()
    kwargs: dict[str, Any] = {}  # noqa: RUF012 - never changed


class NodeContextVariable(ContextWrappingVariable):
    """Entering is a node that yields a state, leaving is a node that may take it. `state` is what `begin` gave here."""

    node: Node | None = None

    def entry(self) -> NodeCall:
        """The call on the way in."""
        raise NotImplementedError

    def exit(self, node: Node, state: Any) -> NodeCall:
        """The call on the way out; `node` is that of the way in."""
        raise NotImplementedError

    def value(self, tx: Tx, state: Any) -> VariableTracker:  # noqa: ARG002 - for subclasses
        """What `with ... as` binds."""
        return tx.constant(None)

    def entered(self, tx: Tx) -> VariableTracker:
        call = self.entry()
        node = tx.graph.add("call_function", call.target, call.args, call.kwargs, None)
        tx.journal.set(self, "node", node)
        state = None if self.change is None else self.change.state
        return self.value(tx, state)

    def leave(self, tx: Tx) -> VariableTracker:
        state = None if self.change is None else self.change.state
        node = self.node
        result = super().leave(tx)
        assert node is not None
        call = self.exit(node, state)
        tx.graph.add("call_function", call.target, call.args, call.kwargs, None)
        return result

    def recreate(self, emit: Emitter) -> Callable[[], Any]:
        raise NotImplementedError

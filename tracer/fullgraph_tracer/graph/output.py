"""The FX graph under construction, and its inputs.

Nodes carry `example_value` (the fake result), `span` (where in the user's code) and `module_path` in their `meta`.
Nested graphs (bodies of higher-order operators) are a stack; a node of an outer graph that an inner one uses is lifted
to an input.
"""

from __future__ import annotations

import itertools
import operator
import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import torch
from torch import fx
from torch._higher_order_ops.passes.inline_invoke_subgraph import inline_single_use_invoke_subgraph

from fullgraph_tracer.graph.fake import SYMBOLS, FakeWorld, insert_deferred_runtime_asserts, is_accessor_node
from fullgraph_tracer.sources import AttrSource, ItemSource

if TYPE_CHECKING:
    from collections.abc import Callable

    from fullgraph_tracer.config import TraceConfig
    from fullgraph_tracer.effects.journal import Journal
    from fullgraph_tracer.sources import Scope, Source
    from fullgraph_vocab.spans import Span


_SET_GRAD = torch._C._set_grad_enabled  # noqa: SLF001 - what grad modes are in a graph


_NO_NAME = re.compile(r"[^a-zA-Z0-9_]+")


@dataclass(eq=False)
class GraphInput:
    """A placeholder of the graph: where its real value is found in a scope."""

    node: fx.Node
    source: Source
    value: Any
    """The real value it was captured with."""


@dataclass(eq=False)
class Level:
    """One graph under construction: the frame's own, or the body of a higher-order operator."""

    graph: fx.Graph
    parent: Level | None
    lifted: dict[fx.Node, fx.Node] = field(default_factory=dict)
    """Nodes of outer levels that this one uses, and the placeholder that stands for each."""
    calls: int = 0
    """How many calls it has."""


class OutputGraph:
    """Builds the graph of one captured frame."""

    def __init__(self, config: TraceConfig, journal: Journal) -> None:
        self.config = config
        self.journal = journal
        self.fakes = FakeWorld(config)
        self.level = Level(fx.Graph(), None)
        self.inputs: list[GraphInput] = []
        self.finished: list[fx.Graph] = []
        """The graphs before the present one, where breaks were gone past (`cut`)."""
        self.attributes: dict[str, Any] = {}
        """What `get_attr` nodes name: constants and submodules."""
        self._closed: dict[fx.Graph, Callable[[fx.Node], fx.Node]] = {}
        self._inputs_by_id: dict[int, GraphInput] = {}
        self._symbols: dict[Any, fx.Node] = {}
        """The placeholder of each symbol of the inputs' sizes."""
        self.span: Callable[[], Span | None] = lambda: None
        self.module_path: Callable[[], str] = lambda: ""

    @property
    def graph(self) -> fx.Graph:
        """The graph that nodes go to now."""
        return self.level.graph

    @property
    def call_count(self) -> int:
        """How many calls the frame's own graph has so far."""
        root = self.level
        while root.parent is not None:
            root = root.parent
        return root.calls

    # ---- inputs

    def input(self, value: Any, source: Source, fake: Any, name: str) -> fx.Node:
        """The placeholder for a real value found at `source`; the same object is one placeholder."""
        known = self._inputs_by_id.get(id(value))
        if known is not None:
            return known.node
        root = self.level
        while root.parent is not None:
            root = root.parent
        if isinstance(fake, torch.Tensor) and self.fakes.symbolic:
            self._symbol_inputs(value, source, fake)
        made = self._input(root.graph, value, source, fake, name)
        self.journal.set_item(self._inputs_by_id, id(value), made)
        return made.node

    def symbol_input(self, value: float, source: Source, symbol: Any) -> fx.Node:
        """The placeholder for a number that is a symbol."""
        root = self.level
        while root.parent is not None:
            root = root.parent
        made = self._input(root.graph, value, source, symbol, source.name)
        self.journal.set_item(self._symbols, symbol.node.expr, made.node)
        return made.node

    def _input(self, graph: fx.Graph, value: Any, source: Source, fake: Any, name: str) -> GraphInput:
        last = self.inputs[-1].node if self.inputs else None
        if last is not None and last.graph is graph:
            with graph.inserting_after(last):
                node = graph.placeholder(_NO_NAME.sub("_", name))
        else:
            node = self._placeholder(graph, name)
        node.meta["example_value"] = fake
        made = GraphInput(node, source, value)
        self.journal.note(lambda: graph.erase_node(node))
        self.journal.append(self.inputs, made)
        return made

    def _symbol_inputs(self, value: torch.Tensor, source: Source, fake: torch.Tensor) -> None:
        """The symbols among the sizes of an input are inputs of their own, each once, before it."""
        root = self.level
        while root.parent is not None:
            root = root.parent
        for dim, size in enumerate(fake.shape):
            if not isinstance(size, torch.SymInt) or size.node.maybe_as_int() is not None:
                continue
            symbol = size.node.expr
            if symbol.is_Symbol and symbol not in self._symbols:
                where = ItemSource(AttrSource(source, "shape"), dim)
                made = self._input(root.graph, int(value.shape[dim]), where, size, str(symbol))
                self.journal.set_item(self._symbols, symbol, made.node)

    @staticmethod
    def _placeholder(graph: fx.Graph, name: str) -> fx.Node:
        """A placeholder after those that are there already."""
        name = _NO_NAME.sub("_", name)
        first_other = next((node for node in graph.nodes if node.op != "placeholder"), None)
        if first_other is None:
            return graph.placeholder(name)
        with graph.inserting_before(first_other):
            return graph.placeholder(name)

    # ---- calls

    def call(self, op: str, target: Any, args: tuple[Any, ...], kwargs: dict[str, Any]) -> fx.Node:
        """Add a call (`call_function` or `call_method`) and run it on fakes. Raises what `FakeWorld.run` raises."""
        args = fx.node.map_arg(args, self.lift)
        kwargs = fx.node.map_arg(kwargs, self.lift)
        value = self.fakes.run(op, target, args, kwargs)
        return self.add(op, target, args, kwargs, value)

    def add(self, op: str, target: Any, args: tuple[Any, ...], kwargs: dict[str, Any], value: Any) -> fx.Node:
        """Add a node whose fake value is known already."""
        node = self.graph.create_node(op, target, args, kwargs)
        node.meta["example_value"] = value
        if bound := self.fakes.bound_by(value):
            node.meta["unbacked_bindings"] = bound
        node.meta["span"] = self.span()
        node.meta["module_path"] = self.module_path()
        level = self.level
        if op.startswith("call_"):
            level.calls += 1

            def undo() -> None:
                level.calls -= 1
                level.graph.erase_node(node)

            self.journal.note(undo)
        else:
            self.journal.note(lambda: level.graph.erase_node(node))
        return node

    def constant_attribute(self, prefix: str, value: Any, fake: Any) -> fx.Node:
        """A `get_attr` node for an object that the graph holds itself (a submodule, a constant tensor)."""
        name = f"{prefix}_{sum(1 for known in self.attributes if known.startswith(prefix))}"
        self.journal.set_item(self.attributes, name, value)
        return self.add("get_attr", name, (), {}, fake)

    def lift(self, node: fx.Node) -> fx.Node:
        """What stands here for a node of another graph; a node that the body of an operator kept is given out."""
        return node if node.graph is self.graph else self._lift_to(self.level, node)

    def _lift_to(self, level: Level, node: fx.Node) -> fx.Node:
        if node.graph is level.graph:
            return node
        if node in level.lifted:
            return level.lifted[node]
        if node.graph in self._closed:
            given = self._closed[node.graph](node)
            return given if given.graph is level.graph else self._lift_to(level, given)
        if level.parent is not None:
            self._lift_to(level.parent, node)
        elif node.graph not in self.finished:
            raise AssertionError(f"{node} is of a graph that nothing leads to")
        placeholder = self._placeholder(level.graph, node.name)
        placeholder.target = placeholder.name  # nodes of two graphs may have one name
        placeholder.meta.update(node.meta)
        self.journal.note(lambda: level.graph.erase_node(placeholder))
        self.journal.set_item(level.lifted, node, placeholder)
        return placeholder

    # ---- nested graphs

    def close(self, body: fx.Graph, give_out: Callable[[fx.Node], fx.Node]) -> None:
        """A body is part of a node now: `give_out` makes one of its inner nodes a further result of that node."""
        self.journal.set_item(self._closed, body, give_out)

    def enter(self) -> Level:
        """Start the body of a higher-order operator; nodes go there until `leave`."""
        self.journal.set(self, "level", Level(fx.Graph(), self.level))
        return self.level

    def put_output(self, graph: fx.Graph, results: Any) -> None:
        """End a nested graph with what it gives."""
        node = graph.output(results)
        self.journal.note(lambda: graph.erase_node(node))

    def abandon(self, level: Level) -> None:
        """A body, and what is nested in it, comes to nothing: what is called now is called outside."""
        self.journal.set(self, "level", level.parent)

    def leave(self) -> Level:
        """End the body; gives it back, with what it lifted."""
        level = self.level
        if level.parent is None:
            raise AssertionError("left the outermost graph")
        self.journal.set(self, "level", level.parent)
        return level

    def cut(self) -> None:
        """A break that nothing runs at: the graph ends here, and what follows is another that takes its values."""
        if self.level.parent is not None or not any(node.op.startswith("call_") for node in self.graph.nodes):
            return
        self.journal.append(self.finished, self.graph)
        self.journal.set(self, "level", Level(fx.Graph(), None))

    # ---- the end

    def finish(self, outputs: list[fx.Node]) -> fx.GraphModule | None:
        """Close the graph with these outputs; unused inputs and item accesses go. None if there is nothing in it.

        A comparison of sizes is in it, though it goes: Dynamo looks before it throws away.
        """
        graph = self.graph
        graph.output(tuple(self._given_out(self.lift(node)) for node in outputs))
        self._drop_idle_switches()
        if not outputs and not any(node.op.startswith("call_") for node in graph.nodes):
            return None
        root = torch.nn.Module()
        for node in graph.nodes:
            if node.op == "get_attr":
                setattr(root, node.target, self.attributes[node.target])
        if self.fakes.has_symbols:
            insert_deferred_runtime_asserts(fx.GraphModule(root, graph), self.fakes.shape_env, "captured")
        self._prune()
        return inline_single_use_invoke_subgraph(fx.GraphModule(root, graph))

    def _given_out(self, node: fx.Node) -> fx.Node:
        """What the graph gives for a value: a float as a tensor (`real_value` takes it out), all else as it is."""
        if not isinstance(node.meta["example_value"], torch.SymFloat):
            return node
        return self.graph.call_function(torch.scalar_tensor, (node,), {"dtype": torch.float64})

    def close_all(self) -> list[fx.GraphModule]:
        """The graphs that `cut` ended, and the present one, as modules without outputs."""
        graphs = [*self.finished, self.graph]
        root = torch.nn.Module()
        for name, value in self.attributes.items():
            setattr(root, name, value)
        for graph in graphs:
            graph.output(())
        return [
            fx.GraphModule(root, graph) for graph in graphs if any(node.op.startswith("call_") for node in graph.nodes)
        ]

    def _drop_idle_switches(self) -> None:
        """A switch of the grad mode with the switch back right after it does nothing."""
        enabled = torch.is_grad_enabled()
        gone: set[fx.Node] = set()
        for first, second in itertools.pairwise(list(self.graph.nodes)):
            if first in gone or first.target is not _SET_GRAD or first.args != (not enabled,):
                continue
            enabled = not enabled
            if second.target is _SET_GRAD and second.args == (not enabled,):
                enabled = not enabled
                self.graph.erase_node(first)
                self.graph.erase_node(second)
                gone.add(second)

    def _prune(self) -> None:
        for node in reversed(list(self.graph.nodes)):
            if not node.users and _is_trivial(node):
                self.graph.erase_node(node)
        unused = [given for given in self.inputs if not given.node.users]
        for given in unused:
            self.graph.erase_node(given.node)
            self.inputs.remove(given)

    def arguments(self, scope: Scope) -> list[Any]:
        """The real values of the placeholders, in order."""
        return [given.source.fetch(scope) for given in self.inputs]


def real_value(node: fx.Node, given: Any) -> Any:
    """What the graph gave for a node, as the program has it."""
    return given.item() if isinstance(node.meta["example_value"], torch.SymFloat) else given


def _is_trivial(node: fx.Node) -> bool:
    """Whether a node that nobody uses may go: attributes, items, sizes, and arithmetic on symbols. All else stays."""
    if node.op == "get_attr" or is_accessor_node(node):
        return True
    if node.op != "call_function":
        return False
    if node.target is operator.getitem:
        return True
    if node.target is torch._check:  # noqa: SLF001 - torch's public-by-use name
        return _is_true(node.args[0])
    arguments = (*node.args, *node.kwargs.values())
    return isinstance(node.meta.get("example_value"), SYMBOLS) and all(_is_number(arg) for arg in arguments)


def _is_true(argument: Any) -> bool:
    value = argument.meta.get("example_value") if isinstance(argument, fx.Node) else argument
    if isinstance(value, torch.SymBool):
        return value.node.maybe_as_bool() is True
    return value is True


def _is_number(argument: Any) -> bool:
    if isinstance(argument, fx.Node):
        return isinstance(argument.meta.get("example_value"), SYMBOLS)
    return isinstance(argument, int | float)

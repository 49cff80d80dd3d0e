"""Evaluating a file: from its roots through everything that they call."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import libcst as cst

from fullgraph_analysis.documents.syntax import walk
from fullgraph_analysis.eval.evaluator import OutOfBudgetError
from fullgraph_analysis.eval.events import Argument
from fullgraph_analysis.eval.frames import Activation, Frame
from fullgraph_analysis.eval.functions import Args
from fullgraph_analysis.eval.scopes import Scope
from fullgraph_analysis.eval.values import Bound, Function, Instance
from fullgraph_analysis.project.roots import root_arguments

if TYPE_CHECKING:
    from fullgraph_analysis.config import AnalysisConfig
    from fullgraph_analysis.documents.document import Chunk
    from fullgraph_analysis.eval.machine import Machine
    from fullgraph_analysis.project.modules import ModuleInfo
    from fullgraph_analysis.project.roots import Root


@dataclass(slots=True)
class RootResult:
    """What evaluating a root has shown, and what that depends on."""

    top: Activation
    complete: bool
    used: frozenset[object]


RootKey = tuple[str, "Chunk", "str | None", bool]
"""Qualified name, chunk, the inputs that a comment gives, whether the source says that it is compiled."""
Memory = dict[RootKey, RootResult]
"""Results of roots, from one version of a file to the next."""


def evaluate(
    machine: Machine, module: ModuleInfo, roots: list[Root], config: AnalysisConfig, memory: Memory
) -> list[RootResult]:
    """What the roots of a file show. What `memory` holds still stands, and is used again."""
    results: list[RootResult] = []
    seen: set[Chunk] = set()
    for root in _callers_first(roots):
        if not root.explicit and root.chunk in seen:
            continue
        key = (root.qualname, root.chunk, root.spec_text, root.explicit)
        result = memory.get(key)
        if result is None:
            result = run_root(machine, module, root, config)
            if result.complete:
                memory[key] = result
        results.append(result)
        seen |= {activation.chunk for activation in reached([result.top])}
    return results


def _callers_first(roots: list[Root]) -> list[Root]:
    """Explicit roots, then the modules that come last in the file: they are made of those before."""
    return [root for root in roots if root.explicit] + [root for root in reversed(roots) if not root.explicit]


def reached(tops: list[Activation]) -> list[Activation]:
    """Every activation that some of these led to, once."""
    seen: dict[int, Activation] = {}
    todo = list(tops)
    while todo:
        activation = todo.pop()
        if id(activation) in seen:
            continue
        seen[id(activation)] = activation
        todo.extend(edge.callee for edge in activation.calls.values())
    return list(seen.values())


def run_root(machine: Machine, module: ModuleInfo, root: Root, config: AnalysisConfig) -> RootResult:
    """Evaluate one root."""
    top = Activation(None, root.chunk)
    parsed = root.chunk.parsed()
    machine.steps = 0
    machine.limit = config.steps
    if parsed is None:
        return RootResult(top, complete=True, used=frozenset({root.chunk}))
    node = parsed.statements[0]
    complete = True
    with machine.noting() as used:
        used.add(root.chunk)
        try:
            with machine.apart(before=False):
                frame = Frame(Scope(module), root.chunk, top, machine.state.mark())
                try:
                    _start(machine, frame, module, root, node)
                finally:
                    machine.state.undo()
        except (OutOfBudgetError, RecursionError):
            complete = False
    return RootResult(top, complete, frozenset(used))


def _start(machine: Machine, frame: Frame, module: ModuleInfo, root: Root, node: cst.CSTNode) -> None:
    if root.cls is None:
        function = module.find(root.chunk.name)
        if isinstance(function, Function):
            arguments = root_arguments(machine, function, root.spec, method=False, explicit=True)
            _tell_arguments(machine, frame, root, function, arguments)
            machine.call(frame, node, function, arguments)
        return
    instance = machine.assume_instance(frame, node, root.cls)
    forward = root.cls.info.own("forward")
    if isinstance(instance, Instance) and isinstance(forward, Function):
        arguments = root_arguments(machine, forward, root.spec, method=True)
        machine.call(frame, node, Bound(forward, instance), Args([], arguments.keywords))


def _tell_arguments(machine: Machine, frame: Frame, root: Root, function: Function, arguments: Args) -> None:
    """What callers of a function that is compiled by itself may pass, where no comment says what they do."""
    if root.spec_text is not None or function.code.chunk is not root.chunk:
        return
    read = {node.value for node in walk(function.code.node.body) if isinstance(node, cst.Name)}
    for param in function.code.params:
        if param.name in read and param.name in arguments.keywords:
            machine.fire(frame, param.node.name, Argument(param.name, arguments.keywords[param.name]))

"""One spelling for what an FX node calls, the same for graphs of the oracle and of our tracer."""

from __future__ import annotations

from typing import TYPE_CHECKING

import torch

from .observation import GraphSeen

if TYPE_CHECKING:
    from torch.fx import GraphModule, Node

_HELPERS = ("torch._dynamo.", "fullgraph_tracer.")
"""Where the functions live that a tracer puts into a graph in place of the user's (numpy's, say): only the name's last part
counts, for where inside its own files a tracer defines them is its own affair."""
_CALLS = ("call_function", "call_method", "call_module")


def canonical_target(node: Node, owner: GraphModule) -> str:
    """`torch.sin`, `.view`, `module Linear`, `operator.add`, `higher_order cond`, `aten.add.Tensor`."""
    target = node.target
    if node.op == "call_method":
        return f".{target}"
    if node.op == "call_module":
        return f"module {type(owner.get_submodule(str(target))).__name__}"
    if isinstance(target, torch._ops.HigherOrderOperator):
        return f"higher_order {target._name}"
    if isinstance(target, torch._ops.OpOverload | torch._ops.OpOverloadPacket):
        return str(target)
    name = getattr(target, "__qualname__", None) or getattr(target, "__name__", None)
    if name is None:
        return f"<{type(target).__module__}.{type(target).__qualname__}>"
    if (
        name.startswith("wrapped_") or name == "numpy_attr_wrapper"
    ):  # numpy through torch._numpy: each has its own wrapper
        return f"numpy {name}"
    module = getattr(target, "__module__", None) or ""
    if module.startswith(_HELPERS):
        return f"helper {name.rpartition('.')[2]}"
    return f"{module}.{name}".removeprefix("_").replace("builtins.", "").lstrip(".")


def calls(module: GraphModule) -> list[str]:
    """The call targets of a graph's nodes, in order; inputs, attributes and the output call nothing."""
    return [canonical_target(node, module) for node in module.graph.nodes if node.op in _CALLS]


def graph_seen(module: GraphModule) -> GraphSeen:
    inner = {name: calls(sub) for name, sub in module.named_modules() if name and isinstance(sub, torch.fx.GraphModule)}
    return GraphSeen(targets=calls(module), code=module.code, subgraphs=inner)

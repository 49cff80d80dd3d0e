"""A trace as text, and a trace that has no answer as JSON."""

from __future__ import annotations

from typing import TYPE_CHECKING

from fullgraph_server.cli.formats import full
from fullgraph_server.engine.findings import from_error
from fullgraph_vocab.breaks import BREAKS

if TYPE_CHECKING:
    from fullgraph_vocab.wire import Compiled, TorchVerdict, TraceResult, WireError

_MILLI = 1e3


def show(result: TraceResult, *, graphs: bool) -> str:
    """The whole answer."""
    ops = [graph["op_count"] for graph in result["graphs"]]
    lines = [f"{result['function']}: {summary(result)}", f"  inputs: {_inputs(result)}"]
    lines += [f"  {size['message']}" for size in result.get("sizes", ())]
    lines += [f"  graph {number}: {_count(count, 'op')}" for number, count in enumerate(ops)]
    if "unexplored" in result:
        lines.append(f"  not all was followed: {result['unexplored']}")
    text = "\n".join(lines) + "\n"
    if result["breaks"]:
        text += "\n" + full.show(result["breaks"])
    if graphs:
        text += "".join(f"\n# graph {number}\n{graph['code']}\n" for number, graph in enumerate(result["graphs"]))
    if "torch" in result:
        text += "\n" + _torch(result["torch"])
    if "compiled" in result:
        text += "\n" + _compiled(result["compiled"])
    return text


def summary(result: TraceResult) -> str:
    """`2 graphs, 1 break, 14 ops, traced in 12 ms`."""
    ops = sum(graph["op_count"] for graph in result["graphs"])
    counted = [
        _count(result["graph_count"], "graph"),
        _count(result["break_count"], "break"),
        _count(ops, "op"),
        f"traced in {result['seconds'] * _MILLI:.0f} ms",
    ]
    return ", ".join(counted)


def failed(qualname: str, error: WireError, filename: str) -> TraceResult:
    """The JSON of a trace without an answer."""
    return {
        "function": qualname,
        "status": "error",
        "graph_count": 0,
        "break_count": 0,
        "graphs": [],
        "breaks": [],
        "kinds": [],
        "guards": [],
        "effects": [],
        "inputs": {"origin": "", "spec": ""},
        "seconds": 0.0,
        "error": from_error(BREAKS[error["code"]], error, filename, 1, qualname),
    }


def _inputs(result: TraceResult) -> str:
    spec, origin = result["inputs"]["spec"], result["inputs"]["origin"]
    return f"{spec} ({origin})" if spec else origin


def _torch(verdict: TorchVerdict) -> str:
    graphs, breaks = _count(verdict["graph_count"], "graph"), _count(verdict["break_count"], "break")
    agrees = "agrees" if verdict["agrees"] else "differs"
    lines = [f"torch {verdict['version']} {agrees}: {graphs}, {breaks}"]
    lines += [f"  {difference}" for difference in verdict["differences"]]
    return "\n".join(lines) + "\n"


def _compiled(compiled: Compiled) -> str:
    eager, fast = compiled["eager_seconds"] * _MILLI, compiled["compiled_seconds"] * _MILLI
    gained = f"{compiled['speedup']:.2f} times as fast as eager ({eager:.3f} ms -> {fast:.3f} ms)"
    lines = [
        f"compiled with {compiled['backend']} in {compiled['seconds']:.2f} s: {gained}",
        f"  greatest difference of outputs: {_difference(compiled['max_abs_diff'])}",
    ]
    if "note" in compiled:
        lines.append(f"  note: {compiled['note']}")
    return "\n".join(lines) + "\n"


def _difference(difference: float | None) -> str:
    return "none can be given" if difference is None else f"{difference:.3g}"


def _count(number: int, what: str) -> str:
    return f"{number} {what}" if number == 1 else f"{number} {what}s"

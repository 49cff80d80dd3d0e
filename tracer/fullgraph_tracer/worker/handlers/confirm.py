"""`confirm`: the traces of all functions of a file with one import, each in a fork of its own.

A class that the trace of another went through is not traced by itself: it was seen there as it is used.

Where a prediction stands on a line that no trace came by, inputs are looked for that reach it: first for the function
that holds it, then for those whose traces went through the same class or function.
"""

from __future__ import annotations

import ast
from typing import TYPE_CHECKING, Any

from fullgraph_tracer.worker import nesting
from fullgraph_tracer.worker.errors import NoInputs
from fullgraph_tracer.worker.execute import Reporter, seed_all
from fullgraph_tracer.worker.handlers.capture import capture_prepared
from fullgraph_tracer.worker.handlers.prepare import Prepared
from fullgraph_tracer.worker.handlers.trace import trace_prepared
from fullgraph_tracer.worker.inputs.reach import reach
from fullgraph_tracer.worker.inputs.worked_out import ORIGIN
from fullgraph_tracer.worker.parts import PartFailed, run_part
from fullgraph_tracer.worker.to_wire import combined

if TYPE_CHECKING:
    from collections.abc import Iterator

    from fullgraph_vocab.wire import Confirmed, ConfirmResult, TraceResult

_MOST_WAYS = 4
"""How many functions are tried for one line."""
_MOST_LINES = 16
"""How many lines are looked for in one file."""


def confirm(params: dict[str, Any], reporter: Reporter) -> ConfirmResult:
    """Import, then trace each function. What keeps one back keeps no other."""
    reporter.progress("importing")
    prepared = Prepared({**params, "qualname": "", "inputs": None})
    tree = ast.parse(prepared.source)
    names = nesting.outermost_first(tree, params["qualnames"])
    answers: dict[str, Confirmed] = {}
    for number, qualname in enumerate(names):
        whole = _whole(answers, str(prepared.path), tree, qualname)
        if whole is not None:
            answers[qualname] = {"qualname": qualname, "result": _within(whole, tree, qualname, str(prepared.path))}
            continue
        reporter.progress(f"tracing {qualname}", 100 * number // len(names))
        answers[qualname] = _traced(prepared, qualname, params, reporter)
    _reach(prepared, tree, params, answers, reporter)
    return {"functions": [answers[qualname] for qualname in params["qualnames"]]}


def _whole(answers: dict[str, Confirmed], file: str, tree: ast.Module, qualname: str) -> TraceResult | None:
    """A trace that went through the function."""
    inside = nesting.lines(tree, qualname)
    for answer in answers.values():
        result = answer["result"]
        if result is not None and "within" not in result and not _rows(answer, file).isdisjoint(inside):
            return result
    return None


def _within(whole: TraceResult, tree: ast.Module, qualname: str, file: str) -> TraceResult:
    """What the trace of the whole says of a part: how many of its breaks lie in it. The rest is the whole's."""
    inside = nesting.lines(tree, qualname)
    places = [[found, *found["related"]] for found in whole["breaks"]]
    breaks = sum(
        any(place["filename"] == file and place["location"]["row"] in inside for place in chain) for chain in places
    )
    return {
        **whole,
        "function": qualname,
        "status": "breaks" if breaks else "fullgraph",
        "graph_count": 0,
        "break_count": breaks,
        "graphs": [],
        "breaks": [],
        "kinds": [],
        "guards": [],
        "effects": [],
        "sizes": [],
        "seconds": 0.0,
        "within": whole["function"],
    }


def _traced(prepared: Prepared, qualname: str, params: dict[str, Any], reporter: Reporter) -> Confirmed:
    def part(asked: dict[str, Any], reporter: Reporter) -> TraceResult:
        seed_all()
        if asked.get("torch"):
            return capture_prepared(prepared.of(qualname), asked, reporter)
        return trace_prepared(prepared.of(qualname), asked)

    try:
        result: TraceResult = run_part({**params, "qualname": qualname}, part, reporter)
    except PartFailed as failed:
        return {"qualname": qualname, "result": None, "error": failed.error}
    return {"qualname": qualname, "result": result}


def _reach(
    prepared: Prepared, tree: ast.Module, params: dict[str, Any], answers: dict[str, Confirmed], reporter: Reporter
) -> None:
    """Further traces, for predictions on lines that no trace came by."""
    file = str(prepared.path)
    for prediction in params.get("predicted", ())[:_MOST_LINES]:
        row = int(prediction["row"])
        if any(row in _rows(answer, file) for answer in answers.values()):
            continue
        around = _around(tree, row)
        for qualname in list(_ways(answers, file, around))[:_MOST_WAYS]:
            reporter.progress(f"looking for inputs that reach line {row}")
            more = _traced_at(prepared, qualname, row, params, reporter)
            if more is not None:
                result = answers[qualname]["result"]
                answers[qualname] = {
                    "qualname": qualname,
                    "result": more if result is None else combined([result, more]),
                }
                break


def _traced_at(
    prepared: Prepared, qualname: str, row: int, params: dict[str, Any], reporter: Reporter
) -> TraceResult | None:
    def part(asked: dict[str, Any], reporter: Reporter) -> TraceResult:  # noqa: ARG001 - a handler's signature
        seed_all()
        target = prepared.of(qualname)
        partial = reach(target.request(), row)
        if partial is None:
            raise NoInputs(f"no inputs were found that reach line {row}")
        seed_all()
        return trace_prepared(prepared.of(qualname, (partial, partial)), asked)

    try:
        result: TraceResult = run_part({**params, "qualname": qualname}, part, reporter)
    except PartFailed:
        return None  # the prediction stays what it is: predicted
    return result


def _rows(answer: Confirmed, file: str) -> set[int]:
    result = answer["result"]
    if result is None:
        return set()
    seen = [*result["kinds"], *result["breaks"]]
    return {place["location"]["row"] for place in seen if place["filename"] == file}


def _around(tree: ast.Module, row: int) -> range:
    """The lines of the class or function at the module's top that holds a line."""
    for node in tree.body:
        if node.lineno <= row <= (node.end_lineno or node.lineno):
            return range(node.lineno, (node.end_lineno or node.lineno) + 1)
    return range(row, row + 1)


def _ways(answers: dict[str, Confirmed], file: str, around: range) -> Iterator[str]:
    """Functions whose worked-out inputs led through these lines, the quickest first."""
    led = [
        (result["seconds"], qualname)
        for qualname, answer in answers.items()
        if (result := answer["result"]) is not None
        and "within" not in result
        and result["inputs"]["origin"] == ORIGIN
        and not _rows(answer, file).isdisjoint(around)
    ]
    yield from (qualname for _, qualname in sorted(led))

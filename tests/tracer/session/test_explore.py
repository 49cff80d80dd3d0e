"""`mode="symbolic"`: every break in one pass, nothing run on data."""

from __future__ import annotations

from typing import Any

import torch

from fullgraph_tracer.api import TraceConfig, trace

X = torch.arange(4.0)


def lines_of(fn: Any, *args: Any) -> list[tuple[str, int]]:
    start = fn.__code__.co_firstlineno
    report = trace(fn, args, mode="symbolic")
    assert report.error is None
    return [(b.code, b.span.line - start) for b in report.breaks]


def test_every_break_is_found() -> None:
    def f(x: torch.Tensor) -> Any:
        print(x)
        n = x.sum().item()
        y = x + n
        if x.sum() > 0:
            print(x)
        else:
            x.tolist()
        return y

    assert {line for _, line in lines_of(f, X)} >= {1, 2, 4, 5, 7}


def test_breaks_of_callees_are_found() -> None:
    def inner(x: torch.Tensor) -> torch.Tensor:
        print(x)
        return x * x.max().item()

    def f(x: torch.Tensor) -> torch.Tensor:
        return inner(x) + 1

    report = trace(f, (X,), mode="symbolic")
    start = inner.__code__.co_firstlineno
    assert {b.span.line - start for b in report.breaks} >= {1, 2}


def test_nothing_runs_on_data() -> None:
    ran: list[object] = []

    class Spy:
        def __repr__(self) -> str:
            ran.append(self)
            return "spy"

    def f(x: torch.Tensor, spy: Spy) -> torch.Tensor:
        print(spy)
        return x + 1

    trace(f, (X, Spy()), mode="symbolic")
    assert not ran


def test_the_budget_of_branches_is_kept() -> None:
    def f(x: torch.Tensor) -> torch.Tensor:
        for _ in range(12):
            x = x + 1 if x.sum() > 0 else x - 1
        return x

    report = trace(f, (X,), mode="symbolic", config=TraceConfig(symbolic=True, branch_budget=3))
    assert report.error is None
    assert report.breaks


def test_one_graph_without_breaks() -> None:
    def f(x: torch.Tensor) -> torch.Tensor:
        return (x + 1).sin()

    report = trace(f, (X,), mode="symbolic")
    assert report.fullgraph
    assert [graph.op_count for graph in report.graphs] == [2]


def test_what_follows_a_break_takes_the_values_of_before() -> None:
    def f(x: torch.Tensor) -> torch.Tensor:
        y = x.sin()
        print(x)
        return y.softmax(-1)

    assert lines_of(f, X) == [("FG401", 2)]
    first, second = trace(f, (X,), mode="symbolic").graphs
    assert (first.op_count, second.op_count) == (1, 1)
    assert [node.node.op for node in second.nodes] == ["placeholder", "call_method", "output"]

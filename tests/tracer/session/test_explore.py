"""`mode="symbolic"`: every break in one pass, nothing run on data."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from typing import Any

import pytest
import torch

from fullgraph_tracer.api import TraceConfig, trace

from .programs import asserts_on_tensors

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


def paths(fn: Any, *args: Any, **budgets: int) -> tuple[set[tuple[str, int]], str]:
    """The breaks by code and line, and what was left out."""
    start = fn.__code__.co_firstlineno
    report = trace(fn, args, mode="symbolic", config=TraceConfig(symbolic=True, **budgets))
    assert report.error is None
    return {(b.code, b.span.line - start) for b in report.breaks}, report.unexplored


def test_branches_in_branches() -> None:
    def f(x: torch.Tensor) -> torch.Tensor:
        if x.sum() > 0:
            if x.mean() > 0:
                print(x)
            else:
                x.tolist()
        elif x.min() > 0:
            x.item()
        return x + 1

    assert paths(f, X) == (
        {("FG101", 1), ("FG101", 2), ("FG401", 3), ("FG303", 5), ("FG101", 6), ("FG301", 7)},
        "",
    )


def test_tensors_are_used_on_after_a_graph_has_ended() -> None:
    def f(x: torch.Tensor) -> torch.Tensor:
        y = x.sin()
        if y.sum() > 0:
            z = y + x
        else:
            z = y - x
        return z * y

    report = trace(f, (X,), mode="symbolic")
    assert [b.code for b in report.breaks] == ["FG101"]
    assert [graph.op_count for graph in report.graphs] == [3, 2]


def test_loops_on_data_end() -> None:
    def while_true(x: torch.Tensor) -> torch.Tensor:
        while True:
            x = x - 1
            if x.sum() < 0:
                break
        x.tolist()
        return x

    def while_not(x: torch.Tensor) -> torch.Tensor:
        while not (x.sum() > 0):
            x = x + 1
        print(x)
        return x

    def until_number(x: torch.Tensor) -> torch.Tensor:
        n, i = x.sum().item(), 0
        while i < n:
            i += 1
        print(x)
        return x

    assert paths(while_true, X) == ({("FG101", 3), ("FG303", 5)}, "")
    assert paths(while_not, X) == ({("FG101", 1), ("FG401", 3)}, "")
    assert paths(until_number, X) == ({("FG301", 1), ("FG401", 4)}, "")


def test_branches_without_budget_are_told() -> None:
    def f(x: torch.Tensor) -> torch.Tensor:
        if x.sum() > 0:
            x = x + 1
        if x.mean() > 0:
            x = x * 2
        if x.max() > 0:
            x = x - 1
        return x

    _, left_out = paths(f, X, branch_budget=2)
    assert left_out == "2 branches on data were followed on both sides, one more branch was on one only"


def test_steps_without_budget_are_told() -> None:
    def f(x: torch.Tensor) -> torch.Tensor:
        print(x)
        i = 0
        while i >= 0:
            i += 1
        return x

    found, left_out = paths(f, X, step_budget=1000)
    assert found == {("FG401", 1)}
    assert left_out == "after 1000 instructions the rest was left out"


def test_recursion_on_data_ends() -> None:
    def f(x: torch.Tensor) -> torch.Tensor:
        if x.sum() > 10:
            return x
        return f(x + 1) + f(x - 1)

    assert paths(f, X) == ({("FG101", 1)}, "")


def test_endless_recursion_ends() -> None:
    def f(x: torch.Tensor) -> torch.Tensor:
        print(x)
        return g(x + 1)

    def g(x: torch.Tensor) -> torch.Tensor:
        return f(x * 2)

    found, left_out = paths(f, X)
    assert found == {("FG401", 1)}
    assert left_out.startswith("calls are nested more deeply than can be traced")
    assert not trace(g, (X,), mode="symbolic").fullgraph


@pytest.fixture
def usual_limit() -> Iterator[None]:
    """Of Python's own recursion, which other tests' libraries raise."""
    before = sys.getrecursionlimit()
    sys.setrecursionlimit(1000)
    yield
    sys.setrecursionlimit(before)


@pytest.mark.usefixtures("usual_limit")
def test_recursion_that_is_too_deep_is_the_program_s_error() -> None:
    """Torch fails as well: its InternalTorchDynamoError is of a RecursionError."""

    def f(x: torch.Tensor, n: int) -> torch.Tensor:
        return x if n == 0 else f(x + 1, n - 1)

    assert trace(f, (X, 30)).fullgraph
    report = trace(f, (X, 400))
    assert isinstance(report.error, RecursionError)
    assert not report.breaks


def test_what_needs_an_unknown_is_unknown() -> None:
    def f(x: torch.Tensor, names: dict[int, str]) -> Any:
        n = x.sum().item()
        y = x.new_zeros(int(n)) + x[: int(n)]
        return y.sin(), names[n], f"{n:3}", [1, 2][n]

    assert paths(f, X, {6: "six"}) == ({("FG301", 1)}, "")


def test_exceptions_on_the_other_side() -> None:
    def f(x: torch.Tensor) -> torch.Tensor:
        if x.sum() > 0:
            raise ValueError(x)
        return x.sin()

    def guarded(x: torch.Tensor) -> torch.Tensor:
        try:
            return f(x)
        except ValueError:
            return x

    assert {code for code, _ in paths(f, X)[0]} == {"FG101", "FG501"}
    assert {code for code, _ in paths(guarded, X)[0]} == {"FG101"}


def test_what_cannot_leave_the_graph() -> None:
    def f(x: torch.Tensor) -> Any:
        w = (x * 2).detach().requires_grad_()
        return (w * 3).sin(), w

    report = trace(f, (X,), mode="symbolic")
    assert [b.gb_type for b in report.breaks] == [b.gb_type for b in trace(f, (X,)).breaks]


def test_method_of_a_tensor_that_waits_for_its_argument() -> None:
    def f(x: torch.Tensor) -> torch.Tensor:
        return x.new_zeros(x.argmax().item()).sum() + x

    sites = [[b.gb_type for b in trace(f, (X,), mode=mode).breaks] for mode in ("symbolic", "concrete")]  # type: ignore[arg-type]
    assert sites[0] == sites[1]


def test_context_manager_made_outside_the_graph() -> None:
    def f(x: torch.Tensor) -> torch.Tensor:
        with torch.backends.cudnn.flags(enabled=False):
            x = x + 1
        return x

    sites = [[b.gb_type for b in trace(f, (X,), mode=mode).breaks] for mode in ("symbolic", "concrete")]  # type: ignore[arg-type]
    assert sites[0] == sites[1]


def test_an_assert_on_data_is_no_branch() -> None:
    report = trace(asserts_on_tensors, (X,), mode="symbolic")
    assert report.breaks == []
    assert sum(node.target is torch._assert_async for node in report.graphs[0].module.graph.nodes) == 2

"""`nested_graph_breaks`: the frames of a chain are left together, and go on together."""

from __future__ import annotations

import functools
from typing import TYPE_CHECKING, Any

import pytest
import torch
from tests.tracer.checking import check

from fullgraph_tracer.api import TraceConfig, trace

if TYPE_CHECKING:
    from collections.abc import Iterator

X = torch.arange(4.0)
NESTED = TraceConfig(nested_graph_breaks=True)


@pytest.fixture
def nested() -> Iterator[None]:
    with torch._dynamo.config.patch(nested_graph_breaks=True):
        yield


def broken(x: torch.Tensor) -> torch.Tensor:
    x = x + 1
    torch._dynamo.graph_break()
    return x * 2


def middle(x: torch.Tensor) -> torch.Tensor:
    return broken(x.sin()).cos()


def targets(fn: Any, *args: Any, config: TraceConfig = NESTED) -> list[list[str]]:
    report = trace(fn, args, config=config)
    assert report.error is None
    return [[str(n.node.target) for n in g.nodes if n.node.op.startswith("call")] for g in report.graphs]


def test_setting_is_the_config_s() -> None:
    def f(x: torch.Tensor) -> torch.Tensor:
        return middle(x) - 1

    assert len(targets(f, X)) == 2
    assert len(targets(f, X, config=TraceConfig())) == 5


@pytest.mark.usefixtures("nested")
def test_setting_of_the_process() -> None:
    def f(x: torch.Tensor) -> torch.Tensor:
        return middle(x) - 1

    seen = check(f, X)
    assert [g.targets for g in seen.graphs] == [[".sin", "operator.add"], ["operator.mul", ".cos", "operator.sub"]]


def test_setting_changed_while_the_program_runs() -> None:
    @torch.compiler.disable
    def switch(on: bool) -> None:
        torch._dynamo.config.nested_graph_breaks = on

    def f(x: torch.Tensor) -> torch.Tensor:
        switch(True)
        x = middle(x) - 1
        switch(False)
        return x

    with torch._dynamo.config.patch(nested_graph_breaks=False):
        check(f, X)


@pytest.mark.usefixtures("nested")
def test_frames_of_a_break_are_those_of_the_program() -> None:
    def f(x: torch.Tensor) -> torch.Tensor:
        y = middle(x)
        return middle(y.tan())

    report = trace(f, (X,))
    start = f.__code__.co_firstlineno
    (first, second) = report.breaks
    assert [frame.line - start for frame in first.frames][0] == 1
    assert [frame.line - start for frame in second.frames][0] == 2
    assert len(first.frames) == len(second.frames) == 3
    assert first.effect == second.effect == "resume"


@pytest.mark.usefixtures("nested")
def test_exception_of_the_instruction_that_broke_leaves_all_frames() -> None:
    left = []

    class Noting:
        def __enter__(self) -> None:
            left.append("entered")

        def __exit__(self, *exc: object) -> None:
            left.append(exc[0])

    @torch.compiler.disable
    def fails(x: torch.Tensor) -> torch.Tensor:
        raise ValueError(f"grad mode {torch.is_grad_enabled()}, {x.shape}")

    def inner(x: torch.Tensor) -> torch.Tensor:
        return fails(x + 1)

    def f(x: torch.Tensor) -> torch.Tensor:
        with torch.no_grad():
            return inner(x.sin())

    report = trace(f, (X,))
    assert isinstance(report.error, ValueError)
    assert str(report.error) == "grad mode False, torch.Size([4])"
    assert torch.is_grad_enabled()
    assert left == []


@pytest.mark.usefixtures("nested")
def test_exception_in_the_rest_is_handled_by_the_frame_that_waits() -> None:
    def inner(x: torch.Tensor) -> torch.Tensor:
        x = broken(x)
        if x.shape[0] == 4:
            raise ValueError("four")
        return x

    def guarded(x: torch.Tensor) -> torch.Tensor:
        x = broken(x)
        try:
            return inner(x)
        except ValueError:
            return x * 3

    def f(x: torch.Tensor) -> torch.Tensor:
        return guarded(x.sin()).cos()

    check(f, X)


@pytest.mark.usefixtures("nested")
def test_context_of_the_caller_is_open_in_what_runs_for_real() -> None:
    @torch.compiler.disable
    def mode() -> bool:
        return torch.is_grad_enabled()

    def inner(x: torch.Tensor) -> Any:
        y = x.sin()
        return y * 2, mode()

    def f(x: torch.Tensor) -> Any:
        with torch.no_grad():
            y, on = inner(x)
            y = y.cos()
        return y, on, torch.is_grad_enabled()

    check(f, X.clone().requires_grad_())


@pytest.mark.usefixtures("nested")
def test_what_python_code_calls_for_c_code_is_not_left() -> None:
    """The rest of `map` is C code, and cannot go on: torch loses its second item here."""

    def f(x: torch.Tensor) -> Any:
        return list(map(broken, [x, x + 1]))

    report = trace(f, (X,))
    assert torch.equal(torch.stack(report.result), torch.stack(f(X)))


@pytest.mark.usefixtures("nested")
def test_sort_by_a_key_that_breaks() -> None:
    def key(n: int) -> int:
        torch._dynamo.graph_break()
        return -n

    def f(x: torch.Tensor) -> Any:
        return x.sin(), sorted([1, 3, 2], key=key)

    assert trace(f, (X,)).result[1] == [3, 2, 1]


@pytest.mark.usefixtures("nested")
def test_callee_that_waits_and_is_left_again_without_its_callers() -> None:
    """The second break stands in a loop: the callee alone is given up, and its caller goes on after it."""

    def inner(x: torch.Tensor) -> torch.Tensor:
        x = broken(x)
        for _ in range(2):
            x = broken(x)
        return x.cos()

    def f(x: torch.Tensor) -> torch.Tensor:
        return inner(x.sin()).tan()

    check(f, X)


@pytest.mark.usefixtures("nested")
def test_frame_without_tensors_leaves_its_callee_to_be_captured_alone() -> None:
    class Held:
        def __init__(self, x: torch.Tensor) -> None:
            self.x = x

    def inner(held: Held, y: torch.Tensor) -> torch.Tensor:
        held.x = broken(held.x)
        return held.x * y

    def f(held: Held) -> torch.Tensor:
        return inner(held, held.x.sin())

    check(f, Held(X))


@pytest.mark.usefixtures("nested")
def test_cells_are_shared_by_the_frames() -> None:
    def f(x: torch.Tensor) -> torch.Tensor:
        total = x

        def add(n: int) -> int:
            nonlocal total
            total = total + n
            torch._dynamo.graph_break()
            total = total * n
            return n + 1

        def twice(n: int) -> int:
            return add(add(n))

        n = twice(2)
        return total * n

    check(f, X)


@pytest.mark.usefixtures("nested")
def test_one_code_in_two_chains_is_captured_for_each() -> None:
    def one(x: torch.Tensor) -> torch.Tensor:
        return broken(x) + 1

    def other(x: torch.Tensor) -> torch.Tensor:
        return broken(x) - 1

    def f(xs: list[torch.Tensor]) -> Any:
        out = []
        for x in xs:
            torch._dynamo.graph_break()
            out.append(one(x) * other(x))
        return out

    check(f, [X, X[:2], X[:3]])


@pytest.mark.usefixtures("nested")
def test_module_in_a_module() -> None:
    class Inner(torch.nn.Module):
        def __init__(self) -> None:
            super().__init__()
            self.weight = torch.nn.Parameter(torch.ones(4))

        def forward(self, x: torch.Tensor) -> torch.Tensor:
            y = x * self.weight
            return y * y.sum().item()

    class Outer(torch.nn.Module):
        def __init__(self) -> None:
            super().__init__()
            self.inner = Inner()

        def forward(self, x: torch.Tensor) -> torch.Tensor:
            return self.inner(x.sin()) + self.inner(x)

    seen = check(Outer(), X)
    assert len(seen.graphs) == 3


@pytest.mark.usefixtures("nested")
def test_partial_and_methods() -> None:
    class Scale:
        def __init__(self, n: int) -> None:
            self.n = n

        def __call__(self, x: torch.Tensor) -> torch.Tensor:
            return broken(x) * self.n

        @property
        def size(self) -> int:
            torch._dynamo.graph_break()
            return self.n

    def f(x: torch.Tensor) -> torch.Tensor:
        scale = Scale(3)
        return functools.partial(scale)(x) * scale.size

    check(f, X, kinds=False)

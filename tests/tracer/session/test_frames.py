"""Which frames are captured when a frame is left to CPython: each that starts, whoever starts it."""

from __future__ import annotations

import collections
import functools
import subprocess
import sys
from typing import Any

import pytest
import torch
from tests.tracer.checking import check

from fullgraph_tracer.api import TraceConfig, trace

X = torch.arange(4.0)


class Holder:
    def __init__(self, x: torch.Tensor) -> None:
        self.x = x.sin()

    @property
    def doubled(self) -> torch.Tensor:
        return self.x * 2

    def __add__(self, other: torch.Tensor) -> torch.Tensor:
        return self.x + other


def test_constructors_properties_and_operators() -> None:
    def f(x: torch.Tensor) -> Any:
        try:
            print(end="")
            holder = Holder(x)
            return holder.doubled, holder + x
        finally:
            x = x + 1

    seen = check(f, X)
    of_init = [[".sin"]] if sys.version_info < (3, 13) else []  # 3.13 starts `__init__` without asking the frame hook
    assert [g.targets for g in seen.graphs] == [*of_init, ["operator.add"]]


def test_functions_called_from_c() -> None:
    def key(x: torch.Tensor) -> float:
        return x.shape[0] + 0.0

    def f(x: torch.Tensor) -> Any:
        try:
            print(end="")
            return sorted([x, x[:2]], key=lambda y: y.cos().shape[0]), list(map(torch.sin, [x]))
        finally:
            key(x)

    check(f, X)


def test_partial_and_wrapped_functions() -> None:
    def inner(x: torch.Tensor, n: int) -> torch.Tensor:
        return x * n

    @functools.wraps(inner)
    def wrapper(*args: Any) -> torch.Tensor:
        return inner(*args).cos()

    def f(x: torch.Tensor) -> Any:
        try:
            print(end="")
            return functools.partial(inner, n=3)(x), wrapper(x, 2)
        finally:
            x = x + 1

    check(f, X)


@pytest.mark.skipif(sys.version_info >= (3, 12), reason="comprehensions have frames of their own up to 3.11")
def test_comprehension_frame() -> None:
    def f(x: torch.Tensor, rows: list[torch.Tensor]) -> Any:
        try:
            print(end="")
            return [row + x for row in rows]
        finally:
            x = x + 1

    check(f, X, [X, X])


def test_generator_frame_is_a_break() -> None:
    def rows(x: torch.Tensor) -> Any:
        yield x + 1
        yield x + 2

    def f(x: torch.Tensor) -> Any:
        try:
            print(end="")
            return sum(rows(x))
        finally:
            x = x + 1

    seen = check(f, X)
    assert any(b.gb_type == "Attempt to trace generator" for b in seen.breaks)


def test_disabled_functions_and_what_they_call() -> None:
    def inner(x: torch.Tensor) -> torch.Tensor:
        return x.sin()

    @torch.compiler.disable
    def outer(x: torch.Tensor) -> torch.Tensor:
        return inner(x) + 1

    def f(x: torch.Tensor) -> torch.Tensor:
        return outer(x * 2).cos()

    seen = check(f, X)
    assert [g.targets for g in seen.graphs] == [["operator.mul"], [".cos"]]


def test_a_code_that_was_refused_once_is_never_offered_again() -> None:
    def scale(x: Any) -> Any:
        return x * 2

    def f(x: torch.Tensor) -> Any:
        try:
            print(end="")
            return scale(3), scale(x)
        finally:
            x = x + 1

    seen = check(f, X)
    assert seen.graphs == []


class Untouchable(tuple):
    __slots__ = ()

    def __getattr__(self, name: str) -> Any:
        raise RuntimeError(name)


def test_looking_for_tensors_runs_no_code_of_the_user() -> None:
    def count(values: Any) -> int:
        return len(values)

    def f(x: torch.Tensor) -> Any:
        print(end="")
        return x + count(Untouchable((1, 2)))

    assert trace(f, (X,)).result.equal(f(X))


def test_what_runs_for_real_sees_the_globals_of_its_caller() -> None:
    def f(x: torch.Tensor) -> Any:
        try:
            print(end="")
            made = collections.namedtuple("made", "a")  # noqa: PYI024 - looks at its caller's frame
            return x + 1, made.__module__, type("Made", (), {}).__module__
        finally:
            x = x + 1

    assert check(f, X).breaks
    assert trace(f, (X,)).result[1:] == (__name__, __name__)


class Handling:
    """Says in its slots what its caller handles."""

    @property
    def seen(self) -> str:
        return type(sys.exception()).__name__

    def __add__(self, other: object) -> str:
        return type(sys.exception()).__name__

    def __getitem__(self, key: object) -> None:
        raise  # noqa: PLE0704


def raises_again() -> Any:
    yield 1
    raise  # noqa: PLE0704


def test_what_runs_for_real_sees_what_its_frame_handles() -> None:
    def f(x: torch.Tensor) -> Any:
        found: list[Any] = []
        for consume in (
            lambda: [*raises_again()],
            lambda: list(raises_again()),
            lambda: max(*raises_again()),
            lambda: [item for item in raises_again()],  # noqa: C416
            lambda: Handling()[0],
        ):
            print(end="")
            try:
                try:
                    raise KeyError(len(found))
                except KeyError:
                    print(end="")
                    consume()
            except Exception as error:
                found.append(error.args)
        try:
            raise ValueError
        except ValueError:
            print(end="")
            first, second = iter(raises_again()), Handling()
            found += [next(first), second.seen, second + 1]
            try:
                (again,) = first
            except ValueError as error:
                found.append(error.__context__)
        return x + 1, found

    check(f, X)


def test_exceptions_of_captured_frames_reach_their_callers() -> None:
    def fails(x: torch.Tensor) -> torch.Tensor:
        y = x + 1
        raise ValueError(f"{y.shape[0]} rows")

    def f(x: torch.Tensor) -> Any:
        try:
            print(end="")
            return fails(x)
        except ValueError as error:
            return str(error)

    check(f, X)


def test_frames_seen_after_the_trace_are_untouched() -> None:
    def inner(x: torch.Tensor) -> torch.Tensor:
        return x + 1

    def f(x: torch.Tensor) -> Any:
        try:
            print(end="")
            return inner(x)
        finally:
            x = x + 1

    report = trace(f, (X,))
    assert torch.equal(report.result, X + 1)
    assert torch.equal(inner(X), X + 1)


def test_recompile_limit() -> None:
    def scale(x: torch.Tensor, factor: str) -> torch.Tensor:
        return x * len(factor)

    def f(x: torch.Tensor) -> Any:
        try:
            print(end="")
            for i in range(12):
                x = scale(x, "a" * i)
            return x
        finally:
            x = x + 1

    seen = check(f, X, kinds=False)
    assert [b.how for b in seen.breaks].count("recompile_limit") == 1
    assert len(trace(f, (X,), config=TraceConfig(recompile_limit=2)).graphs) == 2


ALONE = """
import torch
from fullgraph_tracer.api import trace


def f(x):
    return torch.distributions.Normal(x, x.exp()).log_prob(x)


report = trace(f, (torch.ones(3),))
print(report.fullgraph, [brk.code for brk in report.breaks])
"""


def test_distributions_check_nothing_where_torch_never_compiled() -> None:
    """`torch.compile` switches their checks off in its process; a tracer that runs alone must do the same."""
    done = subprocess.run([sys.executable, "-c", ALONE], capture_output=True, text=True, timeout=120, check=False)
    assert done.stdout.strip() == "True []", done.stderr[-2000:]


class ScaledLazily(torch.nn.modules.lazy.LazyModuleMixin, torch.nn.Module):
    def __init__(self) -> None:
        super().__init__()
        self.scale = torch.nn.parameter.UninitializedParameter()

    def initialize_parameters(self, x: torch.Tensor) -> None:
        if self.has_uninitialized_params():  # type: ignore[no-untyped-call]
            with torch.no_grad():
                self.scale.materialize(x.shape)
                self.scale.fill_(2.0)

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        return x * self.scale


def test_a_lazy_module_is_made_ready_before_its_frame_is_captured() -> None:
    report = trace(ScaledLazily(), (X,))
    assert report.fullgraph
    assert torch.equal(report.result, X * 2)


def test_what_was_one_object_need_not_be_one_the_next_time() -> None:
    def together(a: torch.Tensor, b: torch.Tensor) -> torch.Tensor:
        return a * 2 if a is b else a + b

    def lengths(a: list[int], b: list[int], x: torch.Tensor) -> torch.Tensor:
        a.append(1)
        return x + len(b)

    def f(x: torch.Tensor, y: torch.Tensor) -> Any:
        first, second = [1], [1]
        try:
            print(end="")
            tensors = together(x, x), together(x, y), together(y, y), together(y, x)
            return tensors, lengths(first, first, x), lengths(first, second, x), lengths(second, first, x)
        finally:
            x = x + 1

    check(f, X, X + 1)

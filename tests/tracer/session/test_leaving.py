"""Where a frame is left at a break, and how it goes on."""

from __future__ import annotations

import contextlib
from typing import TYPE_CHECKING, Any

import pytest
import torch
from tests.tracer.checking import check
from tests.tracer.session import programs

if TYPE_CHECKING:
    from collections.abc import Callable

X = torch.arange(4.0)


@pytest.mark.parametrize(
    "program", [programs.asserts_on_tensors, programs.fails, programs.formats, programs.asserts_in_a_callee]
)
def test_asserts(program: Callable[[torch.Tensor], Any]) -> None:
    check(program, X)


def test_break_in_a_try_block() -> None:
    def f(x: torch.Tensor) -> torch.Tensor:
        y = x.sin()
        z = y.cos()
        try:
            print(end="")
        except ValueError:
            z = z + 1
        return z * 2

    check(f, X)


def test_break_under_the_users_own_manager() -> None:
    @contextlib.contextmanager
    def manager() -> Any:
        yield 1

    def f(x: torch.Tensor) -> torch.Tensor:
        y = x.sin()
        z = y.cos()
        with manager() as n:
            z = z + n
            print(end="")
        return z * 2

    check(f, X, kinds=False)


def test_break_after_the_users_own_manager() -> None:
    @contextlib.contextmanager
    def manager() -> Any:
        yield 1

    def f(x: torch.Tensor) -> torch.Tensor:
        with manager() as n:
            x = x + n
        print(end="")
        return x * 2

    check(f, X, kinds=False)


def test_break_in_a_loop() -> None:
    def step(x: torch.Tensor) -> torch.Tensor:
        return x + 1

    def f(x: torch.Tensor) -> torch.Tensor:
        for _ in range(3):
            x = step(x)
            print(end="")
        return x * 2

    check(f, X)


def test_break_in_no_grad() -> None:
    def f(x: torch.Tensor) -> torch.Tensor:
        with torch.no_grad():
            y = x * 2
            print(end="")
            y = y + 1
        return y + x

    check(f, X.clone().requires_grad_())


def test_exception_that_leaves_the_frame() -> None:
    def fails(x: torch.Tensor) -> torch.Tensor:
        if x.shape[0] == 4:
            raise KeyError("four")
        return x

    def f(x: torch.Tensor) -> torch.Tensor:
        y = x.sin()
        return fails(y) + 1

    def g(x: torch.Tensor) -> Any:
        try:
            return f(x)
        except KeyError as error:
            return str(error)

    check(g, X)


def test_frame_without_operations_is_left_alone() -> None:
    def f(x: torch.Tensor) -> torch.Tensor:
        return x

    assert check(f, X).graphs == []


def test_nested_breaks_of_a_callee() -> None:
    def inner(x: torch.Tensor) -> torch.Tensor:
        y = x.sin()
        print(end="")
        return y.cos()

    def f(x: torch.Tensor) -> torch.Tensor:
        return inner(x + 1) * 2

    check(f, X)


def test_break_inside_a_generator_gives_the_frame_up() -> None:
    def count(x: torch.Tensor) -> torch.Tensor:
        return x + int(x.sum())

    def f(x: torch.Tensor) -> torch.Tensor:
        a, b = x + 1, x + 2
        a, b = (count(row) for row in [a, b])
        return a * b

    check(f, X, kinds=False)

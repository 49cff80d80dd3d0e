"""Automatic dynamic shapes: what differs between captures of the same code becomes a symbol."""

from __future__ import annotations

from typing import Any

import pytest
import torch
from tests.tracer.checking import check

X = torch.arange(12.0).reshape(4, 3)


def test_sizes_that_vary() -> None:
    def inner(x: torch.Tensor) -> torch.Tensor:
        return x * x.shape[0]

    def f(x: torch.Tensor) -> Any:
        try:
            print(end="")
            return [inner(x), inner(x[:2]), inner(x[:3]), inner(x[:1])]
        finally:
            x = x + 1

    seen = check(f, X)
    assert len(seen.graphs) >= 2


def test_ints_that_vary() -> None:
    def inner(x: torch.Tensor, n: int) -> torch.Tensor:
        return x * n

    def f(x: torch.Tensor) -> Any:
        try:
            print(end="")
            return [inner(x, n) for n in (3, 5, 7, 9)]
        finally:
            x = x + 1

    check(f, X)


def test_floats_that_vary() -> None:
    def inner(x: torch.Tensor, n: float) -> torch.Tensor:
        return x * n + 1

    def f(x: torch.Tensor) -> Any:
        try:
            print(end="")
            return inner(x, 0.5), inner(x, 1.5), inner(x, 2.5)
        finally:
            x = x + 1

    check(f, X)


def test_branch_on_an_int_that_varies_is_guarded() -> None:
    def inner(x: torch.Tensor, n: int) -> torch.Tensor:
        return x + n if n > 4 else x - n

    def f(x: torch.Tensor) -> Any:
        try:
            print(end="")
            return inner(x, 2), inner(x, 3), inner(x, 5), inner(x, 6), inner(x, 4)
        finally:
            x = x + 1

    check(f, X)


def test_ints_of_modules_and_defaults_stay_constants() -> None:
    class Scale(torch.nn.Module):
        def __init__(self, n: int) -> None:
            super().__init__()
            self.n = n

        def forward(self, x: torch.Tensor) -> torch.Tensor:
            return x * self.n

    scales = [Scale(2), Scale(3), Scale(4)]

    def f(x: torch.Tensor) -> Any:
        try:
            print(end="")
            return [scale(x) for scale in scales]
        finally:
            x = x + 1

    check(f, X)


def test_a_counter_across_breaks() -> None:
    def f(x: torch.Tensor) -> Any:
        n = 1
        while x.sum() < 2000:
            x = x * 2
            n += 1
        return x, n

    check(f, X)


def test_marked_dimension() -> None:
    def f(x: torch.Tensor) -> torch.Tensor:
        return x.reshape(-1) * x.shape[0]

    x = X.clone()
    torch._dynamo.mark_dynamic(x, 0)
    check(f, x)


def test_layers_of_one_structure_are_captured_once() -> None:
    class Layer(torch.nn.Module):
        def __init__(self) -> None:
            super().__init__()
            self.linear = torch.nn.Linear(3, 3)
            self.name = "layer"

        def forward(self, x: torch.Tensor) -> torch.Tensor:
            return self.linear(x).relu()

    layers = torch.nn.ModuleList(Layer() for _ in range(4))

    class Model(torch.nn.Module):
        def __init__(self) -> None:
            super().__init__()
            self.layers = layers

        def forward(self, x: torch.Tensor) -> torch.Tensor:
            for layer in self.layers:
                x = layer(x)
                print(end="")
            return x

    seen = check(Model(), X.clone().requires_grad_())
    assert len(seen.graphs) == 1


def test_grad_mode_is_guarded() -> None:
    def inner(x: torch.Tensor) -> torch.Tensor:
        return x * 2

    def f(x: torch.Tensor) -> Any:
        try:
            print(end="")
            a = inner(x)
            torch.set_grad_enabled(False)
            b = inner(x)
            torch.set_grad_enabled(True)
            return a, b, inner(x)
        finally:
            x = x + 1

    check(f, X.clone().requires_grad_())


def add_all(x: torch.Tensor, n: int) -> torch.Tensor:
    if n == 0:
        return x
    print(end="")
    return add_all(x + n, n - 1)


def while_true(x: torch.Tensor, n: int) -> torch.Tensor:
    y = x + 1
    print(end="")
    if n:
        return while_true(y, n - 1)
    return y


def after_the_call(x: torch.Tensor, n: int) -> torch.Tensor:
    if n == 0:
        return x
    y = after_the_call(x * 2, n - 1)
    print(end="")
    return y + n


def twice(x: torch.Tensor, n: int) -> torch.Tensor:
    if n < 2:
        return x
    torch._dynamo.graph_break()
    return twice(x, n - 1) + twice(x, n - 2)


@pytest.mark.parametrize("recursive", [add_all, while_true, after_the_call, twice])
def test_recursion_with_a_number_that_varies(recursive: Any) -> None:
    """What a callee required of the number is forgotten with it, and whether it is 0 says nothing else of it."""
    check(recursive, X, 4, kinds=False)

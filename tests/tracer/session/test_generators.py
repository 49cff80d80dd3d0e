"""Generators that leave the graph: run to their end ahead of time, unless that changes anything."""

from __future__ import annotations

import itertools
from typing import TYPE_CHECKING, Any

import pytest
import torch
from tests.tracer.checking import check

from fullgraph_tracer.api import trace

if TYPE_CHECKING:
    from collections.abc import Iterable

X = torch.arange(4.0)


def over(items: Iterable[Any]) -> Any:
    """The items."""
    for item in items:  # noqa: UP028 - a loop of its own
        yield item


def appends(items: Iterable[Any]) -> Any:
    """Lists made on the way change before they are given out."""
    for item in items:
        made = [item]
        made.append(item)
        yield made


def raises(items: Iterable[Any]) -> Any:
    """Exceptions on the way have contexts, which are nobody's change."""
    for item in items:
        try:
            try:
                raise KeyError(item)
            except KeyError:
                raise ValueError(item)  # noqa: B904
        except ValueError as error:
            yield type(error.__context__).__name__


@pytest.mark.parametrize(
    "make",
    [
        lambda: over(range(3)),
        lambda: over({1: 2, 3: 4}),
        lambda: over({1: 2, 3: 4}.items()),
        lambda: over({5, 6}),
        lambda: over(zip(range(3), range(3), strict=True)),
        lambda: over(map(abs, range(3))),
        lambda: over(enumerate(range(3))),
        lambda: over(itertools.repeat(1, 3)),
        lambda: over(v for v in []),
        lambda: raises(range(3)),
        lambda: over([1, 2, 3]),
        lambda: over((1, 2, 3)),
        lambda: over("abc"),
        lambda: over(reversed([1, 2])),
        lambda: over(zip([1, 2], [3, 4], strict=True)),
        lambda: appends(range(3)),
    ],
)
def test_generator_across_a_break(make: Any) -> None:
    def f(x: torch.Tensor) -> Any:
        generator = make()
        x = x + 1
        print(end="")
        return x * 2, list(generator)

    check(f, X)


def test_generator_that_is_returned() -> None:
    def runs_ahead(x: torch.Tensor) -> Any:
        generator = over(range(3))
        next(generator)
        return x + 1, generator

    def would_change(x: torch.Tensor) -> Any:
        return x + 1, over([1, 2])

    report = trace(runs_ahead, (X,))
    assert report.fullgraph
    assert list(report.result[1]) == [1, 2]
    check(would_change, X)


def test_half_consumed_generator_that_is_thrown_into() -> None:
    def steps(log: list[Any]) -> Any:
        for i in range(3):
            try:
                got = yield i
                log.append(got)
            except ValueError as error:
                log.append(error.args)
                yield "thrown"

    def f(x: torch.Tensor) -> Any:
        log: list[Any] = []
        generator = steps(log)
        next(generator)
        x = x + 1
        print(end="")
        return x * 2, generator.throw(ValueError(1)), generator.send(2), list(generator), log

    check(f, X, kinds=False)

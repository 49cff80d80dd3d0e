"""Side effects: done for real after the graph, in their order; the caller's own objects are put back."""

from __future__ import annotations

import functools
from typing import Any

import torch
from tests.tracer.checking import check

from fullgraph_tracer.api import trace

X = torch.arange(4.0)
COUNTER = 0


class Holder:
    def __init__(self) -> None:
        self.value: Any = 0
        self.log: list[Any] = []


def test_lists_and_dictionaries_of_the_caller() -> None:
    def f(x: torch.Tensor, rows: list[Any], table: dict[str, Any]) -> Any:
        rows.append(x + 1)
        table["x"] = rows
        rows.insert(0, len(table))
        del table["old"]
        return rows, table

    rows, table = [X], {"old": 1}
    check(f, X, rows, table)
    assert len(rows) == 1
    assert table == {"old": 1}


def test_aliases_stay_aliases() -> None:
    def f(x: torch.Tensor, a: list[Any], b: list[Any]) -> Any:
        a.append(x * 2)
        return a, b, a is b

    rows: list[Any] = []
    report = trace(f, (X, rows, rows))
    assert report.result[2] is True
    assert report.result[0] is report.result[1]
    assert rows == []


def test_attributes_of_objects() -> None:
    def f(x: torch.Tensor, holder: Holder) -> Any:
        holder.value = x.sin()
        holder.log.append(holder.value)
        made = Holder()
        made.value = holder
        return made.value.log, made

    holder = Holder()
    report = trace(f, (X, holder))
    assert torch.equal(report.result[0][0], X.sin())
    assert holder.value == 0
    assert not report.breaks
    assert any("value" in str(effect) for effect in report.effects)


def test_globals() -> None:
    def f(x: torch.Tensor) -> torch.Tensor:
        global COUNTER  # noqa: PLW0603 - what the test is about
        COUNTER += 1
        return x + COUNTER

    report = trace(f, (X,))
    assert torch.equal(report.result, X + 1)
    assert COUNTER == 0


def test_closure_cells() -> None:
    def f(x: torch.Tensor) -> Any:
        total = 0

        def add(y: torch.Tensor) -> torch.Tensor:
            nonlocal total
            total += 1
            return y + total

        a = add(x)
        print(end="")
        return add(a), total

    check(f, X)


def test_inputs_written_in_place() -> None:
    def f(x: torch.Tensor, y: torch.Tensor) -> torch.Tensor:
        x.add_(1)
        y[0] = x[1]
        return x + y

    x, y = X.clone(), X.clone()
    check(f, x, y)
    report = trace(f, (x, y))
    assert torch.equal(x, X)
    assert torch.equal(y, X)
    assert report.fullgraph


def test_effects_before_and_after_a_break() -> None:
    def f(x: torch.Tensor, rows: list[Any]) -> Any:
        rows.append(x + 1)
        print(end="")
        rows.append(rows[0] * 2)
        return rows

    check(f, X, [])


class Borg:
    shared: Any = {}  # noqa: RUF012 - that is its point

    def __init__(self, **state: Any) -> None:
        self.__dict__ = self.shared
        self.__dict__.update(state)


def test_the_dictionary_of_an_object_is_replaced() -> None:
    def made_here(x: torch.Tensor) -> Any:
        holder = Holder()
        holder.__dict__ = {"b": 2}
        return x + holder.b, hasattr(holder, "log"), vars(holder)

    def shared(x: torch.Tensor) -> Any:
        first, second = Borg(p=1), Borg(q=2)
        second.r = 3
        return x + first.q, first.r, second.p, vars(first)

    def of_an_input(x: torch.Tensor, holder: Any) -> Any:
        before = holder.__dict__
        holder.__dict__ = {"z": 3}
        holder.y = x
        found = x + holder.z, hasattr(holder, "log"), holder.y
        holder.__dict__ = before
        return found, holder.log, hasattr(holder, "z")

    def before_a_break(x: torch.Tensor) -> Any:
        holder = Holder()
        holder.__dict__ = {"b": 2}
        print(end="")
        return x + holder.b, hasattr(holder, "log"), vars(holder)

    check(made_here, X, kinds=False)
    check(shared, X, kinds=False)
    check(of_an_input, X, Holder(), kinds=False)
    check(before_a_break, X, kinds=False)


def test_a_partial_takes_no_attributes() -> None:
    bound = functools.partial(torch.add, other=1)

    def of_an_input(x: torch.Tensor) -> Any:
        bound.note = 3  # type: ignore[attr-defined]
        return bound(x), bound.note  # type: ignore[attr-defined]

    def made_here(x: torch.Tensor) -> Any:
        made = functools.partial(torch.add, other=1)
        made.note = 3  # type: ignore[attr-defined]
        return made(x), made.note  # type: ignore[attr-defined]

    def wrapper(x: torch.Tensor) -> Any:
        made = functools.update_wrapper(functools.partial(torch.add, other=1), of_an_input)
        return made(x), made.__name__

    check(of_an_input, X)
    check(made_here, X)
    check(wrapper, X)

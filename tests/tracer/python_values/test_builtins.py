"""Builtins that are given arguments which do not fit: CPython's own words, and nothing happens on the way to them."""

from __future__ import annotations

import builtins
import inspect
from typing import Any

import pytest
import torch

from fullgraph_tracer.config import TraceConfig
from fullgraph_tracer.interpreter.session import Session
from fullgraph_tracer.variables.builtin import refuses_at_once

ACTS = [
    builtins.__build_class__,
    builtins.__import__,
    breakpoint,
    compile,
    delattr,
    eval,
    exec,
    input,
    open,
    print,
    setattr,
]
"""Those that a call changes something by."""


@pytest.mark.parametrize("function", ACTS, ids=lambda f: f.__name__)
def test_what_acts_is_never_called(function: Any) -> None:
    """It is asked for its words only with arguments that its signature refuses; without a signature, never."""
    for given in range(12):
        for named in ({}, {"file": None}, {"nonsense": None}):
            args = [None] * given
            if not refuses_at_once(function, args, named):
                continue
            with pytest.raises(TypeError):
                inspect.signature(function).bind(*args, **named)
            with pytest.raises(TypeError):
                function(*args, **named)


def test_attributes_of_methods_that_are_not_bound() -> None:
    def f(x: torch.Tensor) -> Any:
        method = str.join
        missing = hasattr(method, "func"), getattr(dict.get, "nothing", 3), hasattr("".join, "func")
        return x + 1, missing, hasattr(method, "__call__"), method.__name__, method.__doc__ == "".join.__doc__

    session = Session(TraceConfig())
    expected, given = f(torch.ones(2)), session.call(f, [torch.ones(2)], {})
    assert given[1:] == expected[1:]


@pytest.mark.parametrize(
    ("function", "args", "kwargs"),
    [
        (len, (), {}),
        (len, ([], []), {}),
        (getattr, (3,), {}),
        (max, (), {}),
        (int, (1, 2, 3), {}),
        (abs, (), {"x": 1}),
        (next, (), {}),
        (range, (), {}),
        (ValueError, (), {"wrong": 1}),
        (setattr, (3, "a"), {}),
        (callable, (1, 2), {}),
    ],
)
def test_what_does_not_fit_is_said_as_by_cpython(function: Any, args: tuple[Any, ...], kwargs: dict[str, Any]) -> None:
    def f(x: torch.Tensor) -> Any:
        try:
            return x, function(*args, **kwargs)
        except TypeError as error:
            return x + 1, str(error)

    expected, given = f(torch.ones(2)), Session(TraceConfig()).call(f, [torch.ones(2)], {})
    assert given[1] == expected[1]
    assert torch.equal(given[0], expected[0])

"""The tracer and CPython agree on generated programs: result, exceptions, changes of the inputs.

2,000 a run: those of `programs` are over built-in values, those of `structures` over statements, classes and generators.
"""

from __future__ import annotations

import importlib.util
import os
from typing import Any

import pytest
import torch

from fullgraph_tracer.config import TraceConfig
from fullgraph_tracer.interpreter.session import Session

from .programs import INPUTS, module_text
from .structures import Structures
from .structures import module_text as structures_text

BATCH = 100
PROGRAMS = int(os.environ.get("FULLGRAPH_PROGRAMS", "2000"))
OF_STRUCTURES = PROGRAMS * 2 // 5
WHOLE = 0.3
"""At least so large a share of the programs over structures is captured without a break: else they test CPython alone."""
STATEMENTS = 8


def load(text: str, tmp_path: Any, name: str) -> Any:
    path = tmp_path / f"{name}.py"
    path.write_text(text)
    spec = importlib.util.spec_from_file_location(name, path)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def inputs() -> list[Any]:
    return [torch.ones(2), *(eval(text) for text in INPUTS.values())]


def plain(value: Any, inside: tuple[int, ...] = ()) -> Any:
    """Types count (True is not 1), NaN equals itself, tensors are compared by value, sets have no order."""
    name = type(value).__name__
    if isinstance(value, torch.Tensor):
        return ("tensor", value.tolist())
    if id(value) in inside:
        return (name, "...")
    inside = (*inside, id(value))
    if isinstance(value, dict):
        pairs = [(plain(k, inside), plain(v, inside)) for k, v in value.items()]
        return (name, pairs, repr(getattr(value, "default_factory", None)))
    if isinstance(value, set | frozenset):
        return (name, sorted(repr(plain(item, inside)) for item in value))
    if hasattr(value, "__iter__") and not isinstance(value, str | bytes | range):
        return (name, [plain(item, inside) for item in value])
    return (name, repr(value))


def outcome(function: Any, args: list[Any]) -> Any:
    """What a call gives or raises, and what it leaves of its arguments."""
    try:
        result = plain(function(*args))
    except Exception as error:
        result = ("raised", type(error).__name__, str(error))
    return result, plain(args)


def traced(function: Any, args: Any) -> Any:
    """What the tracer makes of a call, with what it changes left changed."""
    return Session(TraceConfig()).call(function, args, {})


@pytest.mark.parametrize("start", range(0, PROGRAMS - OF_STRUCTURES, BATCH))
def test_generated_programs(start: int, tmp_path: Any) -> None:
    module = load(module_text(range(start, start + BATCH), STATEMENTS), tmp_path, f"generated_{start}")
    wrong = []
    for seed in range(start, start + BATCH):
        function = getattr(module, f"program_{seed}")
        expected_inputs, traced_inputs = inputs(), inputs()
        expected = outcome(function, expected_inputs)
        result = outcome(lambda *args, function=function: traced(function, args), traced_inputs)
        if result != expected:
            wrong.append((seed, f"{result} is not {expected}"))
    assert not wrong, f"{len(wrong)} of {BATCH}: {wrong[:5]}"


@pytest.mark.parametrize("start", range(0, OF_STRUCTURES, BATCH))
def test_generated_structures(start: int, tmp_path: Any) -> None:
    module = load(structures_text(range(start, start + BATCH)), tmp_path, f"structures_{start}")
    wrong, whole = [], 0
    for seed in range(start, start + BATCH):
        function = getattr(module, f"program_{seed}")
        numbers = Structures(seed).numbers()
        session = Session(TraceConfig())
        expected = outcome(function, [torch.ones(2), *numbers])
        result = outcome(lambda *args, f=function, s=session: s.call(f, args, {}), [torch.ones(2), *numbers])
        whole += not session.breaks
        if result != expected:
            wrong.append((seed, f"{result} is not {expected}"))
    assert not wrong, f"{len(wrong)} of {BATCH}: {wrong[:5]}"
    assert whole >= WHOLE * BATCH


def test_exceptions_out_of_generators() -> None:
    def numbers(n: int) -> Any:
        yield 1
        if n:
            raise ValueError(n)
        next(iter([]))

    def f(x: torch.Tensor, n: int) -> Any:
        try:
            return x, list(numbers(n))
        except (ValueError, RuntimeError) as error:
            return x + 1, error.args, type(error.__cause__).__name__

    for n in (0, 1):
        session = Session(TraceConfig())
        args = [torch.ones(2), n]
        assert plain(session.call(f, args, {})) == plain(f(*args))
        assert not session.breaks


def stepped() -> Any:
    try:
        yield 1
    except ValueError as error:
        yield error.__context__
    try:
        raise OSError
    except OSError:
        yield 2


def delegating() -> Any:
    yield from stepped()


def thrown_into_a_generator(x: torch.Tensor) -> Any:
    it, seen = delegating(), []
    seen.append(next(it))
    try:
        raise IndexError
    except IndexError:
        seen.append(it.throw(ValueError()))
    seen.append(next(it))
    try:
        it.throw(KeyError("k"))
    except KeyError as error:
        seen.append(type(error.__context__).__name__)
    return x + 1, seen


def stops() -> Any:
    yield 1
    next(iter([]))


def stop_iteration_in_a_generator(x: torch.Tensor) -> Any:
    try:
        try:
            raise OSError
        except OSError:
            list(stops())
    except RuntimeError as error:
        context = error.__context__
        return x + 1, error.__cause__ is context, error.__suppress_context__, type(context.__context__).__name__


@pytest.mark.parametrize("f", [thrown_into_a_generator, stop_iteration_in_a_generator])
def test_contexts_around_generators(f: Any) -> None:
    session = Session(TraceConfig())
    assert plain(session.call(f, [torch.ones(2)], {})) == plain(f(torch.ones(2)))
    assert not session.breaks


class Plain:
    def __init__(self) -> None:
        self.a = 1


def given_a_dictionary(x: torch.Tensor) -> Any:
    made, given = Plain(), {"b": 2}
    made.__dict__ = given
    made.c = 3
    given["e"] = 5
    del made.b
    try:
        made.__dict__ = 3
    except TypeError as error:
        return x + made.e, given, vars(made) is given, error.args


def two_with_one_dictionary(x: torch.Tensor) -> Any:
    first, second = Plain(), Plain()
    first.__dict__ = second.__dict__
    first.k = 7
    return x + second.k, vars(second)


def the_first_dictionary_changes(x: torch.Tensor) -> Any:
    made = Plain()
    before = made.__dict__
    made.__dict__ = {}
    before["k"] = 1
    return x + 1, before, vars(made)


@pytest.mark.parametrize(
    ("f", "breaks"), [(given_a_dictionary, 0), (two_with_one_dictionary, 0), (the_first_dictionary_changes, 2)]
)
def test_dictionary_of_an_object_is_replaced(f: Any, breaks: int) -> None:
    session = Session(TraceConfig())
    assert plain(session.call(f, [torch.ones(2)], {})) == plain(f(torch.ones(2)))
    assert len(session.breaks) == breaks

"""Inputs that reach a line: the ones worked out, with what decides about the line set differently.

A prediction that no trace came by is neither right nor wrong. What stands in the tests around its line (switches of the
configuration, optional arguments) is set to other values until a run in eager passes the line and ends well.
"""

from __future__ import annotations

import contextlib
import io
import itertools
import sys
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import torch

from fullgraph_tracer.worker.inputs import names
from fullgraph_tracer.worker.inputs.arguments import bound, parameters
from fullgraph_tracer.worker.inputs.conditions import Conditions, conditions
from fullgraph_tracer.worker.inputs.configs import attribute, looks_like_config
from fullgraph_tracer.worker.inputs.materialize import Materializer
from fullgraph_tracer.worker.inputs.search import Budget
from fullgraph_tracer.worker.inputs.spec import Arguments, Call, Literal, Sequence, Spec, Value
from fullgraph_tracer.worker.inputs.worked_out import Search, partial

if TYPE_CHECKING:
    import inspect
    from collections.abc import Callable, Iterator
    from types import CodeType, FrameType

    from fullgraph_tracer.worker.inputs.request import Partial, Request

_SECONDS, _TRIES = 2.0, 60
_LEAST_TRIES = 2
"""Tries for each change that may be left out again."""
_WAYS = 8
"""How many ways to make the module are tried."""


class Passing:
    """Notes whether a line of a file runs: only the function that holds it is watched."""

    def __init__(self, file: str, row: int) -> None:
        self.file = file
        self.row = row
        self.passed = False
        self.holds: dict[CodeType, bool] = {}

    def __call__(self, call: Callable[[], Any]) -> Any:
        """The result of a call that is watched."""
        self.passed = False
        before = sys.gettrace()
        sys.settrace(self._enter)
        try:
            return call()
        finally:
            sys.settrace(before)

    def _enter(self, frame: FrameType, event: str, arg: object) -> Any:  # noqa: ARG002 - sys.settrace's signature
        code = frame.f_code
        if code not in self.holds:
            self.holds[code] = code.co_filename == self.file and any(line == self.row for *_, line in code.co_lines())
        return self._line if self.holds[code] else None

    def _line(self, frame: FrameType, event: str, arg: object) -> Any:  # noqa: ARG002 - as above
        if frame.f_lineno == self.row:
            self.passed = True
        return self._line


def reach(request: Request, row: int) -> Partial | None:
    """Inputs with which the target passes the row, if they are found in time."""
    if request.target.owner is None or not issubclass(request.target.owner, torch.nn.Module):
        return None
    deciding = conditions(request.tree, row)
    with contextlib.redirect_stdout(io.StringIO()), contextlib.redirect_stderr(io.StringIO()):
        found = _search(request, row, deciding)
    return None if found is None else partial(request, *found, f"worked out to reach line {row}")


def _search(request: Request, row: int, deciding: Conditions) -> tuple[Arguments, Arguments] | None:
    search = Search(request, None, None)
    known = search.found()
    owner = request.target.owner
    if known is None or known[0] is None or owner is None:
        return None
    made_with, called_with = known[0], known[1]
    passing = Passing(str(request.path), row)
    budget = Budget(_SECONDS, _TRIES)
    attempts = _Attempts(search, passing, budget, called_with, deciding)
    changes = _changes(request, owner, made_with, deciding)
    for chosen in itertools.islice(_chosen(changes), _WAYS):
        found = attempts.run(_changed(owner, made_with, chosen))
        if found is not None:
            return attempts.least(owner, made_with, chosen, found)
    return None


@dataclass(frozen=True)
class _Change:
    """Another value for an argument of the constructor, or for one of its configuration."""

    parameter: str
    inside: str | None
    value: Value


Found = tuple[Arguments, Arguments]


class _Attempts:
    """Makes the module and looks for a call that passes the line."""

    def __init__(
        self, search: Search, passing: Passing, budget: Budget, called_with: Arguments, deciding: Conditions
    ) -> None:
        self.search = search
        self.passing = passing
        self.budget = budget
        self.called_with = called_with
        self.deciding = deciding

    def run(self, made_with: Arguments, tries: int = _TRIES) -> Found | None:
        """The arguments with which the module, made so, passes the line."""
        owner = self.search.request.target.owner
        assert owner is not None
        run = self.search.constructed(owner, made_with)
        if run.error is not None:
            return None
        call = self.search.call(run.value)
        given = dict(zip(call.parameters, self.called_with.args, strict=False)) | dict(self.called_with.kwargs)
        starts = list(_called_differently(call.parameters, given, call.options, self.deciding))
        called = call.found(
            self.budget.part(tries), starts=starts, watch=self.passing, accept=lambda _: self.passing.passed
        )
        return None if called is None else (made_with, called)

    def least(self, owner: type, made_with: Arguments, chosen: list[_Change], found: Found) -> Found:
        """What is found with as few changes as still pass the line: others change more than that."""
        for change in list(chosen):
            fewer = [other for other in chosen if other is not change]
            less = self.run(_changed(owner, made_with, fewer), _LEAST_TRIES) if len(chosen) > 1 else None
            if less is not None:
                chosen, found = fewer, less
        return found


def _changes(request: Request, owner: type, made_with: Arguments, deciding: Conditions) -> list[_Change]:
    """Other values for what decides, among the constructor's arguments and those of its configurations."""
    found = _constructor(owner)
    given = dict(zip(found, made_with.args, strict=False)) | dict(made_with.kwargs)
    changes: list[_Change] = []
    for key, parameter in found.items():
        value = given.get(key)
        if isinstance(value, Call) and looks_like_config(_class(request, value)):
            plain = Materializer(Spec(Arguments(), None, ""), request.module).value(value)
            for name in deciding.names:
                changes += [_Change(key, name, other) for other in _others(name, attribute(plain, name), deciding)]
        elif key in deciding.names and parameter.default is not parameter.empty:
            changes += [_Change(key, None, other) for other in _others(key, parameter.default, deciding)]
    return changes


def _chosen(changes: list[_Change]) -> Iterator[list[_Change]]:
    """The first change of everything, none, and one at a time."""
    first: dict[tuple[str, str | None], _Change] = {}
    for change in changes:
        first.setdefault((change.parameter, change.inside), change)
    yield list(first.values())
    if changes:
        yield []
    yield from ([change] for change in changes)


def _changed(owner: type, made_with: Arguments, chosen: list[_Change]) -> Arguments:
    found = _constructor(owner)
    values = dict(zip(found, made_with.args, strict=False)) | dict(made_with.kwargs)
    for change in chosen:
        inside = change.inside
        values[change.parameter] = (
            change.value if inside is None else _with(values[change.parameter], inside, change.value)
        )
    return bound(found, values)


def _constructor(owner: type) -> dict[str, inspect.Parameter]:
    return {key: value for key, value in parameters(owner.__init__).items() if key != "self"}  # type: ignore[misc]


def _class(request: Request, value: Call) -> type:
    found = Materializer(Spec(Arguments(), None, ""), request.module).value(value.function)
    return found if isinstance(found, type) else type(found)


def _with(config: Value, key: str, value: Value) -> Value:
    assert isinstance(config, Call)
    kwargs = tuple((name, item) for name, item in config.arguments.kwargs if name != key)
    return Call(config.function, Arguments(config.arguments.args, (*kwargs, (key, value))))


def _others(name: str, value: object, deciding: Conditions) -> Iterator[Value]:
    """Other values for a switch or a choice: what it is compared with, or its opposite."""
    if isinstance(value, bool):
        yield Literal(not value)
        return
    members, constants = deciding.members.get(name, []), deciding.constants.get(name, [])
    if value is None or isinstance(value, list | tuple):
        if members:
            yield Sequence(list, tuple(Literal(member) for member in members))
        yield from (Literal(constant) for constant in constants)
    elif isinstance(value, str):
        yield from (Literal(constant) for constant in constants if constant != value and isinstance(constant, str))


def _called_differently(
    found: dict[str, inspect.Parameter],
    given: dict[str, Value],
    options: Callable[[inspect.Parameter], tuple[Value, ...]],
    deciding: Conditions,
) -> Iterator[dict[str, Value]]:
    """The call as it is, with every deciding argument that was left out, and with one of them each."""
    yield given
    open_ = [key for key in found if key in deciding.names and key not in given]
    more: dict[str, Value] = {}
    for key in open_:
        default = found[key].default
        if isinstance(default, bool):
            more[key] = Literal(not default)
        elif default is None:
            values = options(found[key])
            if values:
                more[key] = values[0]
        elif isinstance(default, str):
            more[key] = next(_others(key, default, deciding), names.literal(default))
    if more:
        yield {**given, **more}
        yield from ({**given, key: value} for key, value in more.items())

"""Example inputs worked out from a module's own layers: the last origin, for those who wrote none.

The first guess comes from annotations, names and layers. It is called, on small tensors; what the error says corrects
the guess, and of all corrections the one that got furthest into the module is followed first, within a budget of time
and tries. What is returned has run in eager. Constructors are tried on the meta device first, where sizes cost
nothing, and no module is made for real that is larger than `_LARGEST`.
"""

from __future__ import annotations

import contextlib
import copy
import dis
import heapq
import io
import itertools
import time
import traceback
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any
from weakref import WeakKeyDictionary

import torch
from torch.overrides import TorchFunctionMode

from fullgraph_tracer.worker.inputs import layers, names
from fullgraph_tracer.worker.inputs.arguments import Guesser, bound, parameters, required
from fullgraph_tracer.worker.inputs.complaints import alternatives
from fullgraph_tracer.worker.inputs.materialize import Materializer
from fullgraph_tracer.worker.inputs.request import Made, Partial, Request
from fullgraph_tracer.worker.inputs.spec import Arguments, Literal, Spec, Tensor, Value

if TYPE_CHECKING:
    import inspect
    from collections.abc import Callable, Iterator
    from types import ModuleType

ORIGIN = "worked out from the module's layers"
SECONDS, TRIES = 2.0, 60
"""The budget of one search."""
_LARGEST = 50_000_000
"""Parameters of the largest module that is made for real."""
_CONSTRUCTORS = 6
"""How many ways to make the module are followed."""
_NEIGHBOURS = 24
"""How many corrections of one failed call are kept."""

_known: WeakKeyDictionary[ModuleType, dict[tuple[str, str], tuple[Arguments | None, Arguments] | None]] = (
    WeakKeyDictionary()
)
"""What was worked out: a request makes its example several times."""


@dataclass
class Budget:
    """Stops a search."""

    until: float
    tries: int

    def spend(self) -> bool:
        """Whether one more try may be made."""
        self.tries -= 1
        return self.tries >= 0 and time.perf_counter() < self.until


@dataclass
class _Run:
    """How a call went: `done` counts torch's operations before the error."""

    error: BaseException | None
    done: int
    value: Any = None
    blamed: frozenset[str] = field(default_factory=frozenset)

    @property
    def message(self) -> str:
        return f"{type(self.error).__name__}: {self.error}"


class _Count(TorchFunctionMode):
    """Counts calls of torch."""

    def __init__(self) -> None:
        super().__init__()
        self.count = 0

    def __torch_function__(self, func: Any, types: Any, args: Any = (), kwargs: Any = None) -> Any:
        self.count += 1
        return func(*args, **(kwargs or {}))


def complete(request: Request, init: Partial | None, call: Partial | None) -> Iterator[Partial]:
    """What is missing of the call and of the constructor's arguments, if it can be worked out."""
    target = request.target
    if target.owner is not None and not issubclass(target.owner, torch.nn.Module):
        return
    if target.owner is None:
        if not required(parameters(target.signature_of)) and not isinstance(target.found, torch.nn.Module):
            return
    elif call is not None and not required(parameters(target.owner)):
        return
    known = _known.setdefault(request.module, {})
    key = (target.qualname, "" if init is None else init.origin)
    if key not in known:
        with contextlib.redirect_stdout(io.StringIO()), contextlib.redirect_stderr(io.StringIO()):
            known[key] = _Search(request, init, call).found()
    found = known[key]
    if found is None:
        return
    made_with, called_with = found

    def make(arguments: Arguments) -> Callable[[], Made]:
        return lambda: materialized(request.module, arguments)

    yield Partial(
        ORIGIN,
        call=make(called_with) if called_with.args or called_with.kwargs else None,
        init=None if made_with is None else make(made_with),
        call_text=str(called_with),
        init_text=None if made_with is None else str(made_with),
    )


def materialized(module: ModuleType, arguments: Arguments) -> Made:
    """The objects that arguments stand for."""
    return Materializer(Spec(arguments, None, str(arguments)), module).arguments(arguments)


def attempt(function: Callable[[], Any], blamable: Callable[..., Any] | None = None) -> _Run:
    """Call, and note how far it got and which parameters the failing line of `blamable` reads."""
    counter = _Count()
    try:
        with torch.no_grad(), counter:
            value = function()
    except (Exception, SystemExit) as error:  # noqa: BLE001 - whatever user code raises is what the search reads
        return _Run(error, counter.count, blamed=_blamed(error, blamable))
    return _Run(None, counter.count, value)


def _blamed(error: BaseException, function: Callable[..., Any] | None) -> frozenset[str]:
    """The local names that the failing line of the function reads."""
    code = getattr(function, "__code__", None)
    for frame, line in traceback.walk_tb(error.__traceback__):
        if frame.f_code is code:
            return frozenset(
                str(inst.argval)
                for inst in dis.get_instructions(frame.f_code)
                if inst.positions is not None and inst.positions.lineno == line and inst.opname.startswith("LOAD_FAST")
            )
    return frozenset()


State = tuple[tuple[str, Value], ...]


class _BestFirst:
    """Tries states; of all that failed, the neighbours of the one that got furthest come next."""

    def __init__(
        self,
        budget: Budget,
        run: Callable[[dict[str, Value]], _Run],
        neighbours: Callable[[dict[str, Value], _Run], Iterator[dict[str, Value]]],
    ) -> None:
        self.budget = budget
        self.run = run
        self.neighbours = neighbours

    def successes(self, starts: list[dict[str, Value]]) -> Iterator[tuple[dict[str, Value], _Run]]:
        """States that ran, each with what it returned."""
        order = itertools.count()
        queue = [(0, index, next(order), state) for index, state in enumerate(starts)]
        seen: set[str] = set()
        while queue:
            state = heapq.heappop(queue)[-1]
            key = repr(sorted(state.items(), key=lambda item: item[0]))
            if key in seen:
                continue
            seen.add(key)
            if not self.budget.spend():
                return
            run = self.run(state)
            if run.error is None:
                yield state, run
            for index, neighbour in enumerate(itertools.islice(self.neighbours(state, run), _NEIGHBOURS)):
                heapq.heappush(queue, (-run.done, index, next(order), neighbour))


class _Search:
    """The search for one target."""

    def __init__(self, request: Request, init: Partial | None, call: Partial | None) -> None:
        self.request = request
        self.init = init
        self.call = call
        self.guesser = Guesser(request.module)
        self.until = time.perf_counter() + SECONDS

    def found(self) -> tuple[Arguments | None, Arguments] | None:
        """The constructor's arguments, where they are worked out, and the call's."""
        owner = self.request.target.owner
        if owner is None:
            return self.without_constructor()
        if self.init is not None and self.init.init is not None:
            args, kwargs = self.init.init()
            run = attempt(lambda: owner(*args, **kwargs))
            called = None if run.error is not None else self.call_of(run.value, Budget(self.until, TRIES))
            return None if called is None else (None, called)
        budget = Budget(self.until, TRIES)
        for made_with, instance in itertools.islice(self.instances(owner), _CONSTRUCTORS):
            called = Arguments() if self.call is not None else self.call_of(instance, budget)
            if called is not None:
                return made_with, called
        return None

    def without_constructor(self) -> tuple[None, Arguments] | None:
        found = self.request.target.found
        if isinstance(found, torch.nn.Module):
            found = copy.deepcopy(found)
        called = self.call_of(found, Budget(self.until, TRIES))
        return None if called is None else (None, called)

    def instances(self, owner: type) -> Iterator[tuple[Arguments, Any]]:
        """Ways to make the module, with the module made."""
        found, options = self.guesser.constructor(owner)

        def run(state: dict[str, Value]) -> _Run:
            return self.constructed(owner, bound(found, state))

        def neighbours(state: dict[str, Value], ran: _Run) -> Iterator[dict[str, Value]]:
            first = [key for key in options if key in ran.blamed]
            for key in [*first, *(key for key in options if key not in first)]:
                values = options[key]
                place = values.index(state[key]) + 1
                for value in values[place : place + (2 if key in first else 1)]:
                    yield {**state, key: value}

        start = {key: values[0] for key, values in options.items()}
        alike = {
            key: next((value for value in values if value == Literal(4)), values[0]) for key, values in options.items()
        }
        search = _BestFirst(Budget(self.until, TRIES), run, neighbours)
        for state, ran in search.successes([start, alike]):
            yield bound(found, state), ran.value

    def constructed(self, owner: type, arguments: Arguments) -> _Run:
        """Made on the meta device, then for real if it is not too large."""
        constructor = owner.__init__  # type: ignore[misc]

        def make() -> Any:
            args, kwargs = materialized(self.request.module, arguments)
            return owner(*args, **kwargs)

        def on_meta() -> Any:
            with torch.device("meta"):
                return make()

        tried = attempt(on_meta, constructor)
        if tried.error is None:
            size = sum(parameter.numel() for parameter in tried.value.parameters())
            if size > _LARGEST:
                return _Run(MemoryError(f"{size} parameters"), tried.done)
        torch.manual_seed(0)
        return attempt(make, constructor)

    def call_of(self, instance: Any, budget: Budget) -> Arguments | None:
        """Arguments with which the instance, its method or the function runs."""
        method = self.request.target.method
        function = getattr(instance, method) if method else instance
        module = instance if isinstance(instance, torch.nn.Module) else None
        described = function.forward if isinstance(function, torch.nn.Module) else function
        return _Call(self.request, function, described, module, self.guesser).found(budget)


class _Call:
    """The search for the arguments of one function."""

    def __init__(
        self,
        request: Request,
        function: Callable[..., Any],
        described: Callable[..., Any],
        module: torch.nn.Module | None,
        guesser: Guesser,
    ) -> None:
        self.request = request
        self.function = function
        self.guesser = guesser
        self.parameters = parameters(described)
        self.plain = getattr(described, "__func__", described)
        self.is_module = module is not None
        self.width = layers.width(module)
        self.vocabulary = layers.vocabulary(module)
        self.layers = layers.tensors(module)

    def found(self, budget: Budget) -> Arguments | None:
        """The first arguments that ran; a plain function must have done something with torch."""
        search = _BestFirst(budget, self.run, self.neighbours)
        for state, ran in search.successes(list(self.starts())):
            if self.is_module or ran.done:
                return bound(self.parameters, state)
        return None

    def run(self, state: dict[str, Value]) -> _Run:
        made = attempt(lambda: materialized(self.request.module, bound(self.parameters, state)))
        if made.error is not None:
            return _Run(made.error, 0)
        args, kwargs = made.value
        torch.manual_seed(0)
        return attempt(lambda: self.function(*args, **kwargs), self.plain)

    def needed(self) -> list[str]:
        """Required parameters; for `forward(*inputs)` the starred one."""
        needed = required(self.parameters)
        starred = [key for key, value in self.parameters.items() if value.kind is value.VAR_POSITIONAL]
        return needed or (
            [] if any(value.default is not value.empty for value in self.parameters.values()) else starred
        )

    def starts(self) -> Iterator[dict[str, Value]]:
        """First guesses: by name, then every tensor alike."""
        options = {key: self.options(self.parameters[key]) for key in self.needed()}
        if all(options.values()):
            yield {key: values[0] for key, values in options.items()}
            for same in self.layers:
                yield {key: same if isinstance(values[0], Tensor) else values[0] for key, values in options.items()}
        if not options:
            for key, parameter in self.parameters.items():
                values = names.for_call(key, self.width, self.vocabulary)
                if parameter.default is None and values:
                    yield {key: values[0]}

    def options(self, parameter: inspect.Parameter) -> tuple[Value, ...]:
        """What to try for one parameter."""
        named = names.for_call(parameter.name, self.width, self.vocabulary)
        if parameter.annotation is not parameter.empty and parameter.annotation is not torch.Tensor:
            annotated = self.guesser.annotated(parameter.annotation, parameter.name, 0)
            if annotated and not any(isinstance(value, Tensor) for value in annotated):
                return annotated
        if (
            self.is_module
            or parameter.annotation is torch.Tensor
            or named
            or len(parameter.name) <= 2
            or _tensorish(parameter.name)
        ):
            return (*named, *self.layers)
        return ()

    def neighbours(self, state: dict[str, Value], ran: _Run) -> Iterator[dict[str, Value]]:
        """Corrections: what the message asks for, at the parameters that the failing line reads first."""
        first = [key for key in state if key in ran.blamed]
        keys = [*first, *(key for key in state if key not in first)]
        asked = [[{**state, key: value} for value in alternatives(ran.message, state[key])] for key in keys]
        for group in itertools.zip_longest(*asked):
            yield from (item for item in group if item is not None)
        for key in keys:
            for value in self.options(self.parameters[key]):
                if value != state[key]:
                    yield {**state, key: value}
        for key in ran.blamed - state.keys():
            parameter = self.parameters.get(key)
            if parameter is not None and parameter.default is None:
                for value in self.options(parameter)[:2]:
                    yield {**state, key: value}


def _tensorish(name: str) -> bool:
    return name.lower().startswith(
        ("input", "tensor", "tens", "feat", "logit", "pred", "data", "batch", "output", "weight")
    )

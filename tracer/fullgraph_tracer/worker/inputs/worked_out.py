"""Example inputs worked out from a module's own layers: the last origin, for those who wrote none.

The first guess comes from annotations, names and layers. It is called; what the error says corrects the guess, and of
all corrections the one that got furthest into the module is followed first, within a budget of time and tries.

Constructors are tried on the meta device first, where sizes cost nothing, and a module that is larger than
`large.LARGEST` stays there. So are calls that would take noticeable time; small tensors in a small module cost less for
real, where errors that depend on data show too. What is returned has run in eager, unless it is too large.
"""

from __future__ import annotations

import contextlib
import copy
import inspect
import io
import itertools
import re
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any
from weakref import WeakKeyDictionary

import torch
import torch._dynamo  # loaded by the first module that is made, else, in the time of its search

from fullgraph_tracer.worker.inputs import configs, documented, large, layers, names
from fullgraph_tracer.worker.inputs.arguments import Guesser, bound, of_dtype, parameters, required, stated_dtype
from fullgraph_tracer.worker.inputs.complaints import alternatives, asked_for, missing_names
from fullgraph_tracer.worker.inputs.materialize import Materializer
from fullgraph_tracer.worker.inputs.request import Made, Partial, Request
from fullgraph_tracer.worker.inputs.search import BestFirst, Budget, Run, attempt
from fullgraph_tracer.worker.inputs.spec import Arguments, Call, Literal, Spec, Tensor, Value

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from types import ModuleType

ORIGIN = "worked out from the module's layers"
SECONDS, TRIES = 2.0, 80
"""The budget of one search: the time for all of it, the tries for each way to make the module."""
_MANY = 1_000_000
"""Elements of arguments with which a call is tried on the meta device first."""
_FIRST_TRIES = 16
"""Tries for each way before any of them gets all."""
_HEAVY = 5_000_000
"""Parameters of a module that is made smaller if its constructor's defaults are sizes."""
_SHOWN = 240
_NONE = Arguments()
_CONSTRUCTORS = 12
"""How many ways to make the module are followed."""

_known: WeakKeyDictionary[ModuleType, dict[tuple[str, str], tuple[Arguments | None, Arguments] | None]] = (
    WeakKeyDictionary()
)
"""What was worked out: a request makes its example several times."""
_given_up: WeakKeyDictionary[ModuleType, dict[str, str]] = WeakKeyDictionary()
"""How the best attempt ended, for the targets that nothing was worked out for."""


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
            search = Search(request, init, call)
            known[key] = search.found()
        if known[key] is None and search.furthest is not None:
            _given_up.setdefault(request.module, {})[target.qualname] = search.furthest.text
    found = known[key]
    if found is not None:
        yield partial(request, *found, ORIGIN)


def how_far(request: Request) -> str | None:
    """The best attempt, where nothing was worked out: what was tried, and the error that it ended with."""
    return _given_up.get(request.module, {}).get(request.target.qualname)


def partial(request: Request, made_with: Arguments | None, called_with: Arguments, origin: str) -> Partial:
    """What was worked out, as every origin says it."""

    def make(arguments: Arguments) -> Callable[[], Made]:
        return lambda: materialized(request.module, arguments)

    return Partial(
        origin,
        call=make(called_with) if called_with.args or called_with.kwargs else None,
        init=None if made_with is None else make(made_with),
        call_text=str(called_with),
        init_text=None if made_with is None else str(made_with),
    )


def materialized(module: ModuleType, arguments: Arguments) -> Made:
    """The objects that arguments stand for."""
    return Materializer(Spec(arguments, None, str(arguments)), module).arguments(arguments)


@dataclass(frozen=True)
class Furthest:
    """An attempt that failed."""

    rank: tuple[bool, int]
    message: str
    made_with: Arguments
    called_with: Arguments | None

    @property
    def text(self) -> str:
        """What was tried, and the first line of the error."""
        init = [f"init({self.made_with})"] if self.made_with.args or self.made_with.kwargs else []
        tried = ", ".join([*init, *([] if self.called_with is None else [str(self.called_with)])])
        return f"{_shortened(tried, _SHOWN)} ends with {_shortened(self.message.splitlines()[0], _SHOWN)}"


def _shortened(text: str, most: int) -> str:
    return text if len(text) <= most else f"{text[: most - 3]}..."


class Search:
    """The search for one target."""

    def __init__(self, request: Request, init: Partial | None, call: Partial | None) -> None:
        self.request = request
        self.known_init = init
        self.known_call = call
        self.guesser = Guesser(request.module)
        self.budget = Budget(SECONDS, TRIES)
        self.furthest: Furthest | None = None
        self.twins: dict[int, Any] = {}
        """The same modules on the meta device, by the identity of the real ones, which live as long as the search."""

    def note(self, ran: Run, made_with: Arguments, called_with: Arguments | None) -> Run:
        """Remember the attempt that got furthest."""
        if ran.error is not None:
            rank = (called_with is not None, ran.done)
            if self.furthest is None or rank > self.furthest.rank:
                self.furthest = Furthest(rank, ran.message, made_with, called_with)
        return ran

    def found(self) -> tuple[Arguments | None, Arguments] | None:
        """The constructor's arguments, where they are worked out, and the call's."""
        owner = self.request.target.owner
        if owner is None:
            return self.without_constructor()
        if self.known_init is not None and self.known_init.init is not None:
            args, kwargs = self.known_init.init()
            run = attempt(lambda: owner(*args, **kwargs))
            called = None if run.error is not None else self.call_of(run.value, self.budget.part(TRIES))
            return None if called is None else (None, called)
        made: list[tuple[Arguments, Any]] = []
        for made_with, instance in itertools.islice(self.instances(owner), _CONSTRUCTORS):
            made.append((made_with, instance))
            called = self.of_instance(made_with, instance, _FIRST_TRIES)
            if called is not None:
                return made_with, called
        for made_with, instance in made:
            called = self.of_instance(made_with, instance, TRIES)
            if called is not None:
                return made_with, called
        return None

    def of_instance(self, made_with: Arguments, instance: Any, tries: int) -> Arguments | None:
        """Arguments for what is made, unless they are known."""
        if self.known_call is not None:
            return Arguments()
        return self.call_of(instance, self.budget.part(tries), made_with)

    def without_constructor(self) -> tuple[None, Arguments] | None:
        found = self.request.target.found
        if isinstance(found, torch.nn.Module):
            found = copy.deepcopy(found)
        called = self.call_of(found, self.budget.part(TRIES))
        return None if called is None else (None, called)

    def instances(self, owner: type) -> Iterator[tuple[Arguments, Any]]:
        """Ways to make the module, with the module made."""
        found, options = self.guesser.constructor(owner)
        takes_more = any(parameter.kind is parameter.VAR_KEYWORD for parameter in found.values())

        def run(state: dict[str, Value]) -> Run:
            made_with = bound(found, state)
            return self.note(self.constructed(owner, made_with), made_with, None)

        def neighbours(state: dict[str, Value], ran: Run) -> Iterator[dict[str, Value]]:
            if ran.error is not None:
                for key in sorted(state, key=lambda key: key not in ran.blamed):
                    yield from ({**state, key: value} for value in asked_for(ran, state[key]))
            if ran.error is not None:
                yield from self.with_settings(ran.message, state)
            if ran.error is not None and takes_more:
                yield from self.named_in(ran.message, state, found)
            yield from _next_options(options, state, ran)
            if ran.error is None:
                yield from _open_options(found, state)

        start = {key: values[0] for key, values in options.items()}
        alike = {
            key: next((value for value in values if value == Literal(4)), values[0]) for key, values in options.items()
        }
        search = BestFirst(self.budget.part(TRIES), run, neighbours)
        starts = [start, alike]
        smaller = configs.smaller({key: parameter for key, parameter in found.items() if key not in options})
        if smaller and self.is_heavy(owner, bound(found, start)):
            starts.insert(0, {**start, **smaller})
        for state, ran in search.successes(starts):
            yield bound(found, state), ran.value

    def with_settings(self, message: str, state: dict[str, Value]) -> Iterator[dict[str, Value]]:
        """With what an error names among the attributes of a configuration that are None."""
        for key, value in state.items():
            if not isinstance(value, Call):
                continue
            (plain,), _ = materialized(self.request.module, Arguments((value,)))
            open_ = {word for word, known in getattr(plain, "__dict__", {}).items() if known is None}
            for word in dict.fromkeys(re.findall(r"\w+", message)):
                if word in open_ and configs.looks_like_config(type(plain)):
                    kwargs = (*value.arguments.kwargs, (word, names.for_attribute(word)[0]))
                    yield {**state, key: replace(value, arguments=replace(value.arguments, kwargs=kwargs))}

    def named_in(
        self, message: str, state: dict[str, Value], found: dict[str, inspect.Parameter]
    ) -> Iterator[dict[str, Value]]:
        """With what else an error says is missing, for constructors that hand on `**kwargs`."""
        missing = [name for name in missing_names(message) if name not in state]
        for name in missing:
            found.setdefault(name, inspect.Parameter(name, inspect.Parameter.KEYWORD_ONLY))
        if missing:
            more = {name: (*names.for_constructor(name), *names.ANYTHING)[0] for name in missing}
            yield {**state, **more}

    def is_heavy(self, owner: type, arguments: Arguments) -> bool:
        """Whether the module, as its defaults make it, takes noticeable time."""
        with torch.device("meta"):
            tried = attempt(lambda: owner(*(made := materialized(self.request.module, arguments))[0], **made[1]))
        return tried.error is None and sum(p.numel() for p in tried.value.parameters()) > _HEAVY

    def constructed(self, owner: type, arguments: Arguments) -> Run:
        """Made on the meta device, then for real if it is not too large."""
        constructor = owner.__init__  # type: ignore[misc]

        def make() -> Any:
            args, kwargs = materialized(self.request.module, arguments)
            return owner(*args, **kwargs)

        def on_meta() -> Any:
            with torch.device("meta"):
                return make()

        tried = attempt(on_meta, constructor)
        if tried.error is None and large.is_large(tried.value):
            return tried
        torch.manual_seed(0)
        ran = attempt(make, constructor)
        if ran.error is None and tried.error is None:
            self.twins[id(ran.value)] = tried.value
        return ran

    def call_of(self, instance: Any, budget: Budget, made_with: Arguments = _NONE) -> Arguments | None:
        """Arguments with which the instance, its method or the function runs."""
        call = self.call(instance)
        call.note = lambda ran, called_with: self.note(ran, made_with, called_with)
        return call.found(budget)

    def call(self, instance: Any) -> _Call:
        """The search for the arguments of the instance, its method or the function."""
        method = self.request.target.method
        function = getattr(instance, method) if method else instance
        module = instance if isinstance(instance, torch.nn.Module) else None
        described = function.forward if isinstance(function, torch.nn.Module) else function
        call = _Call(self.request, function, described, module, self.guesser)
        twin = self.twins.get(id(instance))
        call.twin = getattr(twin, method) if twin is not None and method else twin
        return call


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
        self.module = module
        self.on_meta = large.on_meta(function)
        self.twin: Callable[..., Any] | None = None
        """The function on the meta device."""
        self.is_heavy = module is not None and large.parameters(module) > _HEAVY // 10
        self.watch: Callable[[Callable[[], Any]], Any] | None = None
        self.note: Callable[[Run, Arguments], Run] = lambda ran, _: ran
        self.is_module = module is not None
        self.width = layers.width(module)
        self.vocabulary = layers.vocabulary(module)
        self.layers = layers.tensors(module)
        self.documented = documented.shapes(self.plain, module, self.vocabulary)

    def found(
        self,
        budget: Budget,
        *,
        starts: list[dict[str, Value]] | None = None,
        watch: Callable[[Callable[[], Any]], Any] | None = None,
        accept: Callable[[Run], bool] | None = None,
    ) -> Arguments | None:
        """The first arguments that ran as `accept` wants; by default, a plain function must have called torch."""
        accept = accept or (lambda ran: self.is_module or ran.done > 0)
        self.watch = watch
        search = BestFirst(budget, self.run, self.neighbours)
        for state, ran in search.successes(list(self.starts()) if starts is None else starts):
            if accept(ran):
                return bound(self.parameters, state)
        return None

    def run(self, state: dict[str, Value]) -> Run:
        arguments = bound(self.parameters, state)
        return self.note(self.called(arguments), arguments)

    def called(self, arguments: Arguments) -> Run:
        """How a call with these arguments goes."""
        made = attempt(lambda: materialized(self.request.module, arguments))
        if made.error is not None:
            return Run(made.error, 0)
        twin = self.twin
        if twin is not None and self.watch is None and (self.is_heavy or large.elements(made.value) > _MANY):
            tried = large.tried(twin, made.value, self.plain)
            if tried.error is not None and large.is_telling(tried.error):
                return tried
        args, kwargs = large.to_meta(made.value) if self.on_meta else made.value
        torch.manual_seed(0)

        def call() -> Any:
            return self.function(*args, **kwargs)

        watch = self.watch
        return attempt(call if watch is None else lambda: watch(call), self.plain)

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
        if not options:
            for key in self.optional():
                given = {key: self.options(self.parameters[key])[0]}
                mask = self.mask_beside(given[key])
                if mask:
                    yield {**given, **mask}
                yield given
            yield {key: value for key, value in self.documented.items() if self.is_input(key)}
        if all(options.values()):
            yield {key: values[0] for key, values in options.items()}
            for same in self.layers if options else ():
                yield {key: same if isinstance(values[0], Tensor) else values[0] for key, values in options.items()}

    def mask_beside(self, value: Value) -> dict[str, Value]:
        """The mask that users pass with tokens: where the module takes one of the same shape, all of it set."""
        mask = self.documented.get("attention_mask")
        if mask is None or not isinstance(value, Tensor) or mask.dims != value.dims:
            return {}
        return {"attention_mask": Tensor("i64", mask.dims, 1, 2)}

    def optional(self) -> list[str]:
        """Parameters that are None by default and may be tensors: the module's `main_input_name` first."""
        main = getattr(self.module, "main_input_name", None)
        found = [
            key
            for key, parameter in self.parameters.items()
            if parameter.default is None and (key in self.documented or self.named(key))
        ]
        return sorted(found, key=lambda key: key != main)

    def is_input(self, key: str) -> bool:
        """Whether a documented parameter is one that users give to have an answer: labels ask for a loss."""
        return key in self.parameters and not key.endswith(("labels", "label_ids"))

    def named(self, key: str) -> tuple[Value, ...]:
        return names.for_call(key, self.width, self.vocabulary)

    def options(self, parameter: inspect.Parameter) -> tuple[Value, ...]:
        """What to try for one parameter."""
        named = self.named(parameter.name)
        documented = self.documented.get(parameter.name)
        if documented is not None:
            return (documented, *named, *self.layers)
        if parameter.annotation is not parameter.empty and parameter.annotation is not torch.Tensor:
            annotated = self.guesser.annotated(parameter.annotation, parameter.name, 0)
            if annotated and not any(isinstance(value, Tensor) for value in annotated):
                return annotated
            dtype = stated_dtype(parameter.annotation)
            if dtype is not None:
                tensors = [value for value in (*named, *self.layers) if isinstance(value, Tensor)]
                stated = [value for value in tensors if value.dtype == dtype]
                return (*stated, *(of_dtype(dtype, value.dims) for value in tensors if value.dtype != dtype))
        if (
            self.is_module
            or parameter.annotation is torch.Tensor
            or named
            or len(parameter.name) <= 2
            or _tensorish(parameter.name)
        ):
            return (*named, *self.layers)
        return ()

    def neighbours(self, state: dict[str, Value], ran: Run) -> Iterator[dict[str, Value]]:
        """Corrections: what the message asks for, at the parameters that the failing line reads first."""
        yield from self.with_missing(state, ran)
        first = [key for key in state if key in ran.blamed]
        keys = [*first, *(key for key in state if key not in first)]
        asked = [[{**state, key: value} for value in alternatives(ran.message, state[key])] for key in keys]
        for group in itertools.zip_longest(*asked):
            yield from (item for item in group if item is not None)
        for key in keys:
            for value in self.options(self.parameters[key]):
                if value != state[key]:
                    yield {**state, key: value}

    def with_missing(self, state: dict[str, Value], ran: Run) -> Iterator[dict[str, Value]]:
        """With one more parameter."""
        for key in self.missing(state, ran):
            for value in self.options(self.parameters[key])[:2]:
                yield {**state, key: value}

    def missing(self, state: dict[str, Value], ran: Run) -> list[str]:
        """Optional parameters to give too: those that the message names; where it speaks of None, those read there."""
        said = set(re.findall(r"\w+", ran.message))
        open_ = [key for key in self.parameters if key not in state and self.parameters[key].default is None]
        parts = [word for word in said if "_" in word]
        first = [key for key in open_ if key in said]
        first += [key for key in open_ if key not in said and any(key.endswith(f"_{part}") for part in parts)]
        none = "None" in ran.message
        return [*first, *(key for key in open_ if none and key in ran.blamed and key not in said)]


def _next_options(
    options: dict[str, tuple[Value, ...]], state: dict[str, Value], ran: Run
) -> Iterator[dict[str, Value]]:
    """The next value of each parameter, those first that the failing line reads; then the required ones alone."""
    for key in sorted(options, key=lambda key: key not in ran.blamed):
        values = options[key]
        place = values.index(state[key]) + 1 if state[key] in values else 0
        for value in values[place : place + (2 if key in ran.blamed else 1)]:
            yield {**state, key: value}
    if state.keys() - options.keys():
        yield {key: value for key, value in state.items() if key in options}


def _open_options(found: dict[str, inspect.Parameter], state: dict[str, Value]) -> Iterator[dict[str, Value]]:
    """With a value for what is None by default: a module may be made so that cannot be called without."""
    for key, parameter in found.items():
        if key not in state and parameter.default is None:
            yield from ({**state, key: value} for value in names.for_constructor(key)[:1])


def _tensorish(name: str) -> bool:
    return name.lower().startswith(
        ("input", "tensor", "tens", "feat", "logit", "pred", "data", "batch", "output", "weight")
    )

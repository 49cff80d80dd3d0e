"""Example inputs for a target: the origins in their order, the first that knows wins, and what was used is said."""

from __future__ import annotations

import inspect
import itertools
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import torch

from fullgraph_tracer.worker.errors import BadSpec, NoInputs, RaisedInUserCode, WorkerError
from fullgraph_tracer.worker.inputs import annotated, calls, comment, getters, large, pyproject, recorded, worked_out
from fullgraph_tracer.worker.inputs.materialize import describe
from fullgraph_tracer.worker.inputs.request import Made, Origin, Partial, Request, from_text
from fullgraph_tracer.worker.load import place_of, user_traceback

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

_MOST_PARTIALS = 32
ORIGINS: tuple[Origin, ...] = (comment.look, pyproject.look, recorded.look, annotated.look, getters.look, calls.look)


@dataclass(frozen=True)
class Example:
    """A call that can be traced: `function(*args, **kwargs)`."""

    function: Callable[..., Any]
    args: tuple[Any, ...]
    kwargs: dict[str, Any]
    origin: str
    spec: str
    on_meta: bool = False
    """Too large to be made for real: there are no numbers, and it is traced without."""


Choice = tuple[Partial | None, Partial | None]
"""Where the constructor's arguments come from, and where the call's."""


def find(request: Request, given: str | None) -> Example:
    """The example inputs for the target. `given` is a spec from the user, which goes before all origins."""
    return assembled(request, *choices(request, given)[0])


def choices(request: Request, given: str | None) -> list[Choice]:
    """Where the inputs come from: one choice, or each of the alternatives that were written at the same place."""
    partials = list(itertools.islice(_needed(request, _partials(request, given)), _MOST_PARTIALS))
    init = next((partial for partial in partials if partial.init), None)
    calls = [partial for partial in partials if partial.call]
    needs_init = request.target.owner is not None
    if not calls or (needs_init and init is None):
        for partial in worked_out.complete(request, init, calls[0] if calls else None):
            calls = calls or ([partial] if partial.call else [])
            init = init or (partial if partial.init else None)
    if not calls:
        return [(init, None)]
    alternatives = [call for call in calls if call is calls[0] or (call.written and call.origin == calls[0].origin)]
    return [(call if call.init else init, call) for call in alternatives]


def _needed(request: Request, partials: Iterator[Partial]) -> Iterator[Partial]:
    """The partials up to the one that makes the call complete, and those written at the same place."""
    init = request.target.owner is None
    call: Partial | None = None
    for partial in partials:
        if call is not None and init and not (partial.written and partial.origin == call.origin):
            return
        call = call or (partial if partial.call else None)
        init = init or partial.init is not None
        yield partial
        if call is not None and init and not call.written:
            return


def assembled(request: Request, init: Partial | None, call: Partial | None) -> Example:
    """The call, made with what the origins say."""
    function, init_spec = _function(request, init)
    args, kwargs = _arguments(request, function, call)
    used = (call, init if request.target.owner is not None else None)
    origin = " and ".join(dict.fromkeys(partial.origin for partial in used if partial)) or "no arguments needed"
    written = None if call is None else call.call_text
    spec = ", ".join(part for part in (init_spec, written or describe(args, kwargs)) if part)
    if large.on_meta(function):
        args, kwargs = large.to_meta((args, kwargs))
        return Example(function, args, kwargs, f"{origin}, on the meta device", spec, on_meta=True)
    return Example(function, args, kwargs, origin, spec)


def _partials(request: Request, given: str | None) -> Iterator[Partial]:
    if given is not None:
        yield from from_text(request, "given", given)
    for origin in ORIGINS:
        yield from origin(request)


def _function(request: Request, init: Partial | None) -> tuple[Callable[..., Any], str]:
    """What is called, made with the constructor's arguments where it needs making."""
    target = request.target
    if target.owner is None:
        function: Callable[..., Any] = target.found
        return function, ""
    args, kwargs = _made(init.init, f"the constructor's arguments ({init.origin})") if init and init.init else ((), {})
    constructor = target.owner.__name__
    _check_fits(request, target.owner, args, kwargs, f"the constructor of `{constructor}`", init)
    torch.manual_seed(0)
    owner = target.owner

    def make() -> Any:
        return owner(*args, **kwargs)

    is_module = issubclass(owner, torch.nn.Module)
    instance = _made((lambda: large.made(make)) if is_module else make, f"making `{constructor}`")
    written = None if init is None else init.init_text
    spec = f"init({written or describe(args, kwargs)})" if args or kwargs else ""
    return (getattr(instance, target.method) if target.method else instance), spec


def _arguments(request: Request, function: Callable[..., Any], call: Partial | None) -> Made:
    made: Made = _made(call.call, f"the arguments ({call.origin})") if call and call.call else ((), {})
    checked = function.forward if isinstance(function, torch.nn.Module) else function
    _check_fits(request, checked, *made, f"`{request.target.qualname}`", call)
    return made


def _made(make: Callable[[], Any], what: str) -> Any:
    try:
        return make()
    except WorkerError:
        raise
    except MemoryError:
        raise
    except Exception as error:
        message = f"{what} raises {type(error).__name__}: {error}"
        raise RaisedInUserCode(message, traceback=user_traceback(error), place=place_of(error)) from error


def _check_fits(
    request: Request,
    callable_: Callable[..., Any],
    args: tuple[Any, ...],
    kwargs: dict[str, Any],
    what: str,
    origin: Partial | None,
) -> None:
    """That the arguments bind to the signature, where there is one: the message names the parameter."""
    try:
        signature = inspect.signature(callable_)
    except (TypeError, ValueError):
        return
    try:
        signature.bind(*args, **kwargs)
    except TypeError as error:
        if origin is None and not args and not kwargs:
            required = [
                name
                for name, parameter in signature.parameters.items()
                if parameter.default is parameter.empty
                and parameter.kind not in {parameter.VAR_POSITIONAL, parameter.VAR_KEYWORD}
            ]
            names = ", ".join(f"`{name}`" for name in required)
            hint = "write `# fullgraph: ...` above the definition, or give --inputs"
            tried = worked_out.how_far(request)
            attempt = f". Of what was tried, {tried}" if tried else ""
            raise NoInputs(f"no example inputs for {what}: it needs {names}; {hint}{attempt}") from None
        where = "" if origin is None else f" ({origin.origin})"
        raise BadSpec(f"the input spec{where} does not fit {what}: {error}; its signature is `{signature}`") from None

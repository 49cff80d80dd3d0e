"""`get_inputs()` and `get_init_inputs()` in the file: the convention of KernelBench and of ParityBench.

They speak of the file's model: the class called `Model`, `ModelNew` or `Net`, else the last `nn.Module` defined.
`get_inputs()` returns the positional arguments; `get_init_inputs()` the constructor's, or `[args, kwargs]`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import torch

from fullgraph_tracer.worker.inputs.request import Made, Partial, Request

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

_NAMES = ("Model", "ModelNew", "Net")


def look(request: Request) -> Iterator[Partial]:
    """What the two functions return, if the target is the file's model."""
    get_inputs = getattr(request.module, "get_inputs", None)
    if not callable(get_inputs) or not _is_the_model(request):
        return
    get_init = getattr(request.module, "get_init_inputs", None)
    yield Partial(
        "get_inputs() in the file",
        call=lambda: _seeded(get_inputs),
        init=(lambda: _seeded(get_init)) if callable(get_init) else None,
    )


def _is_the_model(request: Request) -> bool:
    target = request.target
    if target.owner is None or not issubclass(target.owner, torch.nn.Module):
        return False
    own = [
        value
        for value in vars(request.module).values()
        if isinstance(value, type)
        and issubclass(value, torch.nn.Module)
        and value.__module__ == request.module.__name__
    ]
    for name in _NAMES:
        if getattr(request.module, name, None) in own:
            return target.owner is getattr(request.module, name)
    return bool(own) and target.owner is own[-1]


def _seeded(function: Callable[[], Any]) -> Made:
    torch.manual_seed(0)
    returned = function()
    if isinstance(returned, list | tuple):
        if len(returned) == 2 and isinstance(returned[0], list | tuple) and isinstance(returned[1], dict):
            return tuple(returned[0]), dict(returned[1])
        return tuple(returned), {}
    if isinstance(returned, dict):
        return (), dict(returned)
    return (returned,), {}

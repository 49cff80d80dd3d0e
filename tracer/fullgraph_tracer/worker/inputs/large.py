"""Modules that are too large to be made for real are made on the meta device, where parameters take no memory."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import torch
from torch.utils import _pytree as pytree

from fullgraph_tracer.worker.inputs.named import name_size, names_of
from fullgraph_tracer.worker.inputs.search import Run, attempt

if TYPE_CHECKING:
    from collections.abc import Callable

LARGEST = 100_000_000
"""Parameters of the largest module that is made for real: 400 megabytes."""


def made(make: Callable[[], Any]) -> Any:
    """What `make` makes: on the meta device if it can be made there and is too large for any other."""
    try:
        with torch.device("meta"):
            tried = make()
    except Exception:  # noqa: BLE001 - whatever a constructor raises there: it may need real numbers
        return make()
    return tried if is_large(tried) else make()


def is_large(module: Any) -> bool:
    """Whether a module is larger than what is made for real."""
    return isinstance(module, torch.nn.Module) and parameters(module) > LARGEST


def parameters(module: torch.nn.Module) -> int:
    """How many numbers a module is made of."""
    return sum(parameter.numel() for parameter in module.parameters())


def elements(made: Any) -> int:
    """How many numbers arguments hold."""
    return sum(leaf.numel() for leaf in pytree.tree_leaves(made) if isinstance(leaf, torch.Tensor))


def tried(function: Callable[..., Any], made: Any, blamable: Callable[..., Any]) -> Run:
    """A call with the arguments' shapes alone."""
    args, kwargs = to_meta(made)
    with torch.device("meta"):
        return attempt(lambda: function(*args, **kwargs), blamable)


def is_telling(error: BaseException) -> bool:
    """Whether an error on the meta device speaks of sizes, and does not come from there being no numbers."""
    message = str(error)
    other = "meta" in message or "type" in message or isinstance(error, NotImplementedError)
    return not other and any(map(str.isdigit, message))


def on_meta(function: Any) -> bool:
    """Whether what is called is a module on the meta device, or a method of one."""
    module = function if isinstance(function, torch.nn.Module) else getattr(function, "__self__", None)
    if not isinstance(module, torch.nn.Module):
        return False
    return any(parameter.is_meta for parameter in module.parameters())


def to_meta(made: Any) -> Any:
    """Arguments with all their tensors on the meta device; what marks their sizes as dynamic goes along."""

    def moved(tensor: torch.Tensor) -> torch.Tensor:
        other = tensor.to("meta")
        for index in getattr(tensor, "_dynamo_weak_dynamic_indices", ()):
            torch._dynamo.maybe_mark_dynamic(other, index)  # noqa: SLF001 - the name is public by use
        for index, name in names_of(tensor).items():
            name_size(other, index, name)
        return other

    return pytree.tree_map_only(torch.Tensor, moved, made)

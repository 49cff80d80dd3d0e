"""The names of dimensions that specs give, remembered for the tensors that are made of them."""

from __future__ import annotations

from typing import TYPE_CHECKING

import torch
import torch._dynamo
from torch.utils.weak import WeakIdKeyDictionary

if TYPE_CHECKING:
    from collections.abc import MutableMapping

_names: MutableMapping[torch.Tensor, dict[int, str]] = WeakIdKeyDictionary()


def name_size(tensor: torch.Tensor, dim: int, name: str) -> None:
    """The size of a dimension has a name: it varies from call to call, so the trace takes it for dynamic."""
    torch._dynamo.maybe_mark_dynamic(tensor, dim)  # noqa: SLF001 - the name is public by use
    _names.setdefault(tensor, {})[dim] = name


def names_of(tensor: torch.Tensor) -> dict[int, str]:
    """The names of a tensor's dimensions, by number."""
    return _names.get(tensor, {})

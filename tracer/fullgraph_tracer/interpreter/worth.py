"""Whether a frame is worth capturing: Dynamo leaves frames alone that have nothing of torch in them."""

from __future__ import annotations

from types import CodeType, ModuleType
from typing import Any

import numpy as np
import torch


def has_tensor_in_frame(code: CodeType, f_globals: dict[str, Any], f_locals: dict[str, Any]) -> bool:
    """Whether the code names a module of torch or numpy, or a local holds a tensor, module or array."""
    for name in code.co_names:
        value = f_globals.get(name)
        if isinstance(value, ModuleType) and (value is torch or value.__name__.startswith(("torch.", "numpy"))):
            return True
    seen: set[int] = set()
    return any(_has_tensor(value, seen) for value in f_locals.values())


def _has_tensor(value: object, seen: set[int]) -> bool:
    if id(value) in seen:
        return False
    seen.add(id(value))
    if isinstance(value, (torch.Tensor, torch.nn.Module, np.ndarray, np.generic)):
        return True
    if type(value) is type:
        return issubclass(value, torch.nn.Module)
    if type(value) in (list, tuple):
        return any(_has_tensor(item, seen) for item in value)  # type: ignore[attr-defined]  # list or tuple
    if type(value) is dict:
        return any(_has_tensor(item, seen) for item in list(value.values()))
    if isinstance(value, tuple) and hasattr(value, "_fields"):
        return any(_has_tensor(item, seen) for item in value)
    return False

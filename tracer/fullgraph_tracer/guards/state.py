"""The settings of the process that every captured graph relies on: Dynamo's GLOBAL_STATE guard."""

from __future__ import annotations

from typing import Any

import torch


def function_modes() -> list[Any]:
    """The modes that take over functions of torch in this thread, the innermost last."""
    depth = torch._C._len_torch_function_stack()  # noqa: SLF001 - what `torch.overrides` asks
    return [torch._C._get_function_stack_at(i) for i in range(depth)]  # noqa: SLF001 - the same


def global_state() -> tuple[Any, ...]:
    """All of them, to be compared with those of another time."""
    return (
        torch.is_grad_enabled(),
        torch.is_inference_mode_enabled(),
        torch.is_autocast_enabled("cpu"),
        torch.get_autocast_dtype("cpu"),
        torch.is_autocast_enabled("cuda"),
        torch.get_autocast_dtype("cuda"),
        torch.is_autocast_cache_enabled(),
        torch.are_deterministic_algorithms_enabled(),
        torch.is_deterministic_algorithms_warn_only_enabled(),
        torch.get_default_dtype(),
        torch.get_num_threads(),
        torch._C._is_torch_function_enabled(),  # noqa: SLF001 - torch has no public name for it
        *map(type, function_modes()),
    )

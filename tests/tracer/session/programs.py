"""Programs with assert statements: in a file of their own, since pytest rewrites those of test files."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import torch


def asserts_on_tensors(x: torch.Tensor) -> torch.Tensor:
    assert x.sum() > 0, "positive"
    assert (x >= 0).all()
    assert x.shape[0] == 4
    return x + 1


def fails(x: torch.Tensor) -> Any:
    y = x + 1
    try:
        assert x.shape[0] == 3, "three"
    except AssertionError as error:
        return y, str(error)
    return y


def formats(x: torch.Tensor) -> torch.Tensor:
    assert x.sum() > 0, f"{x.shape}"
    return x + 1


def _checked(x: torch.Tensor) -> torch.Tensor:
    assert x.max() < 10, "small"
    return x * 2


def asserts_in_a_callee(x: torch.Tensor) -> torch.Tensor:
    return _checked(x) + 1

"""Whether two results are the same value, told in words where they are not."""

from __future__ import annotations

import dataclasses
import math
from typing import Any

import numpy as np
import torch

TOLERANCE = 1e-4
_ATOMS = (str, bytes, int, bool, complex, type(None), torch.dtype, torch.device, torch.Size, type)


def difference(left: Any, right: Any, where: str = "result", depth: int = 0) -> str:
    """Empty when `left` equals `right` in structure and, within `TOLERANCE`, in numbers; else the first difference."""
    if left is right or depth > 12:
        return ""
    if isinstance(left, torch.Tensor) and isinstance(right, torch.Tensor):
        return _tensors(left, right, where)
    if type(left) is not type(right) and type(left).__qualname__ != type(right).__qualname__:
        return f"{where}: {type(left).__name__} and {type(right).__name__}"
    if isinstance(left, float):
        return (
            ""
            if math.isclose(left, right, rel_tol=1e-3, abs_tol=TOLERANCE) or left != left != right
            else f"{where}: {left} and {right}"
        )
    if isinstance(left, np.ndarray):
        return _tensors(torch.as_tensor(left), torch.as_tensor(right), where) if left.dtype != object else ""
    if isinstance(left, _ATOMS):
        return "" if left == right else f"{where}: {left!r:.60} and {right!r:.60}"
    return _containers(left, right, where, depth + 1)


def _tensors(left: torch.Tensor, right: torch.Tensor, where: str) -> str:
    if left.shape != right.shape or left.dtype != right.dtype:
        return f"{where}: {left.dtype}{list(left.shape)} and {right.dtype}{list(right.shape)}"
    if left.layout == right.layout == torch.jagged:
        left, right = left.values(), right.values()  # type: ignore[no-untyped-call]
    if left.layout != torch.strided or right.layout != torch.strided:
        left, right = left.to_dense(), right.to_dense()
    left, right = left.detach(), right.detach()
    if left.is_quantized:
        left, right = left.dequantize(), right.dequantize()
    if not (left.is_floating_point() or left.is_complex()):
        return "" if torch.equal(left, right) else f"{where}: different {left.dtype} values"
    if torch.allclose(left, right, atol=TOLERANCE, rtol=1e-3, equal_nan=True):
        return ""
    worst = (left - right).abs().nan_to_num().max().item()
    return f"{where}: off by {worst:.3g}"


def _containers(left: Any, right: Any, where: str, depth: int) -> str:
    if isinstance(left, dict):
        if list(left) != list(right):
            return f"{where}: keys {list(left)!r:.60} and {list(right)!r:.60}"
        pairs = [(f"{where}[{k!r}]", left[k], right[k]) for k in left]
    elif isinstance(left, list | tuple):
        if len(left) != len(right):
            return f"{where}: lengths {len(left)} and {len(right)}"
        pairs = [(f"{where}[{i}]", a, b) for i, (a, b) in enumerate(zip(left, right, strict=True))]
    elif isinstance(left, set | frozenset):
        return "" if left == right else f"{where}: different sets"
    elif dataclasses.is_dataclass(left) and not isinstance(left, type):
        names = [f.name for f in dataclasses.fields(left)]
        pairs = [(f"{where}.{n}", getattr(left, n, None), getattr(right, n, None)) for n in names]
    elif hasattr(left, "__dict__") and not callable(left):
        pairs = [(f"{where}.{n}", v, vars(right).get(n)) for n, v in vars(left).items()]
    else:
        return ""
    return next((d for n, a, b in pairs if (d := difference(a, b, n, depth))), "")


def snapshot(value: Any) -> Any:
    """A copy of every tensor reachable through containers and modules, to see later whether a run changed any."""
    if isinstance(value, torch.nn.Module):
        return {
            k: v.detach().clone() for k, v in value.state_dict(keep_vars=True).items() if isinstance(v, torch.Tensor)
        }
    if isinstance(value, torch.Tensor):
        return value.detach().clone()
    if isinstance(value, dict):
        return {k: snapshot(v) for k, v in value.items()}
    if isinstance(value, list | tuple):
        return [snapshot(v) for v in value]
    return None

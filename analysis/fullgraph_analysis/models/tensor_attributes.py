"""Attributes of tensors."""

from __future__ import annotations

from typing import TYPE_CHECKING

from fullgraph_analysis.eval.values import NONE, UNKNOWN, Const, External, Method, Opaque, Scalar, Tensor, Value
from fullgraph_analysis.models.facts import FACTS
from fullgraph_analysis.models.shapes import sizes

if TYPE_CHECKING:
    from collections.abc import Callable

_FLAGS = {
    "is_cuda": None,
    "is_sparse": False,
    "is_quantized": False,
    "is_mps": None,
    "is_xla": None,
    "is_nested": False,
}


def tensor_attribute(owner: Tensor, name: str) -> Value:
    """`tensor.name`; methods come back as a bound `Method`."""
    special = _SPECIAL.get(name)
    if special is not None:
        return special(owner)
    if name in _FLAGS:
        return Scalar("bool") if _FLAGS[name] is None else Const(_FLAGS[name])
    entry = FACTS.method(name)
    if owner.cls == "ndarray":
        return Method(owner, name)
    if entry is None:
        return Method(owner, name) if name.startswith("__") else UNKNOWN
    if entry["kind"] == "method":
        return Method(owner, name)
    if entry.get("result") == "python bool":
        return Scalar("bool")
    return Scalar("int") if entry.get("result") == "python int" else UNKNOWN


def _same(owner: Tensor) -> Value:
    return Tensor(owner.dtype, owner.shape, "ndarray" if owner.cls == "ndarray" else "tensor", owner.sure)


def _turned(owner: Tensor) -> Value:
    shape = None if owner.shape is None else tuple(reversed(owner.shape))
    return Tensor(owner.dtype, shape, "ndarray" if owner.cls == "ndarray" else "tensor", owner.sure)


def _swapped(owner: Tensor) -> Value:
    shape = owner.shape
    if shape is not None and len(shape) >= 2:
        shape = (*shape[:-2], shape[-1], shape[-2])
    return Tensor(owner.dtype, shape, "tensor", owner.sure)


def _dtype(owner: Tensor) -> Value:
    if owner.dtype is None:
        return Opaque("torch.dtype")
    return External(f"{'numpy' if owner.cls == 'ndarray' else 'torch'}.{owner.dtype}")


def _rank(owner: Tensor) -> Value:
    return Scalar("int") if owner.shape is None else Const(len(owner.shape))


def _requires_grad(owner: Tensor) -> Value:
    return Scalar("bool") if owner.grad is None else Const(owner.grad)


def _grad(owner: Tensor) -> Value:
    return UNKNOWN if owner.source else NONE


_SPECIAL: dict[str, Callable[[Tensor], Value]] = {
    "shape": lambda owner: sizes(owner.shape),
    "dtype": _dtype,
    "device": lambda owner: Opaque("torch.device"),
    "data": _same,
    "real": _same,
    "imag": _same,
    "T": _turned,
    "mT": _swapped,
    "mH": _swapped,
    "H": _turned,
    "ndim": _rank,
    "grad": _grad,
    "grad_fn": lambda owner: UNKNOWN,
    "is_leaf": lambda owner: Scalar("bool"),
    "requires_grad": _requires_grad,
    "layout": lambda owner: Opaque("torch.layout"),
    "size": lambda owner: Scalar("int") if owner.cls == "ndarray" else Method(owner, "size"),
}

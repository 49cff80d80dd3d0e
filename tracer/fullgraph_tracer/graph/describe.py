"""Tensors in few characters, in jaxtyping's short names: `f32[4, 8]`."""

from __future__ import annotations

import torch

_SHORT = {
    torch.float64: "f64",
    torch.float32: "f32",
    torch.float16: "f16",
    torch.bfloat16: "bf16",
    torch.int64: "i64",
    torch.int32: "i32",
    torch.int16: "i16",
    torch.int8: "i8",
    torch.uint8: "u8",
    torch.uint16: "u16",
    torch.uint32: "u32",
    torch.uint64: "u64",
    torch.bool: "bool",
    torch.complex64: "c64",
    torch.complex128: "c128",
}


def dtype_name(dtype: torch.dtype) -> str:
    """`f32` for torch.float32; torch's own name for the rarer ones."""
    return _SHORT.get(dtype) or str(dtype).removeprefix("torch.")


def describe_tensor(tensor: torch.Tensor) -> str:
    """Dtype and shape; a symbolic size shows as its expression."""
    return f"{dtype_name(tensor.dtype)}[{', '.join(str(n) for n in tensor.shape)}]"

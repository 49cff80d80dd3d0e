"""Shapes that a docstring states: `` x (`torch.LongTensor` of shape `(batch_size, sequence_length)`) ``.

The names of dimensions are looked up among the module's own numbers (its configuration's attributes, its own), so that
`num_channels` and `image_size` are what the module was made with.
"""

from __future__ import annotations

import inspect
import re
from typing import TYPE_CHECKING, Any

from fullgraph_tracer.worker.inputs import names
from fullgraph_tracer.worker.inputs.configs import attribute
from fullgraph_tracer.worker.inputs.spec import Tensor

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    import torch

_ENTRY = re.compile(
    r"^[ \t]*(?P<name>\w+)\s*\(\s*`?(?:torch\.)?(?P<type>\w*)Tensor`?[^\n]*?(?:of )?shape:?\s*`{0,2}[(\[]"
    r"(?P<dims>[^)\]\n]*)[)\]]",
    re.MULTILINE,
)
_NUMPY = re.compile(
    r"^[ \t]*(?P<name>\w+)\s*(?:\([^)\n]*\))?\s*:[^\n(\[]*?`{0,2}[(\[](?P<dims>\w+(?:\s*[,x]\s*\w+)+)[)\]]",
    re.MULTILINE,
)
_DTYPES = {"Long": "i64", "Int": "i64", "Bool": "bool", "Float": "f32", "Half": "f32", "Double": "f64"}
_BATCH = re.compile(r"(\w*_)?batch(_?size)?|b|bs|n|bsz")
_LENGTH = re.compile(r"(\w*_)?(seq(uence)?|tokens?)?_?len(gth)?|t|l|s|num_frames|time(_?steps)?")
_CHANNELS = re.compile(r"(num_)?(image_|in_)?channels?|c(_?in)?")
_SIDES = re.compile(r"(image_)?(height|width|size)|h|w|h_?in|w_?in")
_MOST = 2048


def shapes(function: Callable[..., Any], module: torch.nn.Module | None, vocabulary: int) -> dict[str, Tensor]:
    """The tensors that the docstrings of the function and of its class state, by parameter."""
    found: dict[str, Tensor] = {}
    for text in _texts(function, module):
        for pattern in (_ENTRY, _NUMPY):
            for match in pattern.finditer(text):
                groups = match.groupdict()
                dims = tuple(_size(part, module) for part in re.split(r"[,x]", groups["dims"]) if part.strip())
                if dims and groups["name"] not in found:
                    found[groups["name"]] = _tensor(groups["name"], groups.get("type") or "", dims, vocabulary)
    return found


def _texts(function: Callable[..., Any], module: torch.nn.Module | None) -> Iterator[str]:
    yield inspect.getdoc(function) or ""
    if module is not None:
        yield type(module).__doc__ or ""


def _tensor(name: str, kind: str, dims: tuple[int, ...], vocabulary: int) -> Tensor:
    """The dtype that is stated, else the one that goes with the name; indices are drawn from what the name allows."""
    by_name = next((value for value in names.for_call(name, 1, vocabulary) if isinstance(value, Tensor)), None)
    dtype = _DTYPES.get(kind) or ("f32" if by_name is None else by_name.dtype)
    drawn = by_name is not None and by_name.dtype == dtype
    return Tensor(dtype, dims, by_name.low, by_name.high) if by_name is not None and drawn else Tensor(dtype, dims)


def _size(text: str, module: torch.nn.Module | None) -> int:
    name = text.strip().strip("`*'\" ").removeprefix("config.").removeprefix("self.")
    if name.isdigit():
        return min(int(name), _MOST)
    lowered = name.lower()
    if _BATCH.fullmatch(lowered):
        return names.BATCH
    if _LENGTH.fullmatch(lowered):
        return names.LENGTH
    known = number(module, name)
    if known is not None:
        return known
    if _SIDES.fullmatch(lowered):
        return number(module, "image_size") or 2 * names.SIDE
    if _CHANNELS.fullmatch(lowered):
        return number(module, "num_channels") or number(module, "in_channels") or 3
    return names.WIDTH if re.search(r"hidden|dim|embed|feature|d_model", lowered) else names.CHANNELS


def number(module: torch.nn.Module | None, name: str) -> int | None:
    """A number of that name among the module's attributes, its configuration's, and those of configurations in it."""
    if module is None:
        return None
    config = getattr(module, "config", None)
    inner = [value for key, value in getattr(config, "__dict__", {}).items() if key.endswith("_config")]
    for place in (config, *inner, module):
        value = attribute(place, name)
        if isinstance(value, list | tuple) and value and type(value[0]) is int:
            value = value[0]
        if type(value) is int and 0 < value <= _MOST:
            return value
    return None

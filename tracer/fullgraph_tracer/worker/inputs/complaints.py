"""What an error says about the arguments that caused it: which tensors to try instead, the likeliest first.

torch's messages name sizes, ranks and dtypes. A size that occurs in an argument and stands beside another one in the
message is exchanged for it; a rank that is asked for is made; a dtype that is asked for is given.
"""

from __future__ import annotations

import math
import re
from dataclasses import replace
from typing import TYPE_CHECKING

from fullgraph_tracer.worker.inputs import names
from fullgraph_tracer.worker.inputs.names import literal, tensor
from fullgraph_tracer.worker.inputs.spec import Call, Literal, Mapping, Name, Sequence, Tensor, Value

if TYPE_CHECKING:
    from collections.abc import Iterator

    from fullgraph_tracer.worker.inputs.search import Run

_MOST = 4096
"""No size larger than this is tried."""
_MOST_ELEMENTS = 8_000_000
"""No tensor is made larger than this because something is too small."""
_SIDES = (28, 32, 64, 84, 96, 128, 224, 8, 4)
"""Sides of square pictures that flattening networks are made for."""

_PAIRS: tuple[tuple[re.Pattern[str], int, int], ...] = tuple(
    (re.compile(pattern), wrong, right)
    for pattern, wrong, right in (
        (r"cannot be multiplied \(\d+x(\d+) and (\d+)x\d+\)", 1, 2),
        (r"same reduction dim, but got \[\d+, (\d+)\] X \[(\d+), \d+\]", 1, 2),
        (r"to have (\d+) channels, but got (\d+) channels", 2, 1),
        (r"expected input with shape \[.*?(\d+)\], but got input of size\s*\[.*?(\d+)\]", 2, 1),
        (r"contain (\d+) elements not (\d+)", 1, 2),
        (r"Expected (\d+),? (?:but )?got (\d+)", 2, 1),
        (r"input_size\D+(\d+)\D+(\d+)", 2, 1),
        (r"embedding dimension of (\d+), but got (\d+)", 2, 1),
        (r"Expected size (\d+) but got size (\d+)", 2, 1),
        (r"tensor a \((\d+)\) must match the size of tensor b \((\d+)\)", 1, 2),
        (r"tensor a \((\d+)\) must match the size of tensor b \((\d+)\)", 2, 1),
    )
)
"""Messages that say which size is wrong, and which is right: the numbers of the groups."""

_RANKS = (
    re.compile(r"expected (\d)D(?: \(unbatched\))? or (\d)D", re.IGNORECASE),
    re.compile(r"expected (\d)D", re.IGNORECASE),
    re.compile(r"not enough values to unpack \(expected (?:at least )?(\d), got \d\)"),
    re.compile(r"too many values to unpack \(expected (\d)"),
    re.compile(r"input\.?(?:dim|size)?\D*?(\d)-?D", re.IGNORECASE),
    re.compile(r"(?:must be|should be|expects?|expected)\D*(\d)(?:-| )?d", re.IGNORECASE),
    re.compile(r"got (\d) and \d"),
    re.compile(r"got \d and (\d)"),
    re.compile(r"a tensor with (\d) dim"),
    re.compile(r"expected (\d) to (\d) dimensions", re.IGNORECASE),
    re.compile(r"subscripts in the equation \((\d)\)"),
)
_LONG = re.compile(
    r"scalar types?:? ?Long|expected (?:object of )?scalar type Long|Long, Int|must be long|must be .*integer|"
    r"one_hot|int64"
)
_FLOAT = re.compile(
    r"(?:got|found|but) (?:input of type )?(?:dtype )?'?(?:torch\.)?(?:Long|Int|Bool)|"
    r"not implemented for '(?:Long|Bool|Int)'|floating|"
    r"expected m1 and m2|must have the same dtype|type Float|should be the same|Long did not match"
)
_BOOL = re.compile(r"(?:Bool|boolean|BoolTensor)")
_PRODUCTS = re.compile(
    r"cannot be multiplied \(\d+x(\d+) and (\d+)x\d+\)|same reduction dim, but got \[\d+, (\d+)\] X \[(\d+), \d+\]"
)
"""The second is what the meta device says."""
_NO_SEQUENCE = re.compile(
    r"has no len\(\)|object is not (?:iterable|subscriptable)|cannot unpack non-iterable|list of|"
    r"(?:not enough|too many) values to unpack|list index out of range|tuple index out of range"
)
_LENGTHS = (
    re.compile(r"(?:list|tuple|sequence) of (\d+)"),
    re.compile(r"values to unpack \(expected (?:at least )?(\d+)"),
)
_CHOICES = re.compile(r"(?:not in|one of|choose from|expected|supported)\W*?[\[({]([^\])}]*)[\])}]")
_USUAL_LENGTHS = (4, 3, 2, 5)
_TOO_FEW = re.compile(
    r"Dimension out of range \(expected to be in range of \[-(\d), \d\], but got (-?\d)\)|"
    r"index (\d) is out of bounds|too many indices for tensor of dimension (\d)|"
    r"(?:list|tuple) index out of range|specified dims|permute\("
)
_TOO_SMALL = re.compile(
    r"Kernel size can't be greater|Output size is too small|too small|"
    r"less than the corresponding input dimension|more than 1 value per channel|stack expects|non-zero|"
    r"Padding size|max\(\)|zero|has to be smaller|(?:must|should) be (?:larger|greater)|too short|at least"
)


def missing_names(message: str) -> list[str]:
    """The arguments, attributes or keys that an error says are missing."""
    if re.search(r"missing \d+ required", message):
        return re.findall(r"'(\w+)'", message)
    match = re.search(r"KeyError: '(\w+)'|has no attribute '(\w+)'", message)
    return [match[1] or match[2]] if match else []


def asked_for(ran: Run, value: Value) -> Iterator[Value]:
    """Values to try in the place of `value` in a call of a constructor that failed."""
    message = ran.message
    if isinstance(value, Literal | Sequence) and _NO_SEQUENCE.search(message):
        length = next((int(match[1]) for pattern in _LENGTHS if (match := pattern.search(message))), None)
        item = value if isinstance(value, Literal) else value.items[0]
        yield from (Sequence(list, (item,) * count) for count in ([length] if length else _USUAL_LENGTHS))
    if isinstance(value, Literal | Call | Name) and (match := _CHOICES.search(message)):
        yield from map(Literal, re.findall(r"['\"]([^'\"]+)['\"]", match[1]))
    if isinstance(value, Call) and value.function.dotted == "types.SimpleNamespace":
        yield from _namespaces(ran, value)
    if isinstance(value, Mapping) and "KeyError" in message:
        more = tuple((literal(key), names.for_attribute(key)[0]) for key in missing_names(message))
        yield Mapping((*value.items, *more))


def _namespaces(ran: Run, value: Call) -> Iterator[Value]:
    """With an attribute that is missing, and with other values for what the failing lines read."""
    known = dict(value.arguments.kwargs)
    missing = [key for key in missing_names(ran.message) if key not in known]
    if missing:
        more = {key: names.for_attribute(key)[0] for key in missing}
        yield names.call("types.SimpleNamespace", **known, **more)
        return
    read = ran.read()
    for key in [key for key in known if key in read]:
        for other in names.for_attribute(key):
            if other != known[key]:
                yield names.call("types.SimpleNamespace", **{**known, key: other})


def alternatives(message: str, value: Value) -> Iterator[Value]:
    """Values to try in the place of `value`, given that a call with it failed with this message."""
    if isinstance(value, Tensor):
        yield from _tensors(message, value)
    elif isinstance(value, Literal) and value.value is None:
        yield from (tensor("f32", 4, 4, 4, 4), tensor("f32", 2, 8, 16))
    elif isinstance(value, Sequence):
        for index, item in enumerate(value.items):
            for other in alternatives(message, item):
                yield replace(value, items=(*value.items[:index], other, *value.items[index + 1 :]))


def _tensors(message: str, value: Tensor) -> Iterator[Value]:  # noqa: C901 - one step for each complaint
    yield from _dtypes(message, value)
    if "between 0 and 1" in message and value.high is None:
        yield replace(value, low=0, high=1)
    for pattern, wrong, right in _PAIRS:
        if match := pattern.search(message):
            yield from _exchanged(value, int(match[wrong]), int(match[right]))
    for pattern in _RANKS:
        if match := pattern.search(message):
            for text in reversed(match.groups()):
                yield from _ranked(value, int(text))
    if _TOO_FEW.search(message):
        yield from _ranked(value, len(value.dims) + 1)
        yield from _ranked(value, len(value.dims) + 2)
        yield from _ranked(value, len(value.dims) - 1)
    if _TOO_SMALL.search(message):
        yield from _grown(value)
    if len(value.dims) > 2 and re.search(r"cannot be multiplied|is invalid for input|too small|greater than", message):
        for side in _SIDES:
            yield replace(value, dims=(*value.dims[:2], *(side,) * (len(value.dims) - 2)))
    if match := _PRODUCTS.search(message):
        yield from _flattened(value, int(match[1] or match[3]), int(match[2] or match[4]))
    if "cannot be multiplied" in message and (match := re.search(r"and (\d+)x", message)):
        yield replace(value, dims=(*value.dims[:-1], int(match[1])))
    yield from _any_pair(message, value)
    yield from _containers(message, value)


def _dtypes(message: str, value: Tensor) -> Iterator[Tensor]:
    if value.dtype.startswith("i") and re.search(r"out of (?:range|bounds)|smaller than num_classes", message):
        for high in (4, 2, 1):
            if value.high is None or high < value.high:
                yield replace(value, low=0, high=high)
    if value.dtype != "i64" and _LONG.search(message):
        yield tensor("i64", *map(int, value.dims), high=4)
    if value.dtype != "f32" and _FLOAT.search(message):
        yield Tensor("f32", value.dims)
    if value.dtype != "bool" and _BOOL.search(message):
        yield Tensor("bool", value.dims)


def _exchanged(value: Tensor, wrong: int, right: int) -> Iterator[Tensor]:
    """The last dimension of the wrong size first."""
    if not 0 < right <= _MOST or wrong == right:
        return
    for index in reversed(range(len(value.dims))):
        if value.dims[index] == wrong:
            yield replace(value, dims=(*value.dims[:index], right, *value.dims[index + 1 :]))


def _flattened(value: Tensor, size: int, wanted: int) -> Iterator[Tensor]:
    """Sizes whose product, with what the layers make of it, is what a flattened input must have."""
    for index in reversed(range(1, len(value.dims))):
        rest, remainder = divmod(size, int(value.dims[index]))
        if rest and not remainder and wanted % rest == 0 and 0 < wanted // rest <= _MOST:
            yield replace(value, dims=(*value.dims[:index], wanted // rest, *value.dims[index + 1 :]))
    if len(value.dims) > 3:
        side = round(int(value.dims[-1]) * math.sqrt(wanted / size)) if size else 0
        if 0 < side <= _MOST:
            yield replace(value, dims=(*value.dims[:-2], side, side))


def _grown(value: Tensor) -> Iterator[Tensor]:
    """Four times as large in all dimensions but batch and channels; in the last one at least."""
    first = min(2, len(value.dims) - 1)
    dims = [int(dim) if index < first else 4 * int(dim) for index, dim in enumerate(value.dims)]
    if math.prod(dims) <= _MOST_ELEMENTS:
        yield replace(value, dims=tuple(dims))


def _ranked(value: Tensor, rank: int) -> Iterator[Tensor]:
    """The channel dimension is kept second, and the features last."""
    dims = value.dims
    if not 0 < rank <= 6 or rank == len(dims):
        return
    if rank < len(dims):
        yield replace(value, dims=dims[:rank])
        yield replace(value, dims=dims[len(dims) - rank :])
    else:
        missing = rank - len(dims)
        last = dims[-1] if dims else 4
        yield replace(value, dims=(*dims, *(last,) * missing))
        yield replace(value, dims=(*((2,) * missing), *dims))
        if rank == 4:
            yield replace(value, dims=(2, dims[-1] if dims else 4, 16, 16))


def _any_pair(message: str, value: Tensor) -> Iterator[Tensor]:
    """Every two sizes that the message names, one of which the tensor has."""
    sizes = list(dict.fromkeys(int(text) for text in re.findall(r"(?<![\w.])\d+(?!\w|\.\d)", message)))
    for wrong in sizes[:6]:
        for right in sizes[:6]:
            if right > 1 or wrong == 1:
                yield from _exchanged(value, wrong, right)


def _containers(message: str, value: Tensor) -> Iterator[Value]:
    if re.search(r"'Tensor' object has no attribute '(keys|items|values|get)'", message):
        yield Mapping(((literal("x"), value),))
    if re.search(r"TypeError|unpack|'Tensor' object|must be tuple|sequence|list", message):
        yield Sequence(list, (value, value))
        yield literal(4)
    if re.search(
        r"only (integer|one element) tensors|cannot be interpreted|must be tuple of ints|Boolean value", message
    ):
        yield literal(4)
        yield literal(False)

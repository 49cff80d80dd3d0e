"""Calls that differ in sizes alone become one spec: sizes that vary get names, and those that vary alike share one.

The sizes that it shows are the largest, whatever came first: a last batch may have one row, which torch takes for a
constant.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from fullgraph_tracer.worker.inputs.spec import Arguments, Call, Mapping, Sequence, Spec, Tensor, Value

if TYPE_CHECKING:
    from collections.abc import Callable

_ALTERNATIVES = 4
"""How many specs are kept for one function: those that were seen first."""


def merged(calls: list[tuple[Arguments | None, Arguments]]) -> list[str]:
    """The specs of one function's calls, given with how its object was made."""
    groups: dict[str, list[tuple[Arguments | None, Arguments]]] = {}
    for init, call in calls:
        skeleton = str(_spec(init, _with_dims(call, lambda _: 0)))
        groups.setdefault(skeleton, []).append((init, call))
    return [_one(group) for group in list(groups.values())[:_ALTERNATIVES]]


def _one(group: list[tuple[Arguments | None, Arguments]]) -> str:
    init, first = max(group, key=lambda made_and_called: _dims(made_and_called[1]))
    seen = [_dims(call) for _, call in group]
    columns = list(zip(*seen, strict=True))
    names: dict[tuple[int, ...], str] = {}
    for place, column in enumerate(columns):
        if len(set(column)) > 1:
            names.setdefault(column, "batch" if not place else f"n{len(names) or ''}")
    places = iter(columns)

    def named(size: int) -> int | str:
        column = next(places)
        return f"{names[column]}={size}" if column in names else size

    return str(_spec(init, _with_dims(first, named)))


def _spec(init: Arguments | None, call: Arguments) -> Spec:
    return Spec(call, init, "")


def _dims(call: Arguments) -> list[int]:
    sizes: list[int] = []

    def note(size: int) -> int:
        sizes.append(size)
        return size

    _with_dims(call, note)
    return sizes


def _with_dims(call: Arguments, change: Callable[[int], int | str]) -> Arguments:
    """The call with every size of its tensors changed, in order."""
    args = tuple(_changed(value, change) for value in call.args)
    return Arguments(args, tuple((name, _changed(value, change)) for name, value in call.kwargs))


def _changed(value: Value, change: Callable[[int], int | str]) -> Value:
    match value:
        case Tensor():
            return replace(value, dims=tuple(change(int(size)) for size in value.dims))
        case Sequence():
            return replace(value, items=tuple(_changed(item, change) for item in value.items))
        case Mapping():
            return replace(value, items=tuple((key, _changed(item, change)) for key, item in value.items))
        case Call():
            return replace(value, arguments=_with_dims(value.arguments, change))
        case _:
            return value

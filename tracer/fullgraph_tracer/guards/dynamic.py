"""Automatic dynamic shapes: what the frames of one code were captured with, so that what differs becomes a symbol.

The first capture takes sizes and numbers as constants. Where a later one of the same code finds another value at the
same place, that size (or number) is a symbol from then on.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

from fullgraph_tracer.sources import DictItemSource, ItemSource
from fullgraph_tracer.sources.source import Derived

if TYPE_CHECKING:
    import torch

    from fullgraph_tracer.sources import Source


class _Varies:
    """The mark of a size or number that was seen to differ."""

    def __repr__(self) -> str:
        return "varies"


VARIES: Final = _Varies()

Atom = int | float | _Varies
Sizes = tuple[Atom, ...] | _Varies


def _merge(known: Sizes, seen: Sizes) -> Sizes:
    if isinstance(known, _Varies) or isinstance(seen, _Varies) or len(known) != len(seen):
        return VARIES
    return tuple(old if _same(old, new) else VARIES for old, new in zip(known, seen, strict=True))


def _same(old: Atom, new: Atom) -> bool:
    return old is new or (old is not VARIES and new is not VARIES and old == new)


@dataclass(slots=True)
class Place:
    """What was seen at one source, over all captures."""

    sizes: Sizes
    number: Atom

    def see(self, other: Place) -> None:
        """Note what another capture finds."""
        self.sizes = _merge(self.sizes, other.sizes)
        if not _same(self.number, other.number):
            self.number = VARIES

    def size_varies(self, dim: int) -> bool:
        """Whether the size of a dimension differed."""
        return isinstance(self.sizes, _Varies) or isinstance(self.sizes[dim], _Varies)


@dataclass(slots=True)
class DynamicMemory:
    """What the captures of one code saw, by source."""

    places: dict[Source, Place] = field(default_factory=dict)

    def _see(self, source: Source, place: Place) -> Place:
        known = self.places.setdefault(source, place)
        if known is not place:
            known.see(place)
        return known

    def number_varies(self, source: Source, value: float) -> bool:
        """Note a number; whether it has been another one before."""
        return isinstance(self._see(source, Place(VARIES, value)).number, _Varies)

    def varying_dims(self, source: Source, tensor: torch.Tensor) -> set[int]:
        """Note a tensor; which of its sizes have been others before."""
        place = self._see(source, Place(tuple(tensor.shape), VARIES))
        return {dim for dim in range(tensor.dim()) if place.size_varies(dim)}


def belongs_to_module(source: Source) -> bool:
    """Whether a source leads to a module's parameter or buffer: their sizes are constants."""
    link: Source = source
    while isinstance(link, Derived):
        if isinstance(link, ItemSource):
            base = link.base
            if isinstance(base, DictItemSource) and base.attr in ("_parameters", "_buffers"):
                return True
        link = link.base
    return False

"""The kinds: what every value is tracked as while tracing.

One `Kind` for each class of variable that a user can meet, under the family in which it stands. Names are those of
torch's own tracer where it has one, so that a reader of its logs is at home; `releases` maps the rest.
"""

from __future__ import annotations

from types import MappingProxyType
from typing import TYPE_CHECKING

from fullgraph_vocab.kinds import callables, containers, contexts, objects, tensors, values
from fullgraph_vocab.kinds.kind import Kind
from fullgraph_vocab.kinds.releases import MERGED, RELEASES, agrees, canonical, release_name

if TYPE_CHECKING:
    from collections.abc import Mapping

__all__ = ["FAMILIES", "KINDS", "MERGED", "RELEASES", "Kind", "agrees", "canonical", "kind", "release_name"]

_ALL: tuple[Kind, ...] = (
    *values.BASE,
    *values.BUILTIN,
    *values.CONSTANT,
    *contexts.CTX_MANAGER,
    *containers.DICTS,
    *tensors.DISTRIBUTED,
    *callables.FUNCTIONS,
    *tensors.HIGHER_ORDER_OPS,
    *containers.ITER,
    *values.LAZY,
    *containers.LISTS,
    *values.MISC,
    *objects.NN_MODULE,
    *objects.OPTIMIZER,
    *objects.SCRIPT_OBJECT,
    *tensors.SDPA,
    *contexts.STREAMS,
    *tensors.TENSOR,
    *tensors.TORCH,
    *tensors.TORCH_FUNCTION,
    *objects.USER_DEFINED,
)

KINDS: Mapping[str, Kind] = MappingProxyType({made.name: made for made in _ALL})
if len(KINDS) != len(_ALL):
    raise ValueError("two kinds have one name")

FAMILIES: Mapping[str, tuple[Kind, ...]] = MappingProxyType(
    {family: tuple(made for made in _ALL if made.family == family) for family in dict.fromkeys(k.family for k in _ALL)}
)


def kind(name: str) -> Kind:
    """The kind of that name; `KeyError` if there is none."""
    return KINDS[name]

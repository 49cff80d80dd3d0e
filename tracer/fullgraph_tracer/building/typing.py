"""Constructs of `typing`."""

from __future__ import annotations

import types
import typing
from typing import TYPE_CHECKING, Any

from fullgraph_tracer.building.registry import builds_where
from fullgraph_tracer.variables.misc.typing import TypingVariable

if TYPE_CHECKING:
    from fullgraph_tracer.ports import Tx
    from fullgraph_tracer.sources import Source
    from fullgraph_tracer.variables.base import VariableTracker

_NAMES = ("TypeVar", "ParamSpec", "TypeVarTuple", "ParamSpecArgs", "ParamSpecKwargs", "TypeAliasType")
_OWN = tuple(found for name in _NAMES if isinstance(found := getattr(typing, name, None), type))
_CLASSES = (types.UnionType, types.GenericAlias, typing._Final, *_OWN)  # noqa: SLF001 - the base that marks typing's own


@builds_where(lambda value: isinstance(value, _CLASSES) or value is typing.Generic or value is typing.Union, rank=12)
def typing_construct(tx: Tx, value: Any, source: Source | None) -> VariableTracker:
    """`typing.List`, `Optional[int]`, `list[int]` ..."""
    tx.guards.add(source, "ID_MATCH", value, tx.span)
    return TypingVariable(value, source=source)

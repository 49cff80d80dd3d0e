"""`dataclasses.fields`."""

from __future__ import annotations

import dataclasses
from typing import TYPE_CHECKING, Any

from fullgraph_tracer.sources import AttrSource, ItemSource
from fullgraph_tracer.variables.lists import TupleVariable
from fullgraph_tracer.variables.user_defined.objects import UserDefinedObjectVariable
from fullgraph_vocab.breaks import object_model

if TYPE_CHECKING:
    from fullgraph_tracer.ports import Tx
    from fullgraph_tracer.variables.base import VariableTracker


_FIELD: Any = vars(dataclasses)["_FIELD"]


def fields_of(cls: type) -> list[dataclasses.Field[Any]]:
    """The fields of a dataclass, read off: `dataclasses.fields` itself would be seen as a call of the program's."""
    every: dict[str, Any] = vars(cls).get("__dataclass_fields__") or getattr(cls, "__dataclass_fields__")  # noqa: B009
    return [field for field in every.values() if field._field_type is _FIELD]  # noqa: SLF001 - as the module does


def fields(tx: Tx, obj: VariableTracker, /) -> VariableTracker:
    """`dataclasses.fields(obj)`: the real field objects, which never change."""
    obj = obj.realize()
    if not isinstance(obj, UserDefinedObjectVariable):
        tx.break_(object_model.DATACLASS, gb="GB0180", detail="only objects of the program's own classes have fields")
    cls = obj.python_type()
    if not dataclasses.is_dataclass(cls):
        tx.raise_(TypeError, "must be called with a dataclass type or instance")
    base = None if obj.source is None else AttrSource(obj.source, "__dataclass_fields__")
    found = fields_of(cls)
    return TupleVariable(tx.wrap(field, None if base is None else ItemSource(base, field.name)) for field in found)

"""Dictionaries, their views, and sets."""

from fullgraph_tracer.variables.dicts.dict import ConstDictVariable, NNModuleHooksDictVariable
from fullgraph_tracer.variables.dicts.iterators import (
    DictItemsIterator,
    DictIterator,
    DictKeysIterator,
    DictValuesIterator,
    SetIterator,
)
from fullgraph_tracer.variables.dicts.ordered_set import OrderedSetClassVariable, OrderedSetVariable
from fullgraph_tracer.variables.dicts.sets import BaseSetVariable, DictKeySetVariable, FrozensetVariable, SetVariable
from fullgraph_tracer.variables.dicts.special import DefaultDictVariable, MappingProxyVariable, OrderedDictVariable
from fullgraph_tracer.variables.dicts.views import DictItemsVariable, DictKeysVariable, DictValuesVariable

__all__ = [
    "BaseSetVariable",
    "ConstDictVariable",
    "DefaultDictVariable",
    "DictItemsIterator",
    "DictItemsVariable",
    "DictIterator",
    "DictKeySetVariable",
    "DictKeysIterator",
    "DictKeysVariable",
    "DictValuesIterator",
    "DictValuesVariable",
    "FrozensetVariable",
    "MappingProxyVariable",
    "NNModuleHooksDictVariable",
    "OrderedDictVariable",
    "OrderedSetClassVariable",
    "OrderedSetVariable",
    "SetIterator",
    "SetVariable",
]

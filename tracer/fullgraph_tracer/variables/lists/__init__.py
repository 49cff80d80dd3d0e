"""Sequences, slices and ranges."""

from fullgraph_tracer.variables.lists.base import BaseListVariable
from fullgraph_tracer.variables.lists.deque import DequeVariable
from fullgraph_tracer.variables.lists.iterators import (
    ListIteratorVariable,
    RangeIteratorVariable,
    TupleIteratorVariable,
)
from fullgraph_tracer.variables.lists.list import ListVariable
from fullgraph_tracer.variables.lists.ranges import RangeVariable, SliceVariable
from fullgraph_tracer.variables.lists.tuple import SizeVariable, TupleVariable

__all__ = [
    "BaseListVariable",
    "DequeVariable",
    "ListIteratorVariable",
    "ListVariable",
    "RangeIteratorVariable",
    "RangeVariable",
    "SizeVariable",
    "SliceVariable",
    "TupleIteratorVariable",
    "TupleVariable",
]

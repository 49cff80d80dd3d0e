"""Builtin functions and types, and the C functions that torch traces through Python code."""

from __future__ import annotations

import builtins
import functools
import itertools
import operator
import os
import struct
import sys
import traceback
import types
from collections import (  # type: ignore[attr-defined]  # the C helpers of Counter and namedtuple
    _count_elements,
    _tuplegetter,
)
from typing import TYPE_CHECKING, Any

from fullgraph_tracer.building.registry import builds, builds_object
from fullgraph_tracer.sources import AttrSource
from fullgraph_tracer.variables.builtin import BuiltinVariable, ItertoolsVariable, PolyfilledFunctionVariable
from fullgraph_tracer.variables.builtin_value import BoundBuiltinMethodVariable, BuiltinMethodVariable
from fullgraph_tracer.variables.functions.current_exception import SysFunctionVariable
from fullgraph_tracer.variables.misc.descriptors import (
    DescriptorVariable,
    MemberDescriptorVariable,
    MethodWrapperVariable,
    PropertyVariable,
    TupleGetterVariable,
)
from fullgraph_tracer.variables.torch_functions import SkipFunctionVariable

if TYPE_CHECKING:
    from collections.abc import Iterable

    from fullgraph_tracer.ports import Tx
    from fullgraph_tracer.sources import Source
    from fullgraph_tracer.variables.base import VariableTracker

_POLYFILLED: tuple[Any, ...] = (
    *(all, any, enumerate, sum),
    *(itertools.chain, itertools.accumulate, itertools.compress, itertools.cycle, itertools.dropwhile),
    *(itertools.takewhile, itertools.starmap, itertools.filterfalse, itertools.islice, itertools.pairwise),
    *(itertools.tee, itertools.zip_longest, itertools.chain.from_iterable),
    *(operator.attrgetter, operator.itemgetter, operator.methodcaller, operator.concat, operator.countOf),
    *(operator.iconcat, functools.reduce, sys.intern, sys.getrecursionlimit, _count_elements, os.fspath),
    *(sys.get_int_max_str_digits, traceback.clear_frames, struct.pack, struct.unpack),
)
"""What torch 2.13 replaces by Python code of the same meaning."""
_ITERTOOLS: tuple[Any, ...] = tuple(
    value for value in vars(itertools).values() if isinstance(value, type) and value not in _POLYFILLED
)


def _public(module: types.ModuleType) -> Iterable[Any]:
    return (value for name, value in vars(module).items() if not name.startswith("_") and callable(value))


_BUILTINS: tuple[Any, ...] = tuple(
    {
        id(value): value
        for value in (*_public(builtins), *_public(operator), builtins.__build_class__)
        if not any(value is known for known in _POLYFILLED)
    }.values()
)


@builds_object(*_BUILTINS)
def builtin(tx: Tx, value: Any, source: Source | None) -> VariableTracker:
    """A function or type of `builtins` or `operator`."""
    tx.guards.add(source, "ID_MATCH", value, tx.span)
    return BuiltinVariable(value, source=source)


@builds_object(*_POLYFILLED)
def polyfilled(tx: Tx, value: Any, source: Source | None) -> VariableTracker:
    """A function or iterator class with Python code in torch's tracer."""
    tx.guards.add(source, "CLOSURE_MATCH", value, tx.span)
    return PolyfilledFunctionVariable(value, source=source)


@builds_object(sys.exc_info, sys.exception)
def current_exception(tx: Tx, value: Any, source: Source | None) -> VariableTracker:
    """`sys.exc_info` and `sys.exception`."""
    tx.guards.add(source, "ID_MATCH", value, tx.span)
    return SysFunctionVariable(value, source=source)


@builds_object(*_ITERTOOLS)
def itertools_class(tx: Tx, value: Any, source: Source | None) -> VariableTracker:
    """The rest of `itertools`."""
    tx.guards.add(source, "ID_MATCH", value, tx.span)
    return ItertoolsVariable(value, source=source)


_NO_OWNERS = ("torch", "pybind11_builtins")


@builds(type("".join), type([].__len__))
def bound_builtin(tx: Tx, value: Any, source: Source | None) -> VariableTracker:
    """A C function, which is never traced, or a C method bound to an object, such as `"".join`.

    Of torch's objects none is: `x.view` that was evaluated before the capture is no method of the graph's. A function
    that pybind11 made is bound to a record of its own.
    """
    owner = value.__self__
    tx.guards.add(source, "ID_MATCH", value, tx.span)
    if owner is None or isinstance(owner, types.ModuleType) or type(owner).__module__.partition(".")[0] in _NO_OWNERS:
        return SkipFunctionVariable(value, source=source)
    owner_source = None if source is None else AttrSource(source, "__self__")
    if isinstance(value, types.MethodWrapperType):
        return MethodWrapperVariable(tx.wrap(owner, owner_source), value.__name__, source=source)
    return BoundBuiltinMethodVariable(tx.wrap(owner, owner_source), value.__name__, source=source)


_DESCRIPTORS: dict[type, type[DescriptorVariable]] = {
    property: PropertyVariable,
    types.MemberDescriptorType: MemberDescriptorVariable,
    _tuplegetter: TupleGetterVariable,
}


@builds(*_DESCRIPTORS)
def data_descriptor(tx: Tx, value: Any, source: Source | None) -> VariableTracker:
    """A data descriptor, read off its class or out of its `__dict__`."""
    tx.guards.add(source, "ID_MATCH", value, tx.span)
    return _DESCRIPTORS[type(value)](value, source=source)


@builds(types.MethodDescriptorType, types.WrapperDescriptorType, types.ClassMethodDescriptorType)
def method_descriptor(tx: Tx, value: Any, source: Source | None) -> VariableTracker:
    """A method of a built-in type, not bound, held somewhere: `upper = str.upper`. torch does not trace it."""
    if source is None or (isinstance(source, AttrSource) and source.attr == value.__name__):
        return BuiltinMethodVariable(tx.wrap(value.__objclass__), value.__name__)
    tx.guards.add(source, "ID_MATCH", value, tx.span)
    return SkipFunctionVariable(value, source=source)

"""Where a value came from: an expression over the frame's inputs that yields the real object again.

A source is a small immutable tree. `name` is how a guard shows it; `fetch(scope)` evaluates it for a new call of the
same code, which is how guards are checked and how captured inputs are found.
"""

from fullgraph_tracer.sources.source import (
    AttrSource,
    CalleeSource,
    CallSource,
    CellSource,
    ClassDictSource,
    ConstantSource,
    DictItemSource,
    DictKeySource,
    DictValueSource,
    FunctionModeSource,
    GlobalSource,
    InstanceDictSource,
    ItemCallSource,
    ItemSource,
    IteratorItemSource,
    LocalSource,
    MroSource,
    Scope,
    Source,
    StackSource,
    TypeSource,
    instance_dict,
)

__all__ = [
    "AttrSource",
    "CallSource",
    "CalleeSource",
    "CellSource",
    "ClassDictSource",
    "ConstantSource",
    "DictItemSource",
    "DictKeySource",
    "DictValueSource",
    "FunctionModeSource",
    "GlobalSource",
    "InstanceDictSource",
    "ItemCallSource",
    "ItemSource",
    "IteratorItemSource",
    "LocalSource",
    "MroSource",
    "Scope",
    "Source",
    "StackSource",
    "TypeSource",
    "instance_dict",
]
